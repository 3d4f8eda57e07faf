"""What an attacker found: none of it stops the portal, gets lost, or lands in the wrong place."""

from __future__ import annotations

import time

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from letters import body, pdf, services
from letters.models import Letter
from stakeholders.models import HouseStyle, Signatory, User
from tests.jobs import run_due
from tests.letters.test_letter_pages import FORM

from .conftest import WriteLetter

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def signed_in(client: Client, esra: User) -> Client:
    client.force_login(esra)
    return client


@pytest.mark.parametrize(
    "text",
    [
        "# a" + " " * 39_900 + "b",
        "# a" + "#" * 39_900 + "b",
        "_a " * 13_300,
        "**a " * 10_000,
        "[vul in:" * 4_999,
        "http://" * 5_000,
        "| a " * 9_000,
        "- " * 19_000,
    ],
    ids=["spaces", "hashes", "underscores", "stars", "gaps", "addresses", "cells", "dashes"],
)
def test_no_text_keeps_the_portal_busy(text: str) -> None:
    """Quadratic took seconds; the tenfold of what linear takes is far below one."""
    started = time.process_time()
    try:
        body.to_html(text)
        body.GAP.findall(text)
    except body.BodyRefused:
        pass
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("## Kop ##", "<h2>Kop</h2>"),
        ("# C#", "<h2>C</h2>"),
        ("Dit is **vet** en _schuin_.", "<strong>vet</strong> en <em>schuin</em>"),
        ("snake_case_naam", "snake_case_naam"),
        ("3 * 4 ** 2", "3 * 4 ** 2"),
    ],
)
def test_marks_are_still_read(typed: str, made: str) -> None:
    assert made in body.to_html(typed)


def test_a_word_without_end_is_refused(signed_in: Client, draft: Letter) -> None:
    sent = {**FORM, "edition": draft.edition, "text": "x" * 600}
    response = signed_in.post(f"/letters/{draft.pk}/edit/", sent)
    assert response.status_code == 422
    assert "500 letters" in response.content.decode()


