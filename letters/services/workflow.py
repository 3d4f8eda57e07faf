"""To the executive and back, sent, on the list."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from council.services import release_answers_after
from letters import notifications
from letters.content import missing_in
from letters.models import Letter, LetterStatus, RenderingKind
from ros_portal.audit.services import record
from stakeholders.models import User

from .handing_over import dispatch_letter
from .locking import LetterIncomplete, change_status, lock_letter, save_letter


class PdfNotReady(Exception):
    """The adopted PDF must be there before the letter goes out."""


@transaction.atomic
def hand_to_executive(letter: Letter, *, edition: int | None = None, by: User) -> None:
    """`edition` is the one on a screen: nobody passes on what a colleague changed meanwhile."""
    letter = lock_letter(letter, LetterStatus.DRAFT, edition=edition)
    # The date and the names may still come; a letter with a hole in its text may not go.
    if missing := [item for item in missing_in(letter) if item.field in {"text", "reference"}]:
        raise LetterIncomplete(missing)
    letter.handed_at = timezone.now()
    # Once more on its table: what it decided before is in the proposals and in the log.
    letter.is_amended, letter.decided_on, letter.decision_number = False, None, ""
    change_status(
        letter,
        LetterStatus.WITH_EXECUTIVE,
        "handed_at",
        "is_amended",
        "decided_on",
        "decision_number",
        by=by,
    )


@transaction.atomic
def agree_letter(letter: Letter, *, edition: int, by: User) -> None:
    """The portfolio holder stands behind this text, before or while the executive has it."""
    letter = lock_letter(letter, LetterStatus.DRAFT, LetterStatus.WITH_EXECUTIVE, edition=edition)
    if letter.agreed_at is not None:
        return
    letter.agreed_at, letter.agreed_by = timezone.now(), by
    save_letter(letter, "agreed_at", "agreed_by")
    record("letters.letter.agreed", letter, by=by)


class ListedInFuture(Exception):
    """What is not on the list yet cannot be recorded."""


class ListedBeforeSent(Exception):
    """A letter came in on the day it was sent or later."""


@transaction.atomic
def list_letter(letter: Letter, *, listed_on: date, by: User) -> None:
    """On the griffie's list of documents that came in; a wrong day is recorded anew."""
    letter = lock_letter(letter, LetterStatus.SENT)
    if listed_on > timezone.localdate():
        raise ListedInFuture
    assert letter.sent_at is not None  # constraint letter_sent_has_moment
    if listed_on < timezone.localdate(letter.sent_at):
        raise ListedBeforeSent
    old, letter.listed_on = letter.listed_on, listed_on
    save_letter(letter, "listed_on")
    record("letters.letter.listed", letter, by=by, old=old, new=listed_on)


@transaction.atomic
def take_back_letter(letter: Letter, *, by: User) -> None:
    letter = lock_letter(letter, LetterStatus.WITH_EXECUTIVE)
    letter.handed_at = None
    change_status(letter, LetterStatus.DRAFT, "handed_at", by=by)


@transaction.atomic
def send_letter(letter: Letter, *, release: bool = False, by: User) -> None:
    """`release`: the council also gets the answers to what it gave along to the meeting of the letter."""
    letter = lock_letter(letter, LetterStatus.ADOPTED)
    adopted = letter.renderings.get(kind=RenderingKind.ADOPTED)
    if not adopted.is_ready:
        raise PdfNotReady
    letter.sent_at = timezone.now()
    change_status(letter, LetterStatus.SENT, "sent_at", by=by, sha256=adopted.sha256)
    notifications.tell_clerks(letter)
    dispatch_letter(letter)
    if release and letter.meeting:
        release_answers_after(letter.meeting, council=letter.council, by=by)
