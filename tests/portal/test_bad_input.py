"""What no browser sends and an attacker does: a clear answer, and never a fault."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import uuid4
from wsgiref.util import setup_testing_defaults

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from council.models import InputSession
from letters import services as letters
from letters.models import Letter
from letters.starts import STARTS
from ros_portal.jobs.models import Job
from ros_portal.wsgi import application
from stakeholders.models import Body, HouseStyle, User
from strategy.models import Chapter
from tests.factories import UserFactory
from tests.jobs import run_due
from tests.strategy.conftest import make_chapter, make_product


@pytest.fixture
def draft(almelo_executive: Body) -> Chapter:
    return make_chapter(make_product(almelo_executive))


@pytest.fixture
def letter(almelo_council: Body, almelo_executive: Body, esra: User) -> Letter:
    return letters.start_letter(almelo_executive, start=STARTS["empty"], key=uuid4(), by=esra)


def ask(content_type: str = "", query: str = "", method: str = "GET") -> tuple[str, str]:
    """The server's own answer, before and after Django sees the request."""
    answered: list[str] = []
    environ = {"CONTENT_TYPE": content_type, "QUERY_STRING": query, "PATH_INFO": "/security/"}
    setup_testing_defaults(environ)
    environ |= {"REQUEST_METHOD": method, "HTTP_HOST": "testserver"}
    page = b"".join(application(environ, lambda status, headers: answered.append(status)))
    return answered[0], page.decode()


@pytest.mark.parametrize("charset", ["hex", "utf-16", "unicode_escape", "x-none", "'"])
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_encoding_is_told(db, charset, kind, method):
    status, page = ask(f"{kind}; charset={charset}", query="next=%41", method=method)
    assert status.startswith("400")
    assert "UTF-8" in page


@pytest.mark.parametrize(
    "given", ["", "text/plain", "text/plain; charset=UTF-8", 'a/b; charset="utf-8"']
)
def test_utf_8_comes_in(db, given):
    status, page = ask(given)
    assert status.startswith("200")
    assert "ROS-portaal" in page


def test_a_nul_in_an_address_is_told(db):
    assert ask(query="email__exact=%00")[0].startswith("400")


def test_a_text_that_comes_as_a_form_is_told(client, draft, anna):
    client.force_login(anna)
    address = reverse("chapter_save", args=[draft.slug])
    response = client.post(address, {"base": "1"})
    assert response.status_code == 400
    assert response.json()["message"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "1066-10-14T09:00"])
def test_a_moment_of_another_age_is_told(client, dina, moment):
    client.force_login(dina)
    for field in ("opens_at", "closes_at", "held_at"):
        sent = {
            "title": "Sessie",
            "mode": "meeting",
            "questions": "Waarom?",
            "opens_at": "2026-11-25T09:00",
            "closes_at": "2026-12-25T09:00",
            field: moment,
        }
        response = client.post("/council/sessions/new/", sent)
        assert response.status_code == 422
        assert "Vul een jaar in" in response.content.decode()
    assert not InputSession.objects.exists()


def test_a_session_with_more_questions_than_anybody_answers_is_told(client, dina):
    client.force_login(dina)
    sent = {
        "title": "Sessie",
        "mode": "meeting",
        "questions": "Waarom?\n" * 31,
        "opens_at": "2026-11-25T09:00",
        "closes_at": "2026-12-25T09:00",
    }
    response = client.post("/council/sessions/new/", sent)
    assert response.status_code == 422
    assert "hoogstens 30 vragen" in response.content.decode()


def test_an_image_with_damaged_particulars_is_told(client, draft, anna):
    picture = BytesIO()
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    PIL.Image.new("RGB", (8, 8)).save(picture, "PNG", exif=exif)
    whole = bytearray(picture.getvalue())
    start = whole.index(b"eXIf") + 4
    address = reverse("image_upload", args=[draft.slug])
    client.force_login(anna)
    for offset in range(start, start + 26):
        for value in (0x00, 0xFF):
            damaged = bytearray(whole)
            damaged[offset] = value
            upload = SimpleUploadedFile("kaart.png", bytes(damaged))
            assert client.post(address, {"image": upload}).status_code in {200, 400}


LOGOS = {
    "a page": b"<html><script>alert(1)</script></html>",
    "a script": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script/></svg>',
    "no numbers": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="a b c d"><rect/></svg>',
    "no unit": b'<svg xmlns="http://www.w3.org/2000/svg" width="9x" height="9"><rect/></svg>',
}


@pytest.mark.parametrize("logo", LOGOS.values(), ids=LOGOS.keys())
def test_a_logo_is_looked_at_when_it_comes_in(client, almelo, logo):
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    style = HouseStyle.objects.create(organisation=almelo)
    sent = {
        "slug": "almelo", "name": "Gemeente Almelo", "short_name": "Almelo",
        "kind": "municipality", "is_partner": "on",
        "bodies-TOTAL_FORMS": 0, "bodies-INITIAL_FORMS": 0,
        "house_style-TOTAL_FORMS": 1, "house_style-INITIAL_FORMS": 1,
        "house_style-0-id": style.pk, "house_style-0-organisation": almelo.pk,
        "house_style-0-colour": "#17603f",
        "house_style-0-logo": SimpleUploadedFile("logo.svg", logo),
    }  # fmt: skip
    response = client.post(f"/admin/stakeholders/organisation/{almelo.pk}/change/", sent)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    style.refresh_from_db()
    assert not style.logo


@pytest.fixture
def no_storage(settings, tmp_path: Path) -> None:
    """Where the folder should be there is a file: nothing can be kept, also by root."""
    (tmp_path / "media").write_text("")
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_file_that_cannot_be_kept_is_told(client, letter, esra, no_storage):
    client.force_login(esra)
    sent = {"title": "Plan", "file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 plan")}
    page = client.post(f"/letters/{letter.pk}/attachments/", sent, follow=True)
    assert "geen bestanden bewaren" in page.content.decode()
    assert not letter.attachments.exists()


def test_an_image_that_cannot_be_kept_is_told(client, draft, anna, no_storage):
    picture = BytesIO()
    PIL.Image.new("RGB", (8, 8)).save(picture, "PNG")
    client.force_login(anna)
    upload = SimpleUploadedFile("kaart.png", picture.getvalue())
    response = client.post(reverse("image_upload", args=[draft.slug]), {"image": upload})
    assert response.status_code == 503
    assert "geen bestanden bewaren" in response.json()["message"]


def test_a_secretary_is_not_told_of_folders(letter, esra, no_storage):
    rendering = letters.request_rendering(letter, by=esra)
    for _attempt in range(3):
        Job.objects.update(run_after=timezone.now())
        run_due()
    rendering.refresh_from_db()
    assert "technische fout" in rendering.error
    assert "media" not in rendering.error


def test_pages_are_not_kept_for_who_comes_after(client, anna):
    client.force_login(anna)
    for address in ("/", "/council/", "/letters/", "/partners/", "/profile/", "/strategy/"):
        assert "no-store" in client.get(address)["Cache-Control"]
