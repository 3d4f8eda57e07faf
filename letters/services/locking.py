"""A letter as it is now, held until a change is done."""

from __future__ import annotations

from typing import Any

from letters.content import Missing
from letters.models import Letter, LetterStatus
from ros_portal.audit.services import record
from stakeholders.models import User


class LetterNotOpen(Exception):
    """The letter is not in the state for this change any more; a colleague was first."""


class LetterChangedMeanwhile(Exception):
    """A colleague saved this letter after this form was opened."""


class LetterIncomplete(Exception):
    """The executive cannot adopt this; `missing` says what and what to do."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(str(item.what) for item in missing))
        self.missing = missing


def lock_letter(letter: Letter, *states: LetterStatus, edition: int | None = None) -> Letter:
    """The letter as it is now, and nobody else changes it until we are done."""
    letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.status not in states:
        raise LetterNotOpen
    if edition is not None and letter.edition != edition:
        raise LetterChangedMeanwhile
    return letter


def save_letter(letter: Letter, *fields: str) -> None:
    letter.edition += 1
    letter.save(update_fields=[*fields, "edition", "changed_at"])


def disagree(letter: Letter) -> list[str]:
    """Other words than the portfolio holder agreed to; answers the fields to save."""
    if letter.agreed_at is None:
        return []
    letter.agreed_at = letter.agreed_by = None
    return ["agreed_at", "agreed_by"]


def change_status(
    letter: Letter, status: LetterStatus, *fields: str, by: User, **facts: Any
) -> None:
    old, letter.status = letter.status, status
    save_letter(letter, "status", *fields)
    record(f"letters.letter.{status.value}", letter, by=by, old=old, **facts)