def test_a_letter_that_takes_too_long_is_given_up_at_once(
    draft: Letter, esra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_paper: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(pdf, "render_letter", slow)
    rendering = services.request_rendering(draft, by=esra)
    run_due()
    rendering.refresh_from_db()
    assert "te lang" in rendering.error


@pytest.mark.parametrize("breaks", ["\x0b", "\u2028", "\u2029", "\n"])
def test_a_subject_stays_on_one_line(
    signed_in: Client, draft: Letter, breaks: str, dina: User, signatories: list[Signatory]
) -> None:
    sent = {**FORM, "edition": draft.edition, "subject": f"Regel een{breaks}Bcc: x"}
    assert signed_in.post(f"/letters/{draft.pk}/edit/", sent).status_code == 302
    draft.refresh_from_db()
    assert draft.subject == "Regel een Bcc: x"


def test_a_subject_of_nothing_is_no_subject(signed_in: Client, draft: Letter) -> None:
    sent = {**FORM, "edition": draft.edition, "subject": "\u200b\u200d"}
    assert signed_in.post(f"/letters/{draft.pk}/edit/", sent).status_code == 422


def test_what_grows_while_it_is_tidied_is_measured_afterwards(
    signed_in: Client, draft: Letter
) -> None:
    sent = {**FORM, "edition": draft.edition, "reference": "a" + "\u2029" * 58 + "b"}
    assert signed_in.post(f"/letters/{draft.pk}/edit/", sent).status_code == 302


def test_a_letter_without_subject_is_not_adopted(draft: Letter) -> None:
    from letters.content import missing_in

    draft.subject = ""
    assert any("aanhef" in str(item.what) for item in missing_in(draft))


def test_removing_twice_takes_one(signed_in: Client, draft: Letter, esra: User) -> None:
    for title in ("Nota", "Kaart", "Plan"):
        services.add_attachment(draft, title=title, file=None, by=esra)
    first = draft.attachments.get(number=1)
    address = f"/letters/{draft.pk}/attachments/{first.pk}/remove/"
    signed_in.post(address)
    assert signed_in.post(address).status_code == 404
    assert [one.title for one in draft.attachments.all()] == ["Kaart", "Plan"]


def test_a_file_never_lands_on_the_neighbour(signed_in: Client, draft: Letter, esra: User) -> None:
    for title in ("Nota", "Kaart"):
        services.add_attachment(draft, title=title, file=None, by=esra)
    nota = draft.attachments.get(title="Nota")
    services.remove_attachment(nota, by=esra)
    file = SimpleUploadedFile("nota.pdf", b"%PDF-1.7 nota")
    answered = signed_in.post(f"/letters/{draft.pk}/attachments/{nota.pk}/file/", {"file": file})
    assert answered.status_code == 404
    assert not draft.attachments.get().is_held


def test_nobody_passes_on_or_adopts_what_a_colleague_changed_meanwhile(
    signed_in: Client, draft: Letter, esra: User, signatories: list[Signatory]
) -> None:
    seen = draft.edition
    services.change_letter(draft, edition=seen, by=esra, text="Van de collega.", reference="RB-1")
    address = f"/letters/{draft.pk}"
    page = signed_in.post(f"{address}/to-executive/", {"edition": seen}, follow=True)
    assert "collega veranderde" in page.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft

    services.hand_to_executive(draft, by=esra)
    draft.refresh_from_db()
    stale = {
        "edition": draft.edition,
        "decided_on": "2026-04-15",
        "decision_number": "7",
        "date_on": "2026-04-15",
    }
    services.take_back_letter(draft, by=esra)
    services.hand_to_executive(draft, by=esra)
    page = signed_in.post(f"{address}/adopt/", stale, follow=True)
    assert "collega veranderde" in page.content.decode()
    draft.refresh_from_db()
    assert not draft.is_adopted


def test_a_second_click_is_told_and_does_nothing(
    signed_in: Client, adopted: Letter, chris: User, dina: User
) -> None:
    run_due()
    for _click in range(2):
        page = signed_in.post(f"/letters/{adopted.pk}/send/", follow=True)
        assert page.status_code == 200
    assert "niets dubbel" in page.content.decode()
    run_due()
    assert len(mail.outbox) == 1


def test_sending_names_the_attachment_that_is_missing(
    signed_in: Client, write_letter: WriteLetter, esra: User, signatories: list[Signatory]
) -> None:
    letter = write_letter()
    services.add_attachment(letter, title="Plan van aanpak", file=None, by=esra)
    services.hand_to_executive(letter, by=esra)
    from .conftest import DECISION

    services.adopt_letter(letter, by=esra, **DECISION)
    page = signed_in.get(f"/letters/{letter.pk}/send/").content.decode()
    assert "Plan van aanpak ontbreekt" in page


def test_a_letter_whose_logo_is_gone_can_still_be_read(
    client: Client, draft: Letter, esra: User, chris: User, signatories: list[Signatory], tmp_path
) -> None:
    from io import BytesIO

    import PIL.Image

    from .conftest import DECISION

    picture = BytesIO()
    PIL.Image.new("RGB", (8, 8)).save(picture, "PNG")
    style, _created = HouseStyle.objects.get_or_create(organisation=draft.organisation)
    style.logo.save("logo.png", SimpleUploadedFile("logo.png", picture.getvalue()))
    draft = Letter.objects.with_bodies().get(pk=draft.pk)
    services.hand_to_executive(draft, by=esra)
    services.adopt_letter(draft, by=esra, **DECISION)
    run_due()
    services.send_letter(draft, by=esra)
    default_storage.delete(style.logo.name)

    client.force_login(chris)
    for page in ("", "preview/", "house-style.css"):
        assert client.get(f"/letters/{draft.pk}/{page}").status_code == 200
    assert client.get(f"/letters/{draft.pk}/logo/").status_code == 404
    made = draft.renderings.get()
    assert client.get(f"/letters/{draft.pk}/download/{made.pk}/").status_code == 200
