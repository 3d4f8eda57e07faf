"""The clerk's spreadsheet: all of it or nothing, every row says what is wrong, and no harm comes in."""

from __future__ import annotations

import re
import time
from io import BytesIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from council.models import Answer, Input, InputKind, InputSource
from council.services import submit_input, withdraw_input
from council.speech import Said, Speech
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Role
from tests.conftest import appointed
from tests.council.conftest import closed
from tests.strategy.conftest import make_chapter, make_product, publish

HEAD = ("spreker", "namens fractie", "bron", "vraag", "hoofdstuk", "tekst")
TWO_ROWS = (
    ("Chris", "nee", "zaal", 1, None, "Bouw bij het spoor."),
    ("Chris", "ja", "brief", 2, None, "Wie betaalt dit?"),
)


def workbook(*rows, head=HEAD) -> bytes:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def written(*lines: str, delimiter: str = ";") -> str:
    return "\r\n".join([delimiter.join(HEAD), *lines])


@pytest.fixture
def upload(client, dina, session):
    client.force_login(dina)

    def send(content: bytes, name: str = "inbreng.xlsx"):
        return client.post(
            f"/council/sessions/{session.pk}/import/",
            {"sheet": SimpleUploadedFile(name, content)},
            follow=True,
        )

    return send


@pytest.fixture
def chapter(db):
    chapter = make_chapter(make_product())
    publish(chapter)
    return chapter


def texts() -> list[str]:
    return list(Answer.objects.order_by("pk").values_list("text", flat=True))


def test_every_row_becomes_input_of_who_said_it(upload, chris, dina, almelo_group):
    page = upload(workbook(*TWO_ROWS))
    assert "2 nieuw, 0 stonden er al" in page.content.decode()
    of_member, of_group = Input.objects.submitted().order_by("pk")
    assert (of_member.author, of_member.entered_by) == (chris, dina)
    assert (of_member.kind, of_member.source) == (InputKind.MEMBER, InputSource.ROOM)
    assert (of_group.kind, of_group.group, of_group.source) == (
        InputKind.GROUP,
        almelo_group,
        InputSource.LETTER,
    )
    assert texts() == ["Bouw bij het spoor.", "Wie betaalt dit?"]


def test_what_one_member_said_in_the_room_is_one_input(upload, chris, chapter):
    upload(
        workbook(
            (chris.email.upper(), "", "zaal", 1, None, "Bouw."),
            (chris.email, "", "zaal", 2, None, "Wie betaalt?"),
            (chris.email, "", "zaal", None, chapter.number, "Te lang."),
            (chris.email, "", "zaal", 1, None, "En nog iets."),
        )
    )
    first, second = Input.objects.submitted().order_by("pk")
    assert [one.text for one in first.answers.order_by("pk")] == [
        "Bouw.",
        "Wie betaalt?",
        "Te lang.",
    ]
    assert first.answers.get(text="Te lang.").chapter == chapter
    assert [one.text for one in second.answers.all()] == ["En nog iets."]


def test_one_wrong_row_keeps_all_of_them_out_and_each_says_what_is_wrong(upload, chris):
    page = upload(
        workbook(
            TWO_ROWS[0],
            ("Niemand", "nee", "zaal", 1, None, "x"),
            ("Chris", "misschien", "zaal", 1, None, "x"),
            ("Chris", "nee", "duif", 1, None, "x"),
            ("Chris", "nee", "zaal", 9, None, "x"),
            ("Chris", "nee", "zaal", None, 7, "x"),
            ("Chris", "nee", "zaal", 1, 7, "x"),
            ("Chris", "nee", "zaal", 1, None, None),
            ("Chris", "nee", "zaal", 1, None, "x" * 10_001),
        )
    )
    assert page.status_code == 422
    shown = page.content.decode()
    assert "Er is iets mis met 8 rijen. Er is niets bewaard." in shown
    for said in (
        "Rij 3: wij kennen geen raadslid met de naam “Niemand”.",
        "Rij 4: vul “ja” of “nee” in bij de fractie.",
        "Rij 5: vul in hoe het binnenkwam: zaal, e-mail, brief.",
        "Rij 6: vraag 9 staat niet in deze sessie.",
        "Rij 7: er is geen hoofdstuk 7.",
        "Rij 8: vul het nummer van een vraag in, of dat van een hoofdstuk.",
        "Rij 9: er staat geen tekst.",
        "Rij 10: de tekst is langer dan 10.000 tekens.",
    ):
        assert said in shown
    assert not Input.objects.exists()


