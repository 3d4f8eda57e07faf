"""What a secretary, a portfolio holder and a council member see."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from letters import services
from letters.models import Attachment, Letter, Rendering
from stakeholders.models import Body, HouseStyle, OrganisationKind, Role, Signatory, User
from stakeholders.services import appoint
from tests import factories
from tests.jobs import run_due

from .conftest import WriteLetter

FORM = {
    "subject": "Plan van aanpak",
    "text": "## Aanleiding\n\nWij informeren u.",
    "salutation": "Geachte leden van de raad,",
    "closing": "Hoogachtend,",
}


@pytest.fixture
def signed_in(client: Client, esra: User) -> Client:
    client.force_login(esra)
    return client


def test_the_register_says_what_to_do_when_it_is_empty(
    signed_in: Client, chris: User, fred: User
) -> None:
    page = signed_in.get("/letters/")
    assert 'href="/letters/new/"' in page.content.decode()
    for reader in (chris, fred):
        client = Client()
        client.force_login(reader)
        page = client.get("/letters/").content.decode()
        assert "ros-empty" in page
        assert 'href="/letters/new/"' not in page


def test_the_register_can_be_narrowed_to_a_status(
    signed_in: Client, write_letter: WriteLetter, with_executive: Letter
) -> None:
    write_letter(subject="Nog een concept")
    page = signed_in.get("/letters/?status=with_executive").content.decode()
    assert "Plan van aanpak" in page
    assert "Nog een concept" not in page
    assert signed_in.get("/letters/?status=nonsense").status_code == 200


@pytest.mark.parametrize("rows", [10, 1_000])
def test_the_register_asks_as_little_with_a_thousand_letters(
    signed_in: Client, draft: Letter, django_assert_max_num_queries, rows: int
) -> None:
    Letter.objects.bulk_create(
        Letter(
            key=uuid.uuid4(),
            executive=draft.executive,
            council=draft.council,
            subject=f"Brief {number}",
            salutation="x",
            closing="x",
        )
        for number in range(rows)
    )
    with django_assert_max_num_queries(7):
        assert signed_in.get("/letters/").status_code == 200


@pytest.mark.parametrize("rows", [10, 1_000])
def test_a_letter_asks_as_little_with_a_thousand_pdfs_and_attachments(
    signed_in: Client, draft: Letter, django_assert_max_num_queries, rows: int
) -> None:
    paper = services.request_rendering(draft, by=draft.created_by).paper
    Rendering.objects.bulk_create(
        Rendering(letter=draft, kind="draft", fingerprint=str(number), paper=paper)
        for number in range(rows)
    )
    Attachment.objects.bulk_create(
        Attachment(letter=draft, number=number + 1, title=f"Bijlage {number}")
        for number in range(min(rows, 200))
    )
    for name in ("", "preview/", "edit/", "status/"):
        with django_assert_max_num_queries(10):
            assert signed_in.get(f"/letters/{draft.pk}/{name}").status_code == 200


def test_starting_twice_with_one_form_gives_one_letter(
    signed_in: Client, almelo_executive: Body, almelo_council: Body
) -> None:
    page = signed_in.get("/letters/new/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    data = {"key": key[1], "start": "boss-held", "executive": almelo_executive.pk}
    first = signed_in.post("/letters/new/", data)
    assert signed_in.post("/letters/new/", data).url == first.url
    assert Letter.objects.count() == 1


def test_the_form_saves_and_leads_to_the_preview(signed_in: Client, draft: Letter) -> None:
    address = f"/letters/{draft.pk}/edit/"
    response = signed_in.post(address, {**FORM, "edition": draft.edition, "preview": "1"})
    assert response.url == f"/letters/{draft.pk}/preview/"
    page = signed_in.get(response.url).content.decode()
    assert "<h2>Aanleiding</h2>" in page
    assert "Concept, nog niet vastgesteld" in page


def test_a_colleague_s_text_is_shown_beside_mine_and_saving_again_is_a_choice(
    signed_in: Client, draft: Letter, esra: User
) -> None:
    services.change_letter(draft, edition=draft.edition, by=esra, text="Van de collega.")
    address = f"/letters/{draft.pk}/edit/"
    response = signed_in.post(address, {**FORM, "edition": draft.edition})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Van de collega." in page
    assert "Wij informeren u." in page
    draft.refresh_from_db()
    assert draft.text == "Van de collega."

    again = re.search(r'name="edition" value="(\d+)"', page)
    assert again is not None
    assert signed_in.post(address, {**FORM, "edition": again[1]}).status_code == 302
    draft.refresh_from_db()
    assert draft.text == FORM["text"]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"subject": ""}, "onderwerp"),
        ({"subject": "Feest 🎉"}, "🎉"),
        ({"text": "Een 北 in de tekst"}, "北"),
        ({"text": "woord " * 40_000}, "40000"),
        ({"text": "\n".join("  " * depth + "- diep" for depth in range(12))}, "3"),
        ({"date_on": "31-31-2026"}, "24-11-2026"),
    ],
    ids=["no subject", "emoji", "foreign script", "200 KB", "12 levels", "no date"],
)
def test_bad_input_is_a_message_and_nothing_is_saved(
    signed_in: Client, draft: Letter, fields: dict[str, str], word: str
) -> None:
    response = signed_in.post(
        f"/letters/{draft.pk}/edit/", {**FORM, "edition": draft.edition, **fields}
    )
    assert response.status_code == 422
    summary = response.content.decode().split("<error-summary>")[1].split("</error-summary>")[0]
    assert word in summary
    draft.refresh_from_db()
    assert draft.text == "Wij informeren u."


def test_the_sheet_beside_the_form_shows_unsaved_words_and_saves_nothing(
    signed_in: Client, draft: Letter
) -> None:
    address = f"/letters/{draft.pk}/sheet/"
    page = signed_in.post(address, {**FORM, "text": "**Nieuw**"}).content.decode()
    assert "<strong>Nieuw</strong>" in page
    assert "<html" not in page
    refused = signed_in.post(address, {**FORM, "text": "woord " * 40_000}).content.decode()
    assert "ros-message--error" in refused
    draft.refresh_from_db()
    assert draft.text == "Wij informeren u."


def test_a_script_in_the_text_is_only_text(signed_in: Client, draft: Letter, esra: User) -> None:
    services.change_letter(
        draft, edition=draft.edition, by=esra, text="<script>alert(1)</script> <img src=x>"
    )
    page = signed_in.get(draft.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_who_signs_is_unknown_until_somebody_adds_the_names(
    signed_in: Client, draft: Letter, almelo_executive: Body
) -> None:
    page = signed_in.get(draft.get_absolute_url()).content.decode()
    assert "Naam nog invullen" in page
    assert "ros-callout--warning" in page


def test_the_house_colour_comes_as_a_file(signed_in: Client, draft: Letter) -> None:
    HouseStyle.objects.create(organisation=draft.organisation, colour="#f2c400")
    css = signed_in.get(f"/letters/{draft.pk}/house-style.css")
    assert css["Content-Type"] == "text/css"
    assert "--accent:#f2c400" in css.content.decode()
    # Too pale for words.
    assert "--ink-accent:#f2c400" not in css.content.decode()


def test_a_logo_is_served_without_its_scripts(signed_in: Client, draft: Letter) -> None:
    style = HouseStyle(organisation=draft.organisation)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="x()"><g/></svg>'
    style.logo.save("logo.svg", SimpleUploadedFile("logo.svg", svg.encode()))
    response = signed_in.get(f"/letters/{draft.pk}/logo/")
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"onload" not in response.content
    assert (
        f'src="/letters/{draft.pk}/logo/"'
        in signed_in.get(f"/letters/{draft.pk}/").content.decode()
    )


def test_a_hostile_logo_is_told_and_makes_no_letter(signed_in: Client, draft: Letter) -> None:
    style = HouseStyle(organisation=draft.organisation)
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'
    style.logo.save("logo.svg", SimpleUploadedFile("logo.svg", svg.encode()))
    page = signed_in.get(f"/letters/{draft.pk}/")
    assert page.status_code == 200
    assert "ros-message--error" in page.content.decode()
    response = signed_in.post(f"/letters/{draft.pk}/render/", follow=True)
    assert response.status_code == 200
    assert not Rendering.objects.exists()


def test_the_status_follows_the_pdf(signed_in: Client, draft: Letter) -> None:
    address = f"/letters/{draft.pk}/status/"
    assert signed_in.get(address).status_code == 404
    signed_in.post(f"/letters/{draft.pk}/render/")
    assert signed_in.get(address).json()["finished"] is False
    assert "data-busy" in signed_in.get(draft.get_absolute_url()).content.decode()
    run_due()
    assert signed_in.get(address).json()["state"] == "ready"
    assert "data-busy" not in signed_in.get(draft.get_absolute_url()).content.decode()


def test_a_failed_pdf_shows_its_reason_and_a_button(
    signed_in: Client, draft: Letter, esra: User
) -> None:
    rendering = services.request_rendering(draft, by=esra)
    Rendering.objects.filter(pk=rendering.pk).update(error="Te veel bladzijden.")
    page = signed_in.get(draft.get_absolute_url()).content.decode()
    assert "Te veel bladzijden." in page
    assert f'action="/letters/{draft.pk}/render/"' in page


def test_what_is_missing_stops_the_hand_over_with_words(
    signed_in: Client, write_letter: WriteLetter
) -> None:
    letter = write_letter(text="Op [vul in: datum] sprak het BOSS.")
    response = signed_in.post(
        f"/letters/{letter.pk}/to-executive/", {"edition": letter.edition}, follow=True
    )
    assert "ros-message--error" in response.content.decode()
    letter.refresh_from_db()
    assert letter.is_draft


def test_the_decision_form_refuses_while_nobody_can_sign(
    signed_in: Client, with_executive: Letter
) -> None:
    response = signed_in.post(
        f"/letters/{with_executive.pk}/adopt/",
        {"decided_on": "2026-04-15", "decision_number": "1", "date_on": "2026-04-15"},
    )
    assert response.status_code == 422
    assert "burgemeester" in response.content.decode()


def test_from_draft_to_sent_by_the_buttons(
    signed_in: Client, draft: Letter, signatories: list[Signatory], chris: User
) -> None:
    base = f"/letters/{draft.pk}/"
    signed_in.post(f"{base}to-executive/", {"edition": draft.edition})
    signed_in.post(
        f"{base}adopt/",
        {
            "edition": draft.edition + 1,
            "decided_on": "2026-04-15",
            "decision_number": "7",
            "date_on": "2026-04-15",
        },
    )
    run_due()
    signed_in.post(f"{base}send/")
    member = Client()
    member.force_login(chris)
    page = member.get(base).content.decode()
    assert "Plan van aanpak" in page
    assert "besluit 7" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("plan.pdf", b"%PDF-1.7 x", 302),
        ("plan.docx", b"PK\x03\x04 x", 302),
        ("plan.pdf", b"MZ not a pdf", 422),
        ("plan.exe", b"MZ", 422),
        ("plan.html", b"<script>", 422),
    ],
)
def test_an_attachment_is_what_its_name_says(
    signed_in: Client, draft: Letter, name: str, content: bytes, status: int
) -> None:
    response = signed_in.post(
        f"/letters/{draft.pk}/attachments/",
        {"title": "Plan van aanpak", "file": SimpleUploadedFile(name, content)},
    )
    assert response.status_code == status
    assert draft.attachments.count() == (status == 302)


def test_an_attachment_comes_back_as_it_went_in(signed_in: Client, draft: Letter) -> None:
    base = f"/letters/{draft.pk}/attachments/"
    signed_in.post(base, {"title": "Plan van aanpak"})
    assert "ros-badge--warning" in signed_in.get(f"/letters/{draft.pk}/").content.decode()
    address = f"{base}{draft.attachments.get().pk}/"
    signed_in.post(f"{address}file/", {"file": SimpleUploadedFile("Plan.pdf", b"%PDF-1.7 x")})
    response = signed_in.get(address)
    assert response.content == b"%PDF-1.7 x"
    assert "Plan.pdf" in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"
    signed_in.post(f"{address}remove/")
    assert not draft.attachments.exists()


def test_who_has_no_council_here_is_told_instead_of_offered_a_form(
    client: Client, db: None
) -> None:
    state = factories.OrganisationFactory.create(slug="rijk", kind=OrganisationKind.STATE)
    secretary = factories.UserFactory.create()
    executive = factories.executive_of(state)
    appoint(secretary, executive, Role.EXECUTIVE_SECRETARY, by=None)
    client.force_login(secretary)
    assert "Maak een brief" not in client.get("/letters/").content.decode()
    answer = client.get("/letters/new/")
    assert answer.status_code == 403
    assert "heeft hier geen raad" in answer.content.decode()
