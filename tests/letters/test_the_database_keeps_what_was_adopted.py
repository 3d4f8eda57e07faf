"""Not only the services: the database itself refuses, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from letters import services
from letters.models import Attachment, Letter, LetterStatus, Rendering
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, User
from tests.jobs import run_due

from .conftest import DECISION, WriteLetter

# What still moves once a letter is adopted, and once a PDF has been asked for.
MOVES = {"meeting", "status", "edition", "sent_at", "changed_at", "embargo_until", "listed_on"}
IS_MADE = {"file", "sha256", "bytes", "pages", "renderer", "error", "made_at"}


def names_of(model: type[models.Model], *, but: set[str]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in but]


def other(field: models.Field[Any, Any]) -> object:
    """A value that this row does not have; the trigger speaks before any constraint."""
    if isinstance(field, models.DateTimeField):
        return timezone.now() + timedelta(days=1)
    if isinstance(field, models.DateField):
        return timezone.localdate() + timedelta(days=1)
    if isinstance(field, models.UUIDField):
        return "6f0d7a52-2f3c-4c8e-9f0b-5f3f6f2f7a12"
    if isinstance(field, models.JSONField):
        return {"subject": "Anders"}
    if isinstance(field, models.BooleanField):
        return True
    return "anders" if isinstance(field, models.CharField | models.TextField) else 7_654


def refused(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError as error:
        return "an adopted letter never changes" in str(error)
    return False


def change_of(row: Letter | Rendering | Attachment, name: str) -> Callable[[], object]:
    model = type(row)
    value = other(model._meta.get_field(name))  # type: ignore[arg-type]
    return lambda: model._default_manager.filter(pk=row.pk).update(**{name: value})


@pytest.fixture
def adopted(write_letter: WriteLetter, signatories: object, esra: User) -> Letter:
    boss = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    letter = write_letter()
    letter.meeting = Meeting.objects.create(body=boss, starts_at=timezone.now())
    letter.save()
    services.add_attachment(letter, title="Plan van aanpak", file=None, by=esra)
    services.hand_to_executive(letter, by=esra)
    services.adopt_letter(letter, by=esra, **DECISION)
    letter.refresh_from_db()
    return letter


@pytest.mark.parametrize("name", names_of(Letter, but=MOVES))
def test_an_adopted_letter_says_what_was_decided(adopted: Letter, name: str) -> None:
    assert refused(change_of(adopted, name))


def test_an_adopted_letter_only_goes_on(adopted: Letter) -> None:
    letters = Letter.objects.filter(pk=adopted.pk)
    assert refused(lambda: letters.update(status=LetterStatus.DRAFT))
    letters.update(status=LetterStatus.SENT, sent_at=timezone.now())
    assert refused(lambda: letters.update(status=LetterStatus.ADOPTED, sent_at=None))
    assert refused(lambda: letters.update(sent_at=timezone.now() - timedelta(days=1)))


def test_a_deleted_meeting_leaves_its_letter_and_no_other_takes_its_place(adopted: Letter) -> None:
    assert adopted.meeting is not None
    letters = Letter.objects.filter(pk=adopted.pk)
    later = Meeting.objects.create(body=adopted.meeting.body, starts_at=timezone.now())
    assert refused(lambda: letters.update(meeting=later))
    adopted.meeting.delete()
    assert letters.get().meeting is None


@pytest.mark.parametrize("name", names_of(Attachment, but=set()))
def test_the_attachments_of_an_adopted_letter_stay(adopted: Letter, name: str) -> None:
    assert refused(change_of(adopted.attachments.get(), name))


def test_no_attachment_joins_an_adopted_letter(
    adopted: Letter, write_letter: WriteLetter, esra: User
) -> None:
    assert refused(lambda: adopted.attachments.create(number=2, title="Later"))
    draft = write_letter()
    services.add_attachment(draft, title="Later", file=None, by=esra)
    assert refused(lambda: draft.attachments.update(letter=adopted, number=2))


@pytest.mark.parametrize("name", names_of(Rendering, but=IS_MADE))
def test_a_pdf_is_made_of_what_was_asked_for(adopted: Letter, name: str) -> None:
    assert refused(change_of(adopted.renderings.get(), name))


@pytest.mark.parametrize("name", names_of(Rendering, but=set()))
def test_a_made_pdf_stays(draft: Letter, esra: User, name: str) -> None:
    services.request_rendering(draft, by=esra)
    run_due()
    assert refused(change_of(draft.renderings.get(), name))


def test_a_draft_is_still_changed_and_thrown_away(draft: Letter, esra: User) -> None:
    services.add_attachment(draft, title="Plan van aanpak", file=None, by=esra)
    Letter.objects.filter(pk=draft.pk).update(subject="Anders")
    draft.attachments.update(title="Anders")
    draft.delete()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        lambda letter: Letter.objects.filter(pk=letter.pk),
        lambda letter: letter.renderings.all(),
        lambda letter: letter.attachments.all(),
    ],
    ids=["letter", "rendering", "attachment"],
)
def test_postgresql_refuses_to_delete_too(
    adopted: Letter, rows: Callable[[Letter], models.QuerySet[Any]]
) -> None:
    """Past Django's own refusals; on SQLite those are all there is (see the migration)."""
    found = rows(adopted)
    with transaction.atomic():
        assert refused(lambda: found._raw_delete(found.db)) == (connection.vendor == "postgresql")
        transaction.set_rollback(True)


def test_django_refuses_to_delete_an_adopted_letter(adopted: Letter) -> None:
    with pytest.raises(models.ProtectedError):
        adopted.delete()
