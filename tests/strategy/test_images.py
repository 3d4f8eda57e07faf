"""Images come in clean and go out to readers of the text alone."""

from __future__ import annotations

import struct
from io import BytesIO

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL.ExifTags import Base

from strategy.models import Image
from tests.strategy.conftest import publish
from tests.strategy.text.texts import doc, figure


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="JPEG", size=(60, 40), mode="RGB", **options):
    file = BytesIO()
    PIL.Image.new(mode, size, 120).save(file, kind, **options)
    return file.getvalue()


def content_of(response):
    """Reads a file to its end, which is how the test client closes it."""
    return b"".join(response.streaming_content)


@pytest.fixture
def upload(client, draft):
    def post(user, content, name="kaart.jpg"):
        client.force_login(user)
        return client.post(
            f"/strategy/chapters/{draft.slug}/images/", {"image": SimpleUploadedFile(name, content)}
        )

    return post


def test_an_image_is_kept_without_what_the_camera_wrote_in_it(client, draft, anna, upload):
    exif = PIL.Image.Exif()
    exif[Base.Make] = "Geheime camera"
    answer = upload(anna, picture(exif=exif, comment=b"bij het huis van")).json()
    assert (answer["width"], answer["height"]) == (60, 40)
    response = client.get(answer["src"])
    content = content_of(response)
    assert response["Content-Type"] == "image/jpeg"
    assert b"Geheime" not in content and b"huis" not in content


@pytest.mark.parametrize(
    ("kind", "mode", "stored"),
    [("PNG", "RGBA", "image/png"), ("GIF", "P", "image/png"), ("WEBP", "RGB", "image/jpeg")],
)
def test_other_kinds_become_jpeg_or_png(anna, upload, kind, mode, stored):
    upload(anna, picture(kind, mode=mode))
    assert Image.objects.get().content_type == stored


def test_a_large_image_is_made_smaller(anna, upload):
    answer = upload(anna, picture(size=(4000, 1000))).json()
    assert (answer["width"], answer["height"]) == (2000, 500)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"geen beeld", 400),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", 400),
        (picture()[:200], 400),
        (b"\x00" * (8 * 1024 * 1024 + 1), 413),
        (picture("PNG", size=(9000, 9000), mode="1"), 413),
    ],
    ids=["words", "svg", "broken", "heavy", "bomb"],
)
def test_what_is_no_proper_image_is_refused(anna, upload, content, status):
    answer = upload(anna, content)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert not Image.objects.exists()


def test_facts_of_the_camera_that_make_no_sense_are_refused(anna, upload):
    """Turned on its side, and with words where Pillow expects numbers."""
    turned = struct.pack("<HHIHH", Base.Orientation, 3, 1, 6, 0)
    words = struct.pack("<HHI4s", Base.WhitePoint, 2, 4, b"wit")
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + turned + words + bytes(4)
    answer = upload(anna, picture(exif=exif))
    assert (answer.status_code, Image.objects.exists()) == (400, False)


def test_without_a_file_there_is_nothing_to_do(client, draft, anna):
    client.force_login(anna)
    assert client.post(f"/strategy/chapters/{draft.slug}/images/").status_code == 400


def test_who_may_not_write_cannot_upload(published, chris, upload):
    assert upload(chris, picture()).status_code == 403


def test_an_image_is_seen_by_readers_once_its_text_is_published(
    client, draft, anna, chris, upload, write
):
    src = upload(anna, picture()).json()["src"]
    publish(draft)

    def status(user):
        client.force_login(user)
        response = client.get(src)
        if response.streaming:
            content_of(response)
        return response.status_code

    assert (status(anna), status(chris)) == (200, 404)
    write(anna, doc(figure("figure-1", src, "Kaart", "")))
    assert status(chris) == 404
    publish(draft, "Met kaart")
    assert status(chris) == 200


def test_an_image_is_served_safely(client, draft, anna, upload):
    src = upload(anna, picture()).json()["src"]
    response = client.get(src)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "sandbox" in response["Content-Security-Policy"]
    assert content_of(response)
