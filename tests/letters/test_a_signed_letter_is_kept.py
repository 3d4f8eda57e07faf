"""The PDF with the signatures stands beside the one that was made: once, whole, for good."""

from __future__ import annotations

import io
import json
import resource
import zlib
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from letters import inspection, services
from letters.forms import MAX_ATTACHMENT
from letters.models import Letter, SignedCopy
from stakeholders.models import User
from tests.jobs import run_due


def scan(*, pages: int = 2, password: str = "") -> bytes:
    made = pikepdf.new()
    for _page in range(pages):
        made.add_blank_page()
    file = io.BytesIO()
    made.save(file, encryption=pikepdf.Encryption(owner="x", user=password) if password else False)
    return file.getvalue()


def upload(client, letter: Letter, content: bytes, name: str = "getekend.pdf"):
    return client.post(
        reverse("signed_copy_add", args=[letter.pk]),
        {"file": SimpleUploadedFile(name, content, "application/pdf")},
    )


def acting(name: str, value: pikepdf.Object) -> bytes:
    made = pikepdf.open(io.BytesIO(scan()))
    made.Root[name] = value
    return saved(made)


def saved(made: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_a_button() -> bytes:
    """The script stands within an annotation of the second page, in no list of the file."""
    made = pikepdf.open(io.BytesIO(scan()))
    button = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=SCRIPT)
    made.pages[1].Annots = pikepdf.Array([button])
    return saved(made)


def with_another_file() -> bytes:
    made = pikepdf.open(io.BytesIO(scan()))
    made.attachments["macro.docm"] = pikepdf.AttachedFileSpec(made, b"PK")
    return saved(made)


def unfolding(size: int) -> bytes:
    """A megabyte that becomes `size` bytes as soon as the file is opened."""
    squeezer = zlib.compressobj(1)
    squeezed = b"".join(squeezer.compress(bytes(1 << 20)) for _ in range(size >> 20))
    squeezed += squeezer.flush()
    table = f"/Type/XRef /Size 9 /W[1 4 2] /Root 2 0 R /Filter/FlateDecode /Length {len(squeezed)}"
    begin, end = (
        f"%PDF-1.7\n1 0 obj <<{table}>> stream\n",
        "\nendstream endobj\nstartxref\n9\n%%EOF",
    )
    return begin.encode() + squeezed + end.encode()


MORE = "Deze PDF bevat meer dan pagina’s"
SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (acting("/OpenAction", SCRIPT), MORE),
        (acting("/AA", pikepdf.Dictionary(WC=SCRIPT)), MORE),
        (acting("/Names", pikepdf.Dictionary(JavaScript=SCRIPT)), MORE),
        (
            acting("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://a.example")),
            MORE,
        ),
        (acting("/OpenAction", pikepdf.Name.Print), MORE),
        (acting("/Names", pikepdf.Dictionary(JavaScript=pikepdf.Array([]))), MORE),
        (with_a_button(), MORE),
        (with_another_file(), MORE),
        (scan(pages=1_001), "hoogstens 1.000 pagina’s"),
    ],
)
def test_what_acts_by_itself_or_is_no_letter_is_refused(
    client, adopted: Letter, esra: User, content: bytes, says: str
) -> None:
    client.force_login(esra)
    page = upload(client, adopted, content)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not SignedCopy.objects.exists()


def test_what_unfolds_to_more_than_the_machine_has_is_refused(
    client, adopted: Letter, esra: User
) -> None:
    client.force_login(esra)
    page = upload(client, adopted, unfolding(1 << 30))
    assert page.status_code == 422
    assert "geen pdf die te openen is" in page.content.decode()
    # The largest of all processes that this one started.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < inspection.MEMORY
    assert not SignedCopy.objects.exists()


def test_a_scan_that_opens_at_its_first_page_is_kept(client, adopted: Letter, esra: User) -> None:
    client.force_login(esra)
    begin = pikepdf.Array([0, pikepdf.Name.Fit])
    assert upload(client, adopted, acting("/OpenAction", begin)).status_code == 302
    assert SignedCopy.objects.exists()


