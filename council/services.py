"""Giving input: kept as a draft, submitted once, and then never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from milestones.models import Meeting
from ros_portal.audit.services import record
from ros_portal.jobs.services import enqueue
from stakeholders.models import Body, User

from . import tasks
from .models import Answer, Input, InputSession, InputSource, InputStatus, Question
from .speech import Speech


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


class AlreadyHandedOver(Exception):
    """A colleague handed the input over a moment ago."""


@transaction.atomic
def save_draft(session: InputSession, speech: Speech, *, by: User) -> Input:
    """Keep what was typed, whether or not the session is open."""
    draft = _take_draft(session, speech, by=by)
    if draft.status == InputStatus.DRAFT:
        _write(draft, speech)
    return draft


@transaction.atomic
def submit_input(
    session: InputSession, speech: Speech, *, by: User, received_at: datetime
) -> Input:
    """Submit once. `received_at` is when the request arrived, not when we got round to it."""
    draft = _take_draft(session, speech, by=by)
    if draft.status == InputStatus.SUBMITTED:
        if draft.content_sha256 != speech.fingerprint():
            raise KeyUsedForOtherText
        return draft
    if not session.is_open(received_at):
        raise SessionNotOpen
    if not speech.said and not speech.no_remarks:
        raise NothingSaid
    if speech.said and speech.no_remarks:
        raise RemarksAfterAll

    _write(draft, speech)
    draft.key = speech.key  # so that a retry of this very request finds it again
    draft.status = InputStatus.SUBMITTED
    draft.submitted_at = received_at
    draft.receipt = f"{timezone.localtime(received_at).year}-{draft.pk:05d}"
    draft.save()
    record("council.input.submitted", draft, by=by, session=session.pk, source=speech.source)
    if by != speech.author:
        enqueue(tasks.tell_speaker, draft.pk, key=f"council.tell_speaker:{draft.pk}")
    return draft


class ClosesEarlier(Exception):
    """A new closing moment gives time; it never takes time away."""


class ClosesAfterMeeting(Exception):
    """What is given after the meeting cannot go to it."""


class SessionStillOpen(Exception):
    """Members can still submit: the executive would read it at once."""


@transaction.atomic
def hand_over(session: InputSession, *, by: User) -> None:
    """From here on the council's own executive reads the input."""
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    if session.handed_over_at:
        raise AlreadyHandedOver
    if timezone.now() < session.closes_at:
        raise SessionStillOpen
    session.handed_over_at = timezone.now()
    session.save(update_fields=["handed_over_at"])
    record("council.session.handed_over", session, by=by)


@transaction.atomic
def plan_session(
    *,
    body: Body,
    by: User,
    title: str,
    introduction: str,
    mode: str,
    held_at: datetime | None,
    place: str,
    meeting: Meeting | None,
    opens_at: datetime,
    closes_at: datetime,
    questions: Sequence[str],
) -> InputSession:
    check_closing(closes_at, meeting)
    session = InputSession.objects.create(
        body=body,
        title=title,
        introduction=introduction,
        mode=mode,
        held_at=held_at,
        place=place,
        meeting=meeting,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    Question.objects.bulk_create(
        Question(session=session, position=position, text=text)
        for position, text in enumerate(questions, start=1)
    )
    record("council.session.planned", session, by=by, opens_at=opens_at, closes_at=closes_at)
    return session


@transaction.atomic
def extend_session(
    session: InputSession, *, closes_at: datetime, reason: str, by: User
) -> InputSession:
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    # The executive reads from the hand-over on: what came later would reach it at once.
    if session.handed_over_at:
        raise AlreadyHandedOver
    if closes_at <= session.closes_at:
        raise ClosesEarlier
    check_closing(closes_at, session.meeting)
    before = session.closes_at
    session.closes_at = closes_at
    session.save(update_fields=["closes_at"])
    record("council.session.extended", session, by=by, old=before, new=closes_at, reason=reason)
    return session


def check_closing(closes_at: datetime, meeting: Meeting | None) -> None:
    if meeting is not None and closes_at > meeting.starts_at:
        raise ClosesAfterMeeting


def questions_asked_before(body: Body) -> list[str]:
    """The questions of this council's last session: mostly they are asked again."""
    last = InputSession.objects.filter(body=body).order_by("-opens_at").first()
    return [question.text for question in last.questions.all()] if last else []


def _take_draft(session: InputSession, speech: Speech, *, by: User) -> Input:
    """The input this key stands for, locked: two taps on the button wait for each other."""
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
    return taken


def _open_draft(session: InputSession, author: User) -> Input | None:
    return (
        Input.objects.select_for_update()
        .drafts()
        .filter(session=session, author=author, source=InputSource.ONLINE)
        .first()
    )


def _write(draft: Input, speech: Speech) -> None:
    fingerprint = speech.fingerprint()
    known = {None, speech.page, speech.after}
    if speech.page and draft.written_in not in known and draft.content_sha256 != fingerprint:
        raise DraftWrittenElsewhere(draft)

    draft.written_in = speech.page
    draft.content_sha256 = fingerprint
    draft.kind = speech.kind
    draft.group = speech.group
    draft.no_remarks = speech.no_remarks
    draft.save()
    draft.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(
            input=draft,
            question=one.question,
            chapter=one.chapter,
            revision=one.revision,
            block_id=one.block_id,
            text=one.text,
        )
        for one in speech.said
    )
