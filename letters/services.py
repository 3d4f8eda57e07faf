"""Every change of a letter: locked, looked at again, written in the log."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.jobs.models import Job
from ros_portal.jobs.services import enqueue, retry
from ros_portal.lib.storage import read_intact
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import Grant, users_with

from . import facts, notifications, pdf, tasks
from .content import Missing, missing_in, paper_of
from .models import Attachment, Letter, LetterStatus, Rendering, RenderingKind, RenderingState
from .paper import CLOSING, WORDING, LetterKind, Paper
from .starts import Start


class LetterNotOpen(Exception):
    """The letter is not in the state for this change any more; a colleague was first."""


class LetterChangedMeanwhile(Exception):
    """A colleague saved this letter after this form was opened."""


class LetterIncomplete(Exception):
    """The executive cannot adopt this; `missing` says what and what to do."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(str(item.what) for item in missing))
        self.missing = missing


class PdfNotReady(Exception):
    """The adopted PDF must be there before the letter goes out."""


@transaction.atomic
def start_letter(executive: Body, *, start: Start, key: uuid.UUID, by: User) -> Letter:
    assert executive.organisation is not None  # constraint body_has_organisation
    wording = WORDING[LetterKind(executive.organisation.kind)]
    holders = users_with(Grant.HOLD_PORTFOLIO, executive)
    letter, created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "executive": executive,
            "council": Body.objects.get(organisation=executive.organisation, kind=BodyKind.COUNCIL),
            "subject": start.subject,
            "text": facts.fill_in(start.text, executive, now=timezone.now()),
            "meeting": facts.meeting_of(start, now=timezone.now()),
            "salutation": wording.salutation,
            "closing": CLOSING,
            "portfolio_holder": holders[0].name if len(holders) == 1 else "",
            "handled_by": by.name,
            "contact": ", ".join(part for part in (by.phone, by.email) if part),
            "created_by": by,
        },
    )
    if created:
        record("letters.letter.started", letter, by=by, start=start.slug)
    return letter


TEXT_FIELDS = (
    "subject",
    "date_on",
    "reference",
    "your_reference",
    "case_number",
    "portfolio_holder",
    "handled_by",
    "contact",
    "salutation",
    "text",
    "closing",
)


@transaction.atomic
def change_letter(letter: Letter, *, edition: int, by: User, **fields: Any) -> None:
    letter = _locked(letter, LetterStatus.DRAFT)
    if letter.edition != edition:
        raise LetterChangedMeanwhile

    changes = {
        name: {"old": getattr(letter, name), "new": fields[name]}
        for name in TEXT_FIELDS
        if name in fields and getattr(letter, name) != fields[name]
    }
    if not changes:
        return
    for name in changes:
        setattr(letter, name, fields[name])
    _save(letter, *changes)
    record("letters.letter.changed", letter, by=by, changes=changes)


@transaction.atomic
def add_attachment(letter: Letter, *, title: str, file: UploadedFile[Any] | None, by: User) -> None:
    """Without a file it is announced and shown as missing."""
    letter = _locked(letter, LetterStatus.DRAFT)
    attachment = Attachment(letter=letter, title=title, number=letter.attachments.count() + 1)
    _put_file(attachment, file)
    attachment.save()
    record("letters.attachment.added", letter, by=by, title=title, sha256=attachment.sha256)


@transaction.atomic
def provide_attachment(attachment: Attachment, *, file: UploadedFile[Any], by: User) -> None:
    """The file that was still missing; one that is there is never replaced unseen."""
    letter = _locked(attachment.letter, LetterStatus.DRAFT)
    attachment = letter.attachments.select_for_update().get(pk=attachment.pk)
    if attachment.is_held:
        raise LetterNotOpen
    _put_file(attachment, file)
    attachment.save()
    record(
        "letters.attachment.provided",
        letter,
        by=by,
        title=attachment.title,
        sha256=attachment.sha256,
    )


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: User) -> None:
    letter = _locked(attachment.letter, LetterStatus.DRAFT)
    removed = letter.attachments.get(pk=attachment.pk)
    facts = {"title": removed.title, "number": removed.number, "sha256": removed.sha256}
    removed.delete()
    # The numbers stay a row without gaps; upwards, so that no two are the same on the way.
    for later in letter.attachments.filter(number__gt=facts["number"]).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])
    record("letters.attachment.removed", letter, by=by, **facts)


@transaction.atomic
def request_rendering(letter: Letter, *, by: User) -> Rendering:
    """The same paper gives the rendering that is there: a second click makes no second PDF."""
    letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=letter.pk)
    if not letter.is_adopted:
        return _queue_rendering(letter, RenderingKind.DRAFT, by=by)
    adopted = letter.renderings.get(kind=RenderingKind.ADOPTED)
    _try_again(adopted, by=by)
    return adopted


