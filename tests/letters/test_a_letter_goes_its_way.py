"""Draft, with the executive, adopted, sent; and nothing changes that was decided."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from letters import content, services
from letters.models import Letter, LetterStatus
from letters.starts import STARTS
from milestones.models import Meeting
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Body, BodyKind, OrganisationKind, Signatory, User
from tests import factories
from tests.jobs import run_due

from .conftest import DAY, DECISION, WriteLetter


def pdf_file(name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 example")


def test_a_letter_starts_with_what_is_known(
    almelo_executive: Body, almelo_council: Body, esra: User, fred: User
) -> None:
    letter = services.start_letter(
        almelo_executive, start=STARTS["new-version"], key=uuid.uuid4(), by=esra
    )
    assert letter.council == almelo_council
    assert letter.salutation == "Geachte leden van de raad,"
    assert letter.portfolio_holder == "Fred"
    assert letter.handled_by == "Esra"
    assert "Wat betekent dit voor Almelo?" in letter.text
    assert letter.label == "Raadsbrief"


def test_a_letter_about_the_boss_knows_which_boss(
    almelo_executive: Body, almelo_council: Body, esra: User
) -> None:
    boss = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    now = timezone.now()
    held = Meeting.objects.create(body=boss, starts_at=now - timedelta(days=3))
    Meeting.objects.create(body=boss, starts_at=now - timedelta(days=200))
    Meeting.objects.create(body=boss, starts_at=now + timedelta(days=30))
    letter = services.start_letter(
        almelo_executive, start=STARTS["boss-held"], key=uuid.uuid4(), by=esra
    )
    assert letter.meeting == held
    assert "Het volgende BOSS is op" in letter.text
    assert "datum van het BOSS" not in letter.text


def test_without_a_boss_its_date_is_a_gap(
    almelo_executive: Body, almelo_council: Body, esra: User
) -> None:
    letter = services.start_letter(
        almelo_executive, start=STARTS["boss-held"], key=uuid.uuid4(), by=esra
    )
    assert letter.meeting is None
    assert "[vul in: datum van het BOSS]" in letter.text


def test_earlier_letters_are_named_in_the_next(
    sent: Letter, almelo_executive: Body, esra: User
) -> None:
    letter = services.start_letter(
        almelo_executive, start=STARTS["progress"], key=uuid.uuid4(), by=esra
    )
    assert "| 15 april 2026 | Plan van aanpak |" in letter.text


def test_the_same_form_sent_twice_starts_one_letter(
    almelo_executive: Body, almelo_council: Body, esra: User
) -> None:
    key = uuid.uuid4()
    first = services.start_letter(almelo_executive, start=STARTS["empty"], key=key, by=esra)
    assert services.start_letter(almelo_executive, start=STARTS["empty"], key=key, by=esra) == first
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (OrganisationKind.PROVINCE, "Statenbrief"),
        (OrganisationKind.WATER_AUTHORITY, "Brief aan het algemeen bestuur"),
    ],
)
def test_province_and_water_authority_have_their_own_letter(
    esra: User, kind: str, label: str
) -> None:
    organisation = factories.OrganisationFactory.create(kind=kind)
    factories.council_of(organisation)
    executive = factories.executive_of(organisation)
    letter = services.start_letter(executive, start=STARTS["empty"], key=uuid.uuid4(), by=esra)
    assert letter.label == label


def test_a_change_is_in_the_log_with_old_and_new(draft: Letter, esra: User) -> None:
    services.change_letter(draft, edition=draft.edition, by=esra, subject="Nieuw onderwerp")
    event = AuditEvent.objects.about(draft).filter(event="letters.letter.changed").first()
    assert event is not None
    assert event.facts["changes"]["subject"] == {"old": "Plan van aanpak", "new": "Nieuw onderwerp"}


def test_saving_on_top_of_a_colleague_overwrites_nothing(draft: Letter, esra: User) -> None:
    services.change_letter(draft, edition=draft.edition, by=esra, text="Van de collega.")
    with pytest.raises(services.LetterChangedMeanwhile):
        services.change_letter(draft, edition=draft.edition, by=esra, text="Van mij.")
    draft.refresh_from_db()
    assert draft.text == "Van de collega."


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"reference": ""},
        {"text": "Op [vul in: datum van het BOSS] sprak het BOSS."},
    ],
)
def test_a_letter_with_a_hole_does_not_go_to_the_executive(
    write_letter: WriteLetter, esra: User, fields: dict[str, str]
) -> None:
    letter = write_letter(**fields)
    with pytest.raises(services.LetterIncomplete) as incomplete:
        services.hand_to_executive(letter, by=esra)
    assert incomplete.value.missing
    letter.refresh_from_db()
    assert letter.is_draft


def test_with_the_executive_it_does_not_change_until_taken_back(
    with_executive: Letter, esra: User
) -> None:
    with pytest.raises(services.LetterNotOpen):
        services.change_letter(
            with_executive, edition=with_executive.edition, by=esra, text="Anders."
        )
    services.take_back_letter(with_executive, by=esra)
    with_executive.refresh_from_db()
    services.change_letter(with_executive, edition=with_executive.edition, by=esra, text="Anders.")
    with_executive.refresh_from_db()
    assert with_executive.text == "Anders."


def test_a_second_press_hands_over_once(with_executive: Letter, esra: User) -> None:
    with pytest.raises(services.LetterNotOpen):
        services.hand_to_executive(with_executive, by=esra)


def test_nobody_adopts_a_letter_without_names(with_executive: Letter, esra: User) -> None:
    with pytest.raises(services.LetterIncomplete) as incomplete:
        services.adopt_letter(with_executive, by=esra, **DECISION)
    assert [str(item.what) for item in incomplete.value.missing] != []
    with_executive.refresh_from_db()
    assert with_executive.status == LetterStatus.WITH_EXECUTIVE
    assert with_executive.decided_on is None
    assert not with_executive.renderings.exists()


def test_an_expired_mandate_does_not_sign(
    with_executive: Letter, signatories: list[Signatory], esra: User
) -> None:
    Signatory.objects.filter(pk=signatories[1].pk).update(until_on=DAY - timedelta(days=1))
    with pytest.raises(services.LetterIncomplete) as incomplete:
        services.adopt_letter(with_executive, by=esra, **DECISION)
    assert "burgemeester" in str(incomplete.value)


def test_the_decision_is_kept(adopted: Letter) -> None:
    assert adopted.is_adopted
    assert adopted.decided_on == adopted.date_on == DAY
    assert adopted.decision_number == "2026-0415"
    event = AuditEvent.objects.about(adopted).filter(event="letters.letter.adopted").get()
    assert event.facts["old"] == "with_executive"


def test_after_adoption_every_change_is_refused(adopted: Letter, esra: User) -> None:
    changes = [
        lambda: services.change_letter(adopted, edition=adopted.edition, by=esra, text="Anders."),
        lambda: services.add_attachment(adopted, title="Nieuw", file=None, by=esra),
        lambda: services.hand_to_executive(adopted, by=esra),
        lambda: services.take_back_letter(adopted, by=esra),
        lambda: services.adopt_letter(adopted, by=esra, **DECISION),
    ]
    for change in changes:
        with pytest.raises(services.LetterNotOpen):
            change()
    adopted.refresh_from_db()
    assert adopted.text == "Wij informeren u."
    assert not adopted.attachments.exists()


def test_the_database_itself_refuses_an_adopted_letter_without_a_decision(draft: Letter) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=draft.pk).update(status=LetterStatus.ADOPTED)


def test_an_adopted_letter_keeps_its_names_and_colours(
    adopted: Letter, signatories: list[Signatory], client, esra: User
) -> None:
    Signatory.objects.filter(pk=signatories[0].pk).update(name="Iemand Anders")
    client.force_login(esra)
    page = client.get(adopted.get_absolute_url()).content.decode()
    sheet = page[page.index("<article") : page.index("</article>")]
    assert "J.H. Dijkstra" in sheet
    assert "Iemand Anders" not in sheet
    rendering = adopted.renderings.get()
    assert content.paper_as_made(rendering).signatures[0].name == "J.H. Dijkstra"


def test_a_letter_is_not_sent_before_its_pdf_is_there(adopted: Letter, esra: User) -> None:
    with pytest.raises(services.PdfNotReady):
        services.send_letter(adopted, by=esra)
    run_due()
    services.send_letter(adopted, by=esra)
    adopted.refresh_from_db()
    assert adopted.is_sent
    assert adopted.sent_at is not None


def test_the_clerk_hears_of_it_once(dina: User, sent: Letter, esra: User) -> None:
    with pytest.raises(services.LetterNotOpen):
        services.send_letter(sent, by=esra)
    run_due()
    run_due()
    [message] = mail.outbox
    assert message.to == [dina.email]
    assert sent.get_absolute_url() in message.body
    assert "Plan van aanpak" in message.body


def test_the_council_sees_a_letter_only_once_it_is_sent(
    adopted: Letter, chris: User, ivo: User, anna: User, fred: User, esra: User
) -> None:
    def readers() -> set[str]:
        people = (chris, ivo, anna, fred)
        return {p.name for p in people if Letter.objects.visible_to(p).filter(pk=adopted.pk)}

    assert readers() == {"Fred"}
    run_due()
    services.send_letter(adopted, by=esra)
    assert readers() == {"Fred", "Chris", "Anna"}


def test_attachments_are_numbered_without_gaps(draft: Letter, esra: User) -> None:
    for title in ("Eerste", "Tweede", "Derde"):
        services.add_attachment(draft, title=title, file=None, by=esra)
    services.remove_attachment(draft.attachments.get(number=1), by=esra)
    assert list(draft.attachments.values_list("number", "title")) == [(1, "Tweede"), (2, "Derde")]


def test_a_missing_file_can_be_added_later_but_never_replaced_unseen(
    draft: Letter, esra: User
) -> None:
    services.add_attachment(draft, title="Plan van aanpak", file=None, by=esra)
    attachment = draft.attachments.get()
    assert not attachment.is_held
    services.provide_attachment(attachment, file=pdf_file(), by=esra)
    attachment.refresh_from_db()
    assert attachment.is_held
    assert services.read_attachment(attachment, by=esra) == b"%PDF-1.7 example"
    with pytest.raises(services.LetterNotOpen):
        services.provide_attachment(attachment, file=pdf_file(), by=esra)


def test_a_letter_keeps_the_date_it_was_given(
    with_executive: Letter, signatories: list[Signatory], esra: User
) -> None:
    services.adopt_letter(
        with_executive,
        decided_on=date(2026, 4, 14),
        decision_number="2026-0414",
        date_on=date(2026, 4, 16),
        by=esra,
    )
    with_executive.refresh_from_db()
    assert with_executive.decided_on == date(2026, 4, 14)
    assert with_executive.date_on == date(2026, 4, 16)


@pytest.mark.parametrize(
    ("dates", "refusal"),
    [
        ({"decided_on": date(2999, 1, 1)}, services.DecidedInFuture),
        ({"date_on": date(2026, 4, 14)}, services.DatedBeforeDecision),
    ],
)
def test_a_decision_lies_in_the_past_and_the_letter_after_it(
    with_executive: Letter,
    signatories: list[Signatory],
    esra: User,
    dates: dict[str, date],
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        services.adopt_letter(with_executive, by=esra, **{**DECISION, **dates})
    with_executive.refresh_from_db()
    assert not with_executive.is_adopted