@pytest.fixture
def signed(adopted: Letter, esra: User) -> Letter:
    file = SimpleUploadedFile("getekend.pdf", scan())
    services.keep_signed_copy(adopted, file=file, pages=2, by=esra)
    return Letter.objects.with_bodies().get(pk=adopted.pk)


def test_it_stands_beside_the_letter_with_its_hash(client, adopted: Letter, esra: User) -> None:
    client.force_login(esra)
    assert reverse("signed_copy_add", args=[adopted.pk]) in (
        client.get(adopted.get_absolute_url()).content.decode()
    )
    content = scan()
    upload(client, adopted, content)
    copy = SignedCopy.objects.get()
    assert (copy.sha256, copy.pages) == (sha256(content).hexdigest(), 2)
    page = client.get(adopted.get_absolute_url()).content.decode()
    assert copy.sha256 in page
    answer = client.get(reverse("signed_copy", args=[adopted.pk]))
    assert answer.content == content
    assert "ondertekend.pdf" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 not really", "geen pdf die te openen is"),
        (b"PK\x03\x04", "geen pdf die te openen is"),
        (b"", "leeg"),
        (scan(password="geheim"), "wachtwoord"),
        (scan(pages=0), "geen pagina"),
    ],
)
def test_what_is_no_pdf_is_not_kept(
    client, adopted: Letter, esra: User, content: bytes, says: str
) -> None:
    client.force_login(esra)
    answer = upload(client, adopted, content)
    assert answer.status_code == 422
    assert says in answer.content.decode().lower()
    assert not SignedCopy.objects.exists()


def test_it_is_not_larger_than_any_other_file(
    client, adopted: Letter, esra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("letters.forms.files.MAX_ATTACHMENT", 100)
    client.force_login(esra)
    assert "20 MB" in upload(client, adopted, scan()).content.decode()
    assert not SignedCopy.objects.exists()
    assert MAX_ATTACHMENT > 100


@pytest.mark.parametrize("state", ["draft", "with_executive"])
def test_before_the_decision_there_is_nothing_to_sign(
    request: pytest.FixtureRequest, client, esra: User, state: str
) -> None:
    letter = request.getfixturevalue(state)
    client.force_login(esra)
    assert upload(client, letter, scan()).status_code == 403
    with pytest.raises(services.LetterNotOpen):
        services.keep_signed_copy(
            letter, file=SimpleUploadedFile("x.pdf", scan()), pages=2, by=esra
        )


def test_it_is_never_replaced(client, signed: Letter, esra: User) -> None:
    client.force_login(esra)
    kept = SignedCopy.objects.get()
    assert upload(client, signed, scan(pages=3)).status_code == 403
    with pytest.raises(services.SignedAlready):
        services.keep_signed_copy(
            signed, file=SimpleUploadedFile("x.pdf", scan(pages=3)), pages=3, by=esra
        )
    assert SignedCopy.objects.get().sha256 == kept.sha256
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute("UPDATE letters_signedcopy SET pages = 9")


def test_a_damaged_file_is_not_handed_out(client, signed: Letter, esra: User) -> None:
    path = Path(SignedCopy.objects.get().file.path)
    path.chmod(0o600)
    path.write_bytes(scan(pages=1))
    client.force_login(esra)
    assert client.get(reverse("signed_copy", args=[signed.pk])).status_code == 500


def test_who_may_read_the_letter_may_read_it(
    client, signed: Letter, esra: User, chris: User, ivo: User
) -> None:
    address = reverse("signed_copy", args=[signed.pk])
    client.force_login(chris)
    assert client.get(address).status_code == 404
    run_due()
    services.send_letter(signed, by=esra)
    assert client.get(address).status_code == 200
    client.force_login(ivo)
    assert client.get(address).status_code == 404


def test_it_lies_in_the_package(signed: Letter, esra: User) -> None:
    run_due()
    with ZipFile(io.BytesIO(services.read_package(signed, by=esra))) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("-ondertekend.pdf")]
        assert sha256(archive.read(name)).hexdigest() == SignedCopy.objects.get().sha256
        files = json.loads(archive.read("metadata.json"))["bestanden"]
    assert [one["soort"] for one in files] == ["Raadsbrief", "Raadsbrief, ondertekend"]
