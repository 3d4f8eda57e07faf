"""Not only the services: the database itself refuses to change what was adopted, whoever asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from letters.models import Attachment, Letter, LetterStatus, Rendering
from tests.jobs import run_due

REFUSED = "an adopted letter never changes"


def letters(letter: Letter) -> object:
    return Letter.objects.filter(pk=letter.pk)


CHANGES: dict[str, Callable[[Letter], object]] = {
    "its words": lambda letter: letters(letter).update(text="Iets anders."),
    "its decision": lambda letter: letters(letter).update(decision_number="2026-9999"),
    "back to draft": lambda letter: letters(letter).update(status=LetterStatus.DRAFT),
    "one more attachment": lambda letter: Attachment.objects.create(
        letter=letter, number=9, title="Erbij"
    ),
    "a PDF that was made": lambda letter: letter.renderings.update(sha256="0" * 64),
}
if connection.vendor == "postgresql":
    # SQLite has no TRUNCATE: Django empties its tables between tests by DELETE, so there
    # relations alone refuse to delete.
    CHANGES |= {
        "deleting it": lambda letter: delete_by_hand(letters(letter)),
        "deleting its PDF": lambda letter: delete_by_hand(letter.renderings.all()),
    }


def delete_by_hand(rows: object) -> None:
    """Without what Django looks at first."""
    rows._raw_delete(rows.db)


@pytest.fixture
def made(adopted: Letter) -> Letter:
    run_due()
    return adopted


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_adopted_stands(made: Letter, change: Callable[[Letter], object]) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        change(made)


def test_it_can_still_be_sent_once(made: Letter) -> None:
    letters(made).update(status=LetterStatus.SENT, sent_at=timezone.now())
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        letters(made).update(sent_at=timezone.now())


def test_a_draft_and_its_waiting_pdf_are_free(draft: Letter, esra: object) -> None:
    letters(draft).update(text="Iets anders.")
    assert Rendering.objects.filter(letter=draft).update(error="later") == 0
    draft.refresh_from_db()
    assert draft.text == "Iets anders."