@transaction.atomic
def hand_to_executive(letter: Letter, *, edition: int | None = None, by: User) -> None:
    """`edition` is the one on a screen: nobody passes on what a colleague changed meanwhile."""
    letter = _locked(letter, LetterStatus.DRAFT, edition)
    # The date and the names may still come; a letter with a hole in its text may not go.
    if missing := [item for item in missing_in(letter) if item.field in {"text", "reference"}]:
        raise LetterIncomplete(missing)
    _change_status(letter, LetterStatus.WITH_EXECUTIVE, by=by)


@transaction.atomic
def take_back_letter(letter: Letter, *, by: User) -> None:
    letter = _locked(letter, LetterStatus.WITH_EXECUTIVE)
    _change_status(letter, LetterStatus.DRAFT, by=by)


class DecidedInFuture(Exception):
    """A decision that was not taken yet cannot be recorded."""


class DatedBeforeDecision(Exception):
    """A letter goes out on the day of the decision or later."""


@transaction.atomic
def adopt_letter(
    letter: Letter,
    *,
    decided_on: date,
    decision_number: str,
    date_on: date,
    edition: int | None = None,
    by: User,
) -> Rendering:
    """From here on the letter is what the executive decided: text, names and PDF stay.

    `edition` is the one on a screen: nobody adopts what a colleague changed meanwhile.
    """
    letter = _locked(letter, LetterStatus.WITH_EXECUTIVE, edition)
    if decided_on > timezone.localdate():
        raise DecidedInFuture
    if date_on < decided_on:
        raise DatedBeforeDecision
    letter.decided_on = decided_on
    letter.decision_number = decision_number
    letter.date_on = date_on
    if missing := missing_in(letter):
        raise LetterIncomplete(missing)

    _change_status(
        letter,
        LetterStatus.ADOPTED,
        "decided_on",
        "decision_number",
        "date_on",
        by=by,
        decided_on=decided_on,
        decision_number=decision_number,
        date_on=date_on,
    )
    return _queue_rendering(letter, RenderingKind.ADOPTED, by=by)


@transaction.atomic
def send_letter(letter: Letter, *, by: User) -> None:
    letter = _locked(letter, LetterStatus.ADOPTED)
    adopted = letter.renderings.get(kind=RenderingKind.ADOPTED)
    if not adopted.is_ready:
        raise PdfNotReady
    letter.sent_at = timezone.now()
    _change_status(letter, LetterStatus.SENT, "sent_at", by=by, sha256=adopted.sha256)
    notifications.tell_clerks(letter)


def read_rendering(rendering: Rendering, *, by: User) -> bytes:
    """The PDF, if it is still the one that was made; who took it is in the log."""
    content = read_intact(rendering.file, rendering.sha256)
    record("letters.rendering.downloaded", rendering, by=by, sha256=rendering.sha256)
    return content


def read_attachment(attachment: Attachment, *, by: User) -> bytes:
    content = read_intact(attachment.file, attachment.sha256)
    record("letters.attachment.downloaded", attachment, by=by, sha256=attachment.sha256)
    return content


def _locked(letter: Letter, status: LetterStatus, edition: int | None = None) -> Letter:
    """The letter as it is now, and nobody else changes it until we are done."""
    letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.status != status:
        raise LetterNotOpen
    if edition is not None and letter.edition != edition:
        raise LetterChangedMeanwhile
    return letter


def _save(letter: Letter, *fields: str) -> None:
    letter.edition += 1
    letter.save(update_fields=[*fields, "edition", "changed_at"])


def _change_status(
    letter: Letter, status: LetterStatus, *fields: str, by: User, **facts: Any
) -> None:
    old, letter.status = letter.status, status
    _save(letter, "status", *fields)
    record(f"letters.letter.{status.value}", letter, by=by, old=old, **facts)


def fingerprint_of(paper: Paper) -> str:
    return paper.fingerprint(renderer=pdf.renderer_name())


def _queue_rendering(letter: Letter, kind: RenderingKind, *, by: User) -> Rendering:
    paper = paper_of(letter)
    rendering, created = Rendering.objects.get_or_create(
        letter=letter,
        fingerprint=fingerprint_of(paper),
        defaults={"kind": kind, "paper": paper.facts(), "created_by": by},
    )
    if created:
        record("letters.rendering.requested", rendering, by=by)
    enqueue(tasks.render_letter, rendering.pk, key=rendering.job_key)
    _try_again(rendering, by=by)
    return rendering


def _try_again(rendering: Rendering, *, by: User) -> None:
    """A failed rendering gets a new chance; one that is made or under way is left alone."""
    if rendering.state != RenderingState.FAILED:
        return
    rendering.error = ""
    rendering.save(update_fields=["error"])
    retry(Job.objects.get(key=rendering.job_key))
    record("letters.rendering.retried", rendering, by=by)


def _put_file(attachment: Attachment, file: UploadedFile[Any] | None) -> None:
    if file is None:
        return
    content = file.read()
    attachment.sha256 = hashlib.sha256(content).hexdigest()
    attachment.bytes = len(content)
    attachment.file_name = (file.name or "")[-200:]
    file.seek(0)
    # Stored under its hash: a name from outside decides nothing here.
    suffix = attachment.file_name.rpartition(".")[2].lower()
    attachment.file.save(f"{attachment.sha256}.{suffix}", file, save=False)
