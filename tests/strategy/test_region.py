"""The strategy of Twente is there on first start, and stays as users changed it."""

from __future__ import annotations

from datetime import date

import pytest

import stakeholders.region
from ros_portal.management.commands.load_region import read_region
from strategy import region as loader
from strategy.models import Chapter, ChapterStatus, Figure, Product, Publication, Revision
from strategy.text.compare import compare
from strategy.text.markup import read_chapter, read_text
from tests.strategy.text.texts import footnote, link, p, text

TODAY = date(2026, 11, 24)


def load(*, examples):
    """This room and the one below it; the rooms above load themselves."""
    region = read_region("twente")
    stakeholders.region.load(region, today=TODAY, examples=examples)
    loader.load(region, today=TODAY, examples=examples)


@pytest.fixture
def twente(db):
    load(examples=True)


def test_all_executives_of_the_partners_write(twente):
    slugs = set(Product.objects.get(slug="ros").writers.values_list("slug", flat=True))
    assert len(slugs) == 17
    assert {"college-almelo", "gedeputeerde-staten", "db-vechtstromen", "rijk-deelname"} <= slugs


def test_eight_chapters_are_there_with_what_a_chapter_has(twente):
    chapters = list(Chapter.objects.select_related("head", "lead"))
    assert [chapter.number for chapter in chapters] == list(range(1, 9))
    for chapter in chapters:
        blocks = chapter.head.text["content"]
        assert blocks[0]["content"][0]["content"][0]["text"] == "Voorbeeldtekst."
        assert {"heading", "bulletList", "table", "blockquote"} <= {b["type"] for b in blocks}
        assert "doc-noteref" in chapter.head.html
        assert "Keuze" in chapter.head.plain
        assert 350 <= chapter.head.words <= 700
        assert chapter.lead is not None
    assert {chapter.status for chapter in chapters} >= {
        ChapterStatus.DRAFT,
        ChapterStatus.FOR_REVIEW,
        ChapterStatus.FOR_AGREEMENT,
    }


def test_comparing_the_two_published_texts_shows_something(twente):
    wonen = Chapter.objects.get(slug="wonen")
    newest, first = (one.revision for one in Publication.objects.filter(chapter=wonen))
    counts = compare(first.text, newest.text).counts
    assert min(counts["changed"], counts["inserted"], counts["moved"]) > 0


def test_every_figure_has_a_source_and_a_scope(twente):
    assert Figure.objects.count() == 8
    assert not Figure.objects.filter(source="").exists()
    assert Figure.objects.filter(name="Nieuwe woningen").count() == 2


def test_loading_again_changes_nothing(twente):
    Chapter.objects.filter(slug="wonen").update(title="Van de gebruiker")
    revisions = Revision.objects.count()
    load(examples=True)
    assert Revision.objects.count() == revisions
    assert Chapter.objects.get(slug="wonen").title == "Van de gebruiker"


def test_without_examples_there_are_products_and_no_chapters(db):
    load(examples=False)
    assert Product.objects.count() == 3
    assert not Chapter.objects.exists()


def test_a_text_in_a_file_is_read():
    source = """Een **vet** en *schuin* woord,[^Zie bron.] en [een link](https://a.nl/).

### Kop

- een
  gaat door
- twee

1. eerst

> kader

| A | B |
| 1 | 2 |
"""
    blocks = read_text(source)["content"]
    assert blocks[0] == p(
        "",
        "Een ",
        text("vet", "bold"),
        " en ",
        text("schuin", "italic"),
        " woord,",
        footnote("Zie bron."),
        " en ",
        link("een link", "https://a.nl/"),
        ".",
    )
    assert [block["type"] for block in blocks[1:]] == [
        "heading",
        "bulletList",
        "orderedList",
        "blockquote",
        "table",
    ]
    assert blocks[2]["content"][0]["content"] == [p("", "een gaat door")]


def test_the_versions_of_a_chapter_are_read_from_old_to_new():
    facts, versions = read_chapter("slug: x\ntitle: Y\n\n=== 9 | Eerst\n\nEen.\n\n=== 2\n\nTwee.\n")
    assert facts == {"slug": "x", "title": "Y"}
    assert [(one.days_ago, one.published_because) for one in versions] == [(9, "Eerst"), (2, "")]
