"""Giving input: kept as a draft, submitted once, and then never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from council import notifications, permissions
from council.models import (
    POSTED,
    REGISTERED,
    Answer,
    Input,
    InputSession,
    InputSource,
    InputStatus,
    Report,
    Resolution,
    Vote,
    Withdrawal,
)
from council.speech import Resolved, Speech
from ros_portal.audit.services import record, record_each
from ros_portal.lib.decisions import require
from ros_portal.lib.holding import hold
from stakeholders.models import User

from .reports import add_to_report
from .sessions import ReportAskedFor


class SessionNotOpen(Exception):
    """The receipt moment lies outside the window of the session."""


class NothingSaid(Exception):
    """Submitting nothing is saying nothing; "no remarks" is an answer of its own."""


class KeyUsedForOtherText(Exception):
    """The same act arrived twice with different words; neither may win silently."""


class RemarksAfterAll(Exception):
    """ "No remarks" beside remarks: one of the two was not meant."""


class DraftWrittenElsewhere(Exception):
    """Another window or device wrote the draft meanwhile; `draft` is what stands there."""

    def __init__(self, draft: Input) -> None:
        super().__init__(draft)
        self.draft = draft


@transaction.atomic
def save_draft(session: InputSession, speech: Speech, *, by: User) -> Input:
    """Keep what was typed, whether or not the session is open; what was submitted stays as it is.

    Raises DraftWrittenElsewhere and KeyUsedForOtherText.
    """
    draft, is_new = _take_draft(session, speech, by=by)
    if draft.status == InputStatus.DRAFT:
        _write(draft, speech, is_new=is_new)
        draft.save()
    return draft


@transaction.atomic
def submit_input(
    session: InputSession, speech: Speech, *, by: User, received_at: datetime
) -> Input:
    """Submit once. `received_at` is when the request arrived, not when we got round to it.

    Raises SessionNotOpen, NothingSaid, RemarksAfterAll, KeyUsedForOtherText, DraftWrittenElsewhere
    and ReportAskedFor.
    """
    draft, is_new = _take_draft(session, speech, by=by)
    if draft.status == InputStatus.SUBMITTED:
        if draft.content_sha256 != speech.fingerprint():
            raise KeyUsedForOtherText
        return draft
    report = _check_moment(session, speech, received_at)
    if not speech.said and not speech.no_remarks:
        raise NothingSaid
    if speech.said and speech.no_remarks:
        raise RemarksAfterAll

    _write(draft, speech, is_new=is_new)
    draft.key = speech.key  # so that a retry of this very request finds it again
    _mark_submitted(draft, received_at)
    draft.save()
    if report is not None:
        add_to_report(report, draft)
    logged = session.logged(by)
    record("council.input.submitted", draft, by=logged, session=session.pk, source=speech.source)
    if by != speech.author and not speech.is_captured:
        notifications.tell_speaker(draft)
    return draft


@transaction.atomic
def submit_written_down(
    session: InputSession, speeches: Sequence[Speech], *, by: User, received_at: datetime
) -> None:
    """Many at once that the clerk wrote down of others, each with something said: all of them or none.

    Raises SessionNotOpen and ReportAskedFor.
    """
    session = _take_before_report(session, received_at)
    for speech in speeches:
        _check_arrival(session, speech, received_at)
    inputs = Input.objects.bulk_create(
        Input(
            key=speech.key,
            session=session,
            author=speech.author,
            entered_by=by,
            kind=speech.kind,
            group=speech.group,
            source=speech.source,
            arrived_on=speech.arrived_on,
            content_sha256=speech.fingerprint(),
        )
        for speech in speeches
    )
    Answer.objects.bulk_create(
        answer
        for one, speech in zip(inputs, speeches, strict=True)
        for answer in _answers(one, speech)
    )
    # Only now: to what was submitted nothing can be added, and its receipt is made of its key.
    for one in inputs:
        _mark_submitted(one, received_at)
    Input.objects.bulk_update(inputs, ["status", "submitted_at", "receipt"], batch_size=500)
    record_each(
        "council.input.submitted",
        [
            (one, {"session": session.pk, "source": speech.source})
            for one, speech in zip(inputs, speeches, strict=True)
        ],
        by=session.logged(by),
    )


@transaction.atomic
def withdraw_input(submitted: Input, *, by: User) -> Withdrawal:
    """Nobody else reads it from here on, and it comes in no report. A second press is the first.

    Raises ReportAskedFor.
    """
    # The one who asks for the report holds this lock, too: it takes in what stands then.
    session = InputSession.objects.select_for_update().get(pk=submitted.session_id)
    known = Withdrawal.objects.filter(input=submitted).first()
    if known is not None:
        return known
    if Report.objects.filter(session=session).exists():
        raise ReportAskedFor
    require(permissions.can_withdraw(by, submitted))
    withdrawal = Withdrawal.objects.create(input=submitted, by=by)
    record("council.input.withdrawn", submitted, by=session.logged(by), session=session.pk)
    return withdrawal


@transaction.atomic
def correct_input(submitted: Input, *, by: User) -> Input:
    """Take it back and go on with its words as a draft; a draft that is there already stays.

    Raises ReportAskedFor.
    """
    withdraw_input(submitted, by=by)
    draft = _open_draft(submitted.session, by)
    if draft is not None:
        return draft
    draft = Input.objects.create(
        session=submitted.session,
        author=by,
        entered_by=by,
        kind=submitted.kind,
        group=submitted.group,
    )
    Answer.objects.bulk_create(
        Answer(
            input=draft,
            question_id=one.question_id,
            chapter_id=one.chapter_id,
            revision_id=one.revision_id,
            block_id=one.block_id,
            text=one.text,
        )
        for one in submitted.answers.all()
    )
    return draft


def _check_moment(session: InputSession, speech: Speech, received_at: datetime) -> Report | None:
    """Who speaks does so in the window; what the clerk writes down counts until the report.

    Returns the report that was begun between the receipt and now: this belongs in it.
    """
    if speech.kind not in REGISTERED and not speech.is_captured and speech.arrived_on is None:
        if not session.is_open(received_at):
            raise SessionNotOpen
        hold(session)  # who asks for the report waits for us, and finds this input
        # Who cancels it held this row a moment ago, and we read the session before that.
        if InputSession.objects.filter(pk=session.pk, cancelled_at__isnull=False).exists():
            raise SessionNotOpen
        return _report_begun(session) if timezone.now() >= session.closes_at else None
    _check_arrival(_take_before_report(session, received_at), speech, received_at)
    return None


def _take_before_report(session: InputSession, received_at: datetime) -> InputSession:
    """The one who asks for the report or cancels holds this lock, too: nothing falls between."""
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    if received_at < session.opens_at or session.cancelled_at:
        raise SessionNotOpen
    if session.handed_over_at or Report.objects.filter(session=session).exists():
        raise ReportAskedFor
    return session


def _check_arrival(session: InputSession, speech: Speech, received_at: datetime) -> None:
    """Only what was sent has a day of its own, which somebody else than its author writes down."""
    if not speech.arrived_on:
        return
    if speech.source not in POSTED or speech.arrived_on > session.last_day:
        raise SessionNotOpen
    if speech.arrived_on > timezone.localdate(received_at):
        raise SessionNotOpen


def _report_begun(session: InputSession) -> Report | None:
    report = Report.objects.select_for_update().filter(session=session).first()
    is_handed_over = InputSession.objects.filter(pk=session.pk, handed_over_at__isnull=False)
    if (report and report.confirmed_at) or is_handed_over.exists():
        raise ReportAskedFor
    return report


def _take_draft(session: InputSession, speech: Speech, *, by: User) -> tuple[Input, bool]:
    """The input this key stands for, locked: two taps on the button wait for each other.

    And whether it was made just now.
    """
    is_new = False
    taken = Input.objects.select_for_update().filter(key=speech.key).first()
    if taken is None and speech.source == InputSource.ONLINE:
        # A second device, or a page opened before the draft was: there is one draft, go on with it.
        taken = _open_draft(session, speech.author)
    if taken is None:
        try:
            with transaction.atomic():
                taken = Input.objects.create(
                    key=speech.key,
                    session=session,
                    author=speech.author,
                    entered_by=by,
                    kind=speech.kind,
                    group=speech.group,
                    source=speech.source,
                )
                is_new = True
        except IntegrityError:
            # The other tap was a moment earlier; the lock waits until it has finished.
            taken = Input.objects.select_for_update().filter(key=speech.key).first() or (
                _open_draft(session, speech.author)
            )
    if taken is None or (taken.session_id, taken.author_id, taken.entered_by_id) != (
        session.pk,
        speech.author.pk,
        by.pk,
    ):
        raise KeyUsedForOtherText
    return taken, is_new


def _open_draft(session: InputSession, author: User) -> Input | None:
    return (
        Input.objects.select_for_update()
        .drafts()
        .filter(session=session, author=author, source=InputSource.ONLINE)
        .first()
    )


def _write(draft: Input, speech: Speech, *, is_new: bool) -> None:
    """What is said in it; whoever calls saves the draft itself, once."""
    fingerprint = speech.fingerprint()
    known = {None, speech.page, speech.after}
    if speech.page and draft.written_in not in known and draft.content_sha256 != fingerprint:
        raise DraftWrittenElsewhere(draft)

    draft.written_in = speech.page
    draft.content_sha256 = fingerprint
    draft.kind = speech.kind
    draft.group = speech.group
    draft.arrived_on = speech.arrived_on
    draft.no_remarks = speech.no_remarks
    if not is_new:
        draft.answers.all().delete()
    Answer.objects.bulk_create(_answers(draft, speech))
    if speech.resolved:
        _resolve(draft, speech.resolved)


def _answers(draft: Input, speech: Speech) -> Iterator[Answer]:
    for one in speech.said:
        yield Answer(
            input=draft,
            question=one.question,
            chapter=one.chapter,
            revision=one.revision,
            block_id=one.block_id,
            text=one.text,
        )


def _mark_submitted(draft: Input, received_at: datetime) -> None:
    draft.status = InputStatus.SUBMITTED
    draft.submitted_at = received_at
    draft.receipt = f"{timezone.localtime(received_at).year}-{draft.pk:05d}"


def _resolve(draft: Input, resolved: Resolved) -> None:
    resolution = Resolution.objects.create(
        input=draft,
        title=resolved.title,
        number=resolved.number,
        adopted_on=resolved.adopted_on,
    )
    Vote.objects.bulk_create(
        Vote(
            resolution=resolution,
            group=vote.group,
            in_favour=vote.in_favour,
            against=vote.against,
            view=vote.view,
        )
        for vote in resolved.votes
    )