def test_a_longer_version_of_the_file_brings_only_what_is_new(upload, chris, session):
    upload(workbook(*TWO_ROWS))
    longer = (*TWO_ROWS, ("Chris", "nee", "e-mail", 2, None, "En het beekdal?"))
    page = upload(workbook(*longer, longer[2]))
    assert "1 nieuw, 3 stonden er al" in page.content.decode()
    assert texts() == ["Bouw bij het spoor.", "Wie betaalt dit?", "En het beekdal?"]
    facts = [line.facts for line in AuditEvent.objects.filter(event="council.inputs.imported")]
    assert facts == [{"new": 1, "known": 3}, {"new": 2, "known": 0}]


def test_two_of_one_name_are_told_apart_by_their_address(
    upload, chris, almelo_council, django_user_model
):
    other = appointed("Chris", almelo_council, chris.current_appointments[0].role)
    page = upload(workbook(TWO_ROWS[0]))
    assert "er zijn twee raadsleden met de naam “Chris”" in page.content.decode()
    upload(workbook((other.email, "nee", "zaal", 1, None, "Ik.")))
    assert Input.objects.get().author == other


def test_after_closing_nothing_comes_in(upload, chris, session):
    closed(session)
    page = upload(workbook(*TWO_ROWS))
    assert page.status_code == 422
    assert "gesloten" in page.content.decode()
    assert not Input.objects.exists()


@pytest.mark.parametrize(
    ("content", "is_guessed"),
    [
        (written("Chris;nee;zaal;1;;Café, bij het spoor").encode(), False),
        (written("Chris;nee;zaal;1;;Café, bij het spoor").encode("utf-8-sig"), False),
        (written("Chris;nee;zaal;1;;Café, bij het spoor").encode("cp1252"), True),
        (written('Chris,nee,zaal,1,,"Café, bij het spoor"', delimiter=",").encode(), False),
    ],
)
def test_csv_as_excel_and_others_write_it(upload, chris, content, is_guessed):
    page = upload(content, "inbreng.csv")
    assert texts() == ["Café, bij het spoor"]
    assert ("Windows-1252" in page.content.decode()) == is_guessed


@pytest.mark.parametrize("words", ["=1+1", "+31 6", "-nee", "@allen", '=HYPERLINK("http://x")'])
def test_what_begins_as_a_formula_is_words(upload, chris, words):
    upload(workbook(("Chris", "nee", "zaal", 1, None, words)))
    assert texts() == [words]


def test_what_cannot_be_seen_stays_outside(upload, chris):
    upload(written("Chris;nee;zaal;1;;Bouw\x00 \u202ebij\u202c het\u200b spoor").encode(), "x.csv")
    assert texts() == ["Bouw bij het spoor"]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    file = BytesIO(content)
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return file.getvalue()


