"""What was sent is never withdrawn: a new letter names it, and the old one says by which."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from letters import content, pdf, services
from letters.models import Letter, Secrecy
from stakeholders.models import User
from tests.jobs import run_due

from .conftest import DECISION
from .papers import printed, read_aloud


@pytest.fixture
def rectification(sent: Letter, esra: User) -> Letter:
    letter = services.rectify_letter(sent, by=esra)
    return Letter.objects.with_bodies().get(pk=letter.pk)


def finish(letter: Letter, by: User) -> Letter:
    letter.refresh_from_db()
    services.change_letter(
        letter,
        edition=letter.edition,
        by=by,
        reference="RB-2",
        text=letter.text.replace("[vul in: wat er niet klopte, en wat wel juist is]", "De datum."),
    )
    services.hand_to_executive(letter, by=by)
    services.adopt_letter(letter, by=by, **DECISION)
    run_due()
    services.send_letter(letter, by=by)
    return Letter.objects.with_bodies().get(pk=letter.pk)


def test_it_begins_with_the_text_and_says_what_it_rectifies(
    rectification: Letter, sent: Letter
) -> None:
    assert rectification.rectifies == sent
    assert rectification.is_draft
    assert "15 april 2026" in rectification.text
    assert "kenmerk RB-1" in rectification.text
    assert "[vul in: wat er niet klopte" in rectification.text
    assert sent.text in rectification.text
    assert rectification.reference == ""


def test_it_works_once_per_letter(rectification: Letter, sent: Letter, esra: User) -> None:
    assert services.rectify_letter(sent, by=esra).pk == rectification.pk
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "with_executive", "adopted"])
def test_only_a_sent_letter_is_rectified(
    request: pytest.FixtureRequest, esra: User, state: str
) -> None:
    letter = request.getfixturevalue(state)
    with pytest.raises(services.LetterNotOpen):
        services.rectify_letter(letter, by=esra)
    assert Letter.objects.count() == 1


def test_attachments_come_along(write_letter, signatories, esra: User) -> None:
    letter = write_letter()
    services.add_attachment(letter, title="Plan", file=None, by=esra)
    services.hand_to_executive(letter, by=esra)
    services.adopt_letter(letter, by=esra, **DECISION)
    run_due()
    services.send_letter(letter, by=esra)
    rectification = services.rectify_letter(letter, by=esra)
    assert [str(one) for one in rectification.attachments.all()] == ["1. Plan"]


def test_page_twin_and_pdf_name_the_old_letter(client, rectification: Letter, esra: User) -> None:
    named = "onze brief van 15 april 2026, kenmerk RB-1"
    client.force_login(esra)
    page = client.get(rectification.get_absolute_url()).content.decode()
    sheet = page[page.index("<article") : page.index("</article>")]
    assert named in sheet
    made = pdf.render_letter(content.paper_of(rectification))
    assert named in read_aloud(made.content)
    assert any(named in sheet_of_paper for sheet_of_paper in printed(made.content))


def test_the_old_page_says_so_once_the_council_may_know(
    client, rectification: Letter, sent: Letter, esra: User, chris: User
) -> None:
    client.force_login(chris)
    page = client.get(sent.get_absolute_url()).content.decode()
    assert rectification.get_absolute_url() not in page
    client.force_login(esra)
    assert (
        f'href="{rectification.get_absolute_url()}"'
        in client.get(sent.get_absolute_url()).content.decode()
    )
    finish(rectification, esra)
    client.force_login(chris)
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Deze brief is gerectificeerd door de brief van 15 april 2026, kenmerk RB-2." in page
    assert f'href="{rectification.get_absolute_url()}"' in page
    page = client.get(rectification.get_absolute_url()).content.decode()
    assert f'href="{sent.get_absolute_url()}"' in page


def test_the_register_shows_it_both_ways(
    client, rectification: Letter, sent: Letter, esra: User, chris: User
) -> None:
    client.force_login(chris)
    assert "gerectificeerd" not in client.get(reverse("letter_list")).content.decode()
    finish(rectification, esra)
    page = client.get(reverse("letter_list")).content.decode()
    assert "gerectificeerd door RB-2" in page
    assert "rectificeert RB-1" in page
    table = client.get(reverse("letter_register", args=["csv"])).content.decode("utf-8-sig")
    [_head, *rows] = csv.reader(table.splitlines(), delimiter=";")
    assert {row[4]: row[-2:] for row in rows} == {"RB-1": ["", "RB-2"], "RB-2": ["RB-1", ""]}


def test_under_embargo_only_the_griffie_reads_of_it(
    client, rectification: Letter, sent: Letter, esra: User, chris: User, dina: User
) -> None:
    services.change_letter(
        rectification,
        edition=rectification.edition,
        by=esra,
        embargo_until=timezone.now() + timedelta(days=2),
    )
    finish(rectification, esra)
    client.force_login(chris)
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "RB-2" not in page
    assert "RB-2" not in client.get(reverse("letter_list")).content.decode()
    client.force_login(dina)
    assert "RB-2" in client.get(sent.get_absolute_url()).content.decode()


def test_what_is_secret_stays_so_in_its_rectification(
    adopted: Letter, esra: User, chris: User
) -> None:
    services.impose_secrecy(
        adopted,
        ground="artikel 87 Gemeentewet",
        decided_by="het college",
        decided_on=DECISION["decided_on"],
        recipients=[chris],
        by=esra,
    )
    run_due()
    services.send_letter(adopted, by=esra)
    rectification = services.rectify_letter(adopted, by=esra)
    copied = Secrecy.objects.get(letter=rectification)
    assert copied.holds
    assert list(copied.recipients.all()) == [chris]
    assert "artikel 87" in copied.ground


def test_the_button_asks_first_and_a_second_press_finds_the_same(
    client, sent: Letter, esra: User
) -> None:
    client.force_login(esra)
    rectify = reverse("letter_rectify", args=[sent.pk])
    assert f'href="{rectify}"' in client.get(sent.get_absolute_url()).content.decode()
    client.get(rectify)
    assert Letter.objects.count() == 1
    first, second = (client.post(rectify)["Location"] for _press in range(2))
    assert first == second
    assert rectify not in client.get(sent.get_absolute_url()).content.decode()
