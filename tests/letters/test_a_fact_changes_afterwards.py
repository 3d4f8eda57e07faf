"""Who wrote an adopted letter hears that the portal would say something else now; nobody else does."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from letters import services
from letters.models import FactNotice, FilledFact, Letter
from letters.paper import long_date
from letters.starts import STARTS
from letters.waiting import waiting_for
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, Signatory, User
from tests.jobs import run_due

from .conftest import DECISION


def words(moment: datetime) -> str:
    return long_date(timezone.localtime(moment).date())


@pytest.fixture
def coming(db: None) -> Meeting:
    boss = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(body=boss, starts_at=timezone.now() + timedelta(days=30))


@pytest.fixture
def letter(
    coming: Meeting,
    almelo_executive: Body,
    almelo_council: Body,
    signatories: list[Signatory],
    esra: User,
) -> Letter:
    """Adopted; it names the next BOSS."""
    begun = services.start_letter(
        almelo_executive, start=STARTS["progress"], key=uuid.uuid4(), by=esra
    )
    text = begun.text.replace("[vul in:", "(").replace("]", ")")
    services.change_letter(begun, edition=1, by=esra, text=text, reference="RB-1")
    services.hand_to_executive(begun, by=esra)
    services.adopt_letter(begun, by=esra, **DECISION)
    begun.refresh_from_db()
    return begun


def move(meeting: Meeting, days: int) -> None:
    meeting.starts_at += timedelta(days=days)
    meeting.save()
    services.notice_changed_facts()


def notes(user: User) -> list[str]:
    return [str(one.note) for one in waiting_for(user) if "gewijzigd" in str(one.title)]


def test_what_was_filled_in_is_kept_at_adoption(letter: Letter, coming: Meeting) -> None:
    facts = dict(letter.filled_facts.values_list("name", "value"))
    assert words(coming.starts_at) in facts["next_boss"]
    assert facts["place"] == "Almelo"


def test_what_the_secretary_replaced_is_no_fact_of_the_letter(
    coming: Meeting, almelo_executive: Body, almelo_council: Body, signatories: object, esra: User
) -> None:
    begun = services.start_letter(
        almelo_executive, start=STARTS["progress"], key=uuid.uuid4(), by=esra
    )
    assert begun.filled_facts.filter(name="next_boss").exists()
    services.change_letter(begun, edition=1, by=esra, text="Wij informeren u.", reference="RB-1")
    services.hand_to_executive(begun, by=esra)
    services.adopt_letter(begun, by=esra, **DECISION)
    assert not begun.filled_facts.exists()


def test_a_moved_boss_is_told_with_what_it_said_and_what_it_is(
    letter: Letter, coming: Meeting, esra: User
) -> None:
    said = words(coming.starts_at)
    services.notice_changed_facts()
    assert not FactNotice.objects.exists()
    move(coming, 7)
    [note] = notes(esra)
    assert said in note
    assert words(coming.starts_at) in note


def test_a_boss_that_is_past_is_no_change(
    letter: Letter, coming: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(days=60)
    monkeypatch.setattr(timezone, "now", lambda: later)
    services.notice_changed_facts()
    assert not FactNotice.objects.exists()


def test_only_who_writes_for_the_executive_hears_of_it(
    client, letter: Letter, coming: Meeting, esra: User, chris: User, dina: User, fred: User
) -> None:
    run_due()
    services.send_letter(letter, by=esra)
    move(coming, 7)
    for person in (chris, dina, fred):
        assert notes(person) == []
        client.force_login(person)
        page = client.get(letter.get_absolute_url()).content.decode()
        assert "Veranderd nadat de brief is vastgesteld" not in page
    client.force_login(esra)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Veranderd nadat de brief is vastgesteld" in page


def test_understood_settles_it_for_good(
    client, letter: Letter, coming: Meeting, esra: User, chris: User
) -> None:
    move(coming, 7)
    notice = FactNotice.objects.get()
    settle = reverse("fact_settle", args=[letter.pk, notice.pk])
    client.force_login(chris)
    assert client.post(settle).status_code == 404
    client.force_login(esra)
    assert f'action="{settle}"' in client.get(letter.get_absolute_url()).content.decode()
    client.post(settle)
    assert notes(esra) == []
    services.notice_changed_facts()
    assert notes(esra) == []
    notice.refresh_from_db()
    assert notice.settled_by == esra


def test_the_next_change_is_another_notice(letter: Letter, coming: Meeting, esra: User) -> None:
    move(coming, 7)
    services.settle_fact(FactNotice.objects.get(), by=esra)
    move(coming, 7)
    assert len(notes(esra)) == 1
    move(coming, 7)
    [note] = notes(esra)
    assert words(coming.starts_at) in note
    assert FactNotice.objects.count() == 2


def test_what_is_as_it_was_again_needs_no_notice(letter: Letter, coming: Meeting) -> None:
    move(coming, 7)
    move(coming, -7)
    assert not FactNotice.objects.exists()


def test_a_draft_is_not_watched(letter: Letter, coming: Meeting, draft: Letter) -> None:
    FilledFact.objects.create(
        letter=draft, name="next_boss", value="Het BOSS.", filled_at=timezone.now()
    )
    services.notice_changed_facts()
    assert not FactNotice.objects.filter(letter=draft).exists()


def test_the_database_keeps_what_an_adopted_letter_was_told(letter: Letter) -> None:
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        letter.filled_facts.update(value="Anders.")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        FilledFact.objects.create(letter=letter, name="x", value="x", filled_at=timezone.now())
