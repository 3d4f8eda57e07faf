"""Adopted with changes: the text opens, what was proposed stays, and then it is adopted for good."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from letters import overviews, permissions, services
from letters.models import Letter, LetterStatus, Proposal
from letters.starts import STARTS
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Body, Signatory, User
from tests.jobs import run_due

from .conftest import DAY

DECIDED = {"decided_on": DAY, "decision_number": "2026-0415"}


@pytest.fixture
def amended(with_executive: Letter, signatories: list[Signatory], esra: User) -> Letter:
    services.amend_letter(with_executive, by=esra, **DECIDED)
    with_executive.refresh_from_db()
    return with_executive


def change(letter: Letter, by: User, **fields: object) -> None:
    letter.refresh_from_db()
    services.change_letter(letter, edition=letter.edition, by=by, **fields)
    letter.refresh_from_db()


def test_the_text_opens_for_what_was_decided(amended: Letter, esra: User) -> None:
    assert amended.is_reopened
    assert (amended.decided_on, amended.decision_number) == (DAY, "2026-0415")
    change(amended, esra, text="Wij informeren u uitgebreid.")
    assert amended.text == "Wij informeren u uitgebreid."


def test_what_was_proposed_stays(amended: Letter, esra: User) -> None:
    change(amended, esra, text="Anders.", subject="Ander onderwerp")
    proposal = amended.proposals.get()
    assert (proposal.subject, proposal.text) == ("Plan van aanpak", "Wij informeren u.")
    assert proposal.frame["reference"] == "RB-1"
    with pytest.raises(TypeError):
        proposal.save()


def test_the_database_keeps_what_was_proposed(amended: Letter) -> None:
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute("UPDATE letters_proposal SET text = 'Anders.'")


def test_it_is_adopted_without_a_second_round(amended: Letter, esra: User) -> None:
    change(amended, esra, text="Zoals besloten.")
    services.adopt_letter(amended, date_on=DAY, by=esra, **DECIDED)
    amended.refresh_from_db()
    assert amended.status == LetterStatus.ADOPTED
    assert amended.is_amended
    assert amended.text == "Zoals besloten."
    event = AuditEvent.objects.about(amended).get(event="letters.letter.amended")
    assert event.facts["proposal"] == amended.proposals.get().pk


def test_a_draft_that_was_never_decided_on_is_not_adopted(draft: Letter, esra: User) -> None:
    with pytest.raises(services.LetterNotOpen):
        services.adopt_letter(draft, date_on=DAY, by=esra, **DECIDED)


@pytest.mark.parametrize("state", ["draft", "adopted"])
def test_only_what_lies_with_the_executive_is_amended(
    request: pytest.FixtureRequest, esra: User, state: str
) -> None:
    with pytest.raises(services.LetterNotOpen):
        services.amend_letter(request.getfixturevalue(state), by=esra, **DECIDED)
    assert not Proposal.objects.exists()


def test_a_decision_of_tomorrow_opens_nothing(with_executive: Letter, esra: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(services.DecidedInFuture):
        services.amend_letter(
            with_executive, decided_on=tomorrow, decision_number="2026-0416", by=esra
        )
    with_executive.refresh_from_db()
    assert with_executive.is_with_executive
    assert not Proposal.objects.exists()


def test_a_second_press_keeps_one_proposal(amended: Letter, esra: User) -> None:
    with pytest.raises(services.LetterNotOpen):
        services.amend_letter(amended, by=esra, **DECIDED)
    assert amended.proposals.count() == 1


def test_it_may_go_to_the_executive_once_more(amended: Letter, esra: User) -> None:
    services.hand_to_executive(amended, by=esra)
    amended.refresh_from_db()
    assert amended.is_with_executive
    assert (amended.is_amended, amended.decided_on, amended.decision_number) == (False, None, "")
    assert amended.proposals.count() == 1


def test_a_decision_goes_before_a_locked_block(
    almelo_executive: Body, almelo_council: Body, esra: User, gijs: User
) -> None:
    model = services.start_model(STARTS["boss-held"], key=uuid.uuid4(), by=gijs)
    block = model.blocks.filter(kind="regional").first()
    assert block is not None
    services.change_block(block, edition=block.edition, is_locked=True, by=gijs)
    model.blocks.exclude(pk=block.pk).update(text="Tekst.")
    [letter] = services.hand_out(model, [almelo_executive], by=gijs)
    part = letter.parts.get(block=block)
    change(letter, esra, reference="RB-3", parts={})
    with pytest.raises(services.BlockLocked):
        change(letter, esra, parts={part.pk: "Onze woorden."})
    change(letter, esra, text="")
    Letter.objects.filter(pk=letter.pk).update(text="Tekst.", status=LetterStatus.WITH_EXECUTIVE)
    services.amend_letter(letter, by=esra, **DECIDED)
    change(letter, esra, parts={part.pk: "Onze woorden."})
    assert "Onze woorden." in letter.text
    assert overviews.offers_for(letter) == []


def test_the_secretary_does_it_on_screen(
    client, with_executive: Letter, signatories: list[Signatory], esra: User
) -> None:
    client.force_login(esra)
    page = client.get(with_executive.get_absolute_url()).content.decode()
    amend = reverse("letter_amend", args=[with_executive.pk])
    assert f'href="{amend}"' in page
    edition = {"edition": with_executive.edition}
    assert client.post(amend, {**edition, "decided_on": "2026-04-15"}).status_code == 422
    answer = client.post(amend, {**edition, **DECIDED})
    assert answer["Location"] == reverse("letter_edit", args=[with_executive.pk])
    change(with_executive, esra, text="Wij informeren u nu.")
    page = client.get(with_executive.get_absolute_url()).content.decode()
    assert "2026-0415" in page
    compare = reverse("letter_compare", args=[with_executive.pk, "proposal"])
    assert f'href="{compare}"' in page
    page = client.get(compare).content.decode()
    assert "<ins>" in page.replace(' class="', "") or "ins" in page
    assert "Wij informeren u." in page  # as it was proposed
    adopt = reverse("letter_adopt", args=[with_executive.pk])
    assert 'value="2026-0415"' in client.get(adopt).content.decode()
    with_executive.refresh_from_db()
    client.post(adopt, {**DECIDED, "date_on": date(2026, 4, 16), "edition": with_executive.edition})
    with_executive.refresh_from_db()
    assert with_executive.is_adopted


def test_what_was_proposed_is_not_for_the_council(
    client, amended: Letter, esra: User, chris: User, fred: User
) -> None:
    services.adopt_letter(amended, date_on=DAY, by=esra, **DECIDED)
    run_due()
    services.send_letter(amended, by=esra)
    compare = reverse("letter_compare", args=[amended.pk, "proposal"])
    client.force_login(chris)
    assert client.get(compare).status_code == 403
    assert compare not in client.get(amended.get_absolute_url()).content.decode()
    client.force_login(fred)
    assert client.get(compare).status_code == 200
    assert permissions.can_compare_letter(fred, amended)
