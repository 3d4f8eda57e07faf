"""Texts as files: whole, readable by other programs and by who listens, for those who may read them."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import docx
import page as page_validation
import pikepdf
import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from stakeholders.models import User
from strategy import services
from strategy.documents.content import document_of, images_of
from strategy.docx.reader import read
from strategy.models import Chapter, Export, Revision, Version
from strategy.services.exports import KEPT
from strategy.text.nodes import children, flat_text
from tests.jobs import run_due
from tests.strategy.conftest import make_chapter, publish
from tests.strategy.test_images import picture
from tests.strategy.text.texts import doc, figure, footnote, h, link, ol, p, table, text, ul


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORMATS = ["docx", "pdf", "html"]


@pytest.fixture
def rich(product, anna) -> Revision:
    """A text with everything in it."""
    chapter = make_chapter(product, number=4, text=doc(p("para-1", "Leeg.")))
    seen = Chapter.objects.visible_to(anna).get(pk=chapter.pk)
    drawn = picture("PNG")
    image = services.add_image(seen, BytesIO(drawn), size=len(drawn), by=anna)
    whole = doc(
        h("head-1", "De opgave"),
        p("para-1", "Een ", text("vet", "bold"), " woord", footnote("Bron: CBS, 2024"), "."),
        h("head-2", "Waar", 3),
        ul("list-1", "bij stations", "in dorpen"),
        ol("list-2", "eerst", "daarna"),
        p(
            "para-2",
            "Zie ",
            link("de site", "https://www.example.nl/"),
            footnote("Tweede noot"),
            ".",
        ),
        ol("list-3", "opnieuw een"),
        table("tabl-1", ("Gemeente", "Aantal"), ("Almelo", "12")),
        figure("figu-1", image.get_absolute_url(), "Kaart van Twente", "Kaart 1. Twente"),
    )
    seen.refresh_from_db()
    saved = services.save_chapter(
        Chapter.objects.visible_to(anna).get(pk=chapter.pk),
        base_id=seen.head_id,
        submitted=whole,
        by=anna,
    )
    return saved.head


def made(by: User, format: str, **subject) -> Export:
    export = services.request_export(format=format, key=uuid4(), by=by, **subject)
    run_due()
    export.refresh_from_db()
    assert export.state == "ready", export.error
    return export


def content(export: Export) -> bytes:
    return services.read_export(export, by=export.by)


def xml_of(export: Export, name: str = "word/document.xml"):
    with ZipFile(BytesIO(content(export))) as file:
        return etree.fromstring(file.read(name))


def words(root) -> str:
    return "".join(root.itertext(f"{W}t"))


def test_word_has_headings_lists_a_table_head_and_real_footnotes(rich, anna):
    export = made(anna, "docx", revision=rich)
    word = docx.Document(BytesIO(content(export)))
    styles = [(one.style.name, one.text) for one in word.paragraphs]
    assert styles[0] == ("Title", "4. Wonen")
    assert ("Heading 1", "De opgave") in styles
    assert ("Heading 2", "Waar") in styles
    assert ("List Bullet", "bij stations") in styles
    assert ("Caption", "Kaart 1. Twente") in styles
    assert word.core_properties.language == "nl-NL"

    root = xml_of(export)
    assert len(root.findall(f".//{W}tblHeader")) == 1
    notes = xml_of(export, "word/footnotes.xml")
    said = [words(note) for note in notes if int(note.get(f"{W}id")) > 0]
    assert said == [" Bron: CBS, 2024", " Tweede noot"]
    assert len(root.findall(f".//{W}footnoteReference")) == 2
    (picture,) = root.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    assert picture.get("descr") == "Kaart van Twente"


def test_what_goes_out_as_word_comes_in_again_as_the_same_text(rich, anna):
    export = made(anna, "docx", revision=rich)
    back = read(content(export), title=rich.chapter.title)
    words_of = [flat_text(block) for block in children(back.text)]
    assert words_of == [flat_text(block) for block in children(rich.text)]
    kinds = [(one["type"], one.get("attrs", {}).get("level")) for one in children(back.text)]
    assert kinds == [
        (one["type"], one.get("attrs", {}).get("level")) for one in children(rich.text)
    ]
    (figure,) = [one for one in children(back.text) if one["type"] == "figure"]
    assert figure["attrs"]["alt"] == "Kaart van Twente"
    assert [note["what"] for note in back.report] == ["title"]


def test_numbered_lists_in_word_each_begin_at_one(rich, anna):
    root = xml_of(made(anna, "docx", revision=rich))
    numbers = [
        paragraph.find(f".//{W}numId").get(f"{W}val")
        for paragraph in root.iter(f"{W}p")
        if words(paragraph) in ("eerst", "daarna", "opnieuw een")
    ]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_comparison_in_word_is_tracked_changes(draft, anna, write):
    before = draft.head
    after = write(anna, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij de dorpen."))).head
    root = xml_of(made(anna, "docx", revision=after, before=before))
    assert "dorpen" in words_in(root, "ins")
    deleted = "".join(
        one for change in root.iter(f"{W}del") for one in change.itertext(f"{W}delText")
    )
    assert "stations" in deleted
    assert "Water en bodem" in deleted


def words_in(root, kind: str) -> str:
    return "".join(words(change) for change in root.iter(f"{W}{kind}"))


def test_the_pdf_can_be_listened_to(rich, anna, tmp_path):
    export = made(anna, "pdf", revision=rich)
    file = tmp_path / "text.pdf"
    file.write_bytes(content(export))
    report = page_validation.validate_pdf(str(file), profile="ua1")
    assert report.is_compliant, report
    with pikepdf.open(file) as pdf:
        assert pdf.docinfo["/Title"] == "4. Wonen"
        assert str(pdf.Root.Lang) == "nl"


def test_the_web_page_stands_alone(rich, anna):
    page = content(made(anna, "html", revision=rich)).decode()
    assert 'src="data:image/png;base64,' in page
    assert "/strategy/images/" not in page
    assert "https://www.example.nl/" in page
    assert "<script" not in page
    assert page.count("<h1>") == 1
    assert 'href="#c1-note-1"' in page
    assert 'id="c1-note-1"' in page


@pytest.fixture
def version(published, product, gijs) -> Version:
    second = make_chapter(product, number=5, text=doc(h("head-1", "Water"), p("para-1", "Nat.")))
    publish(second)
    return services.freeze_version(product, name="80%", note="Voor de raden", by=gijs)


@pytest.mark.parametrize("format", FORMATS)
def test_a_version_has_all_its_chapters_and_its_contents(version, chris, format, tmp_path):
    export = made(chris, format, version=version)
    assert (export.parts_done, export.parts) == (2, 2)
    if format == "html":
        page = content(export).decode()
        assert page.index("3. Wonen") < page.index("5. Wonen")
        assert 'href="#c2-b-head-1"' in page
        assert page.count('id="c1-b-head-1"') == page.count('id="c2-b-head-1"') == 1
    elif format == "pdf":
        file = tmp_path / "version.pdf"
        file.write_bytes(content(export))
        assert page_validation.validate_pdf(str(file), profile="ua1").is_compliant
    else:
        word = docx.Document(BytesIO(content(export)))
        assert [one.text for one in word.paragraphs if one.style.name == "Heading 1"][:2] == [
            "3. Wonen",
            "5. Wonen",
        ]


def test_the_whole_way_by_the_pages(client, draft, anna):
    client.force_login(anna)
    address = f"/strategy/chapters/{draft.slug}/export/"
    key = client.get(address).context["form"]["key"].value()
    first = client.post(address, {"format": "html", "key": key})
    again = client.post(address, {"format": "html", "key": key})
    assert first.url == again.url
    assert "wordt gemaakt" in client.get(first.url).content.decode()
    assert client.get(f"{first.url}status/").json()["finished"] is False
    run_due()
    assert client.get(f"{first.url}status/").json()["finished"] is True
    assert "Download" in client.get(first.url).content.decode()
    response = client.get(f"{first.url}download/")
    assert response["Content-Disposition"] == 'attachment; filename="hoofdstuk-3-1.html"'
    assert "Twente bouwt bij de stations." in response.content.decode()
    assert Export.objects.count() == 1


def test_what_cannot_be_printed_is_said_and_another_file_is_possible(draft, anna, write):
    head = write(anna, doc(p("para-1", "Mooi 🎉"))).head
    export = services.request_export(format="pdf", key=uuid4(), by=anna, revision=head)
    run_due()
    export.refresh_from_db()
    assert export.state == "failed"
    assert "🎉" in export.error
    assert made(anna, "docx", revision=head).bytes > 0


def test_nobody_gets_a_draft_or_somebody_elses_file(client, draft, anna, bram, chris):
    export = made(anna, "html", revision=draft.head)
    for other in (bram, chris):
        client.force_login(other)
        for part in ("", "status/", "download/"):
            assert client.get(f"{export.get_absolute_url()}{part}").status_code == 404
    assert client.get(f"/strategy/chapters/{draft.slug}/export/").status_code == 404


def test_who_may_no_longer_read_the_text_gets_no_file(client, draft, chris):
    services.publish_chapter(draft, revision_id=draft.head_id, reason="x", by=None)
    hidden = services.load_text(
        draft, doc(p("para-1", "Geheim.")), reason="", by=None, at=timezone.now()
    )
    export = made(chris, "html", revision=hidden)
    client.force_login(chris)
    assert client.get(f"{export.get_absolute_url()}download/").status_code == 404


def test_a_file_is_thrown_away_after_a_week_and_says_so(client, draft, anna):
    export = made(anna, "html", revision=draft.head)
    assert services.throw_away_old_exports() == 0
    with time_machine.travel(timezone.now() + KEPT * 1.1):
        assert services.throw_away_old_exports() == 1
    export.refresh_from_db()
    assert export.state == "gone"
    client.force_login(anna)
    assert "opnieuw" in client.get(export.get_absolute_url()).content.decode()
    assert client.get(f"{export.get_absolute_url()}download/").status_code == 302


def test_words_that_look_like_markup_stay_words_and_images_stay_with_their_readers(
    rich, draft, anna, chris, write
):
    key = rich.images.get().pk
    odd = f'href="b-x" en src="/strategy/images/{key}/" en id="note-1"'
    shown = figure("figu-9", f"/strategy/images/{key}/", "Geheim", "x")
    head = write(anna, doc(p("para-1", odd), shown)).head
    page = content(made(anna, "html", revision=head)).decode()
    assert "b-x" in page and "c1-b-x" not in page
    assert page.count("data:image/png") == 1
    elsewhere = Export.objects.get(revision=head)
    elsewhere.by = chris
    assert images_of(document_of(elsewhere)) == {}