def changed_part(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for info in before.infolist():
            part = before.read(info)
            after.writestr(info.filename, part.replace(old, new) if info.filename == name else part)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet'
HOSTILE = {
    "macros": (with_part(workbook(*TWO_ROWS), "xl/vbaProject.bin", b"x"), "macro’s"),
    "bomb": (with_part(workbook(*TWO_ROWS), "xl/x.xml", b" " * 40_000_000), "veel te groot"),
    "entities": (changed_part(workbook(*TWO_ROWS), SHEET, b"<worksheet", LAUGHS), "veel te groot"),
    "damaged": (changed_part(workbook(*TWO_ROWS), SHEET, b"</row>", b""), "beschadigd"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + bytes(600), "geen rekenblad dat"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x81\x8d", "geen rekenblad dat"),
    "a large cell": (
        written(f"Chris;nee;zaal;1;;{'x' * 200_000}").encode(),
        "beschadigd",
    ),
    "other columns": (workbook(head=("naam", "tekst")), "Wij missen: spreker, namens fractie"),
    "nothing": (workbook(), "Er staan geen rijen in dit rekenblad."),
    "many rows": (
        written(*["Chris;nee;zaal;1;;Bouw"] * 2001).encode(),
        "meer dan 2.000 rijen",
    ),
    "many bytes": (bytes(5 * 1024 * 1024 + 1), "groter dan 5 MB"),
}


@pytest.mark.parametrize(("content", "told"), HOSTILE.values(), ids=HOSTILE)
def test_what_does_harm_or_makes_no_sense_is_refused_with_a_reason(upload, chris, content, told):
    page = upload(content)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert not Input.objects.exists()


def test_the_empty_spreadsheet_has_the_columns_and_what_goes_in_them(client, chris, dina, session):
    client.force_login(dina)
    response = client.get(f"/council/sessions/{session.pk}/import/template/")
    book = load_workbook(BytesIO(response.content))
    rows, explained = book.worksheets
    assert [cell.value for cell in rows[1]] == [*HEAD, "binnengekomen op"]
    told = list(explained.iter_rows(values_only=True))
    assert ("spreker", "Chris", chris.email) in [row[:3] for row in told]
    assert ("vraag", 1, "Waar ziet u kansen?") in [row[:3] for row in told]


def test_the_empty_spreadsheet_is_read_back_once_it_is_filled(upload, client, chris, session):
    page = client.get(f"/council/sessions/{session.pk}/import/template/")
    book = load_workbook(BytesIO(page.content))
    book.worksheets[0].append(TWO_ROWS[0])
    upload(saved(book))
    assert texts() == ["Bouw bij het spoor."]


def test_two_thousand_rows_are_read_in_one_go(upload, chris, chapter):
    rows = (("Chris", "nee", "zaal", None, chapter.number, f"Punt {n}.") for n in range(2000))
    upload(workbook(*rows))
    assert Input.objects.get().answers.count() == 2000


def test_thirty_inputs_ask_no_more_of_the_database_than_five(upload, chris):
    def asked(inputs: range) -> int:
        # A second answer to the same question is an input of its own.
        rows = (("Chris", "nee", "zaal", 1, None, f"Punt {n}.") for n in inputs)
        with CaptureQueriesContext(connection) as queries:
            upload(workbook(*rows))
        assert Input.objects.submitted().count() == inputs.stop
        return len(queries)

    few = asked(range(5))
    assert asked(range(5, 35)) == few
    assert AuditEvent.objects.filter(event="council.input.submitted").count() == 35
    assert Input.objects.values("receipt").distinct().count() == 35


def test_what_was_taken_back_comes_in_again(client, chris, upload, session, opportunities):
    speech = Speech(uuid4(), chris, InputKind.MEMBER, None, [Said(TWO_ROWS[0][5], opportunities)])
    given = submit_input(session, speech, by=chris, received_at=timezone.now())
    withdraw_input(given, by=chris)
    upload(workbook(TWO_ROWS[0]))
    assert Input.objects.submitted().get().source == InputSource.ROOM


def test_the_same_words_for_oneself_and_for_the_group_are_two(chris, upload):
    member = TWO_ROWS[0]
    upload(workbook(member, (member[0], "ja", *member[2:])))
    assert sorted(one.kind for one in Input.objects.submitted()) == ["group", "member"]


def test_the_template_holds_words_and_no_formulas(client, dina, almelo_council, session):
    appointed('=HYPERLINK("https://kwaad.test")', almelo_council, Role.COUNCIL_MEMBER)
    session.questions.filter(position=1).update(text="=1+1\x01")
    client.force_login(dina)
    answer = client.get(f"/council/sessions/{session.pk}/import/template/")
    book = load_workbook(BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert not [cell.value for cell in cells if cell.data_type == "f"]


def far_away(content: bytes) -> bytes:
    """The last row of a sheet claims to be the thirty millionth."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                part = re.sub(rb'r="([A-F]?)3"', rb'r="\g<1>30000000"', part)
            new.writestr(info, part)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [far_away(workbook(*TWO_ROWS)), b',"' * 100_000, b"'\"," * 50_000],
    ids=["a row at thirty million", "quotes and commas", "quotes of two kinds"],
)
def test_no_file_keeps_the_portal_busy(upload, content):
    begun = time.process_time()
    upload(content)
    assert time.process_time() - begun < 8
