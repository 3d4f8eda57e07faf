"""Hints for whoever writes for councils: what they find, and what they leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given

from strategy.text.readability import HintKind, readability, sentences_of

from .texts import doc, docs, footnote, h, p, table, ul

PLAINER = {"faciliteren": "mogelijk maken", "inzetten op": "werken aan"}


def kinds(*blocks) -> list[HintKind]:
    return [hint.kind for hint in readability(doc(*blocks), PLAINER).hints]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Een zin.", 1),
        ("Eerst dit. Dan dat! En nu? Klaar.", 4),
        ("Zie bijv. Almelo. Daar kan het.", 2),
        ("In 2050 zijn er 69.000 woningen nodig.", 1),
        ("“Dat kan niet.” Zo zegt de buurt het.", 2),
        ("", 1),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, count):
    assert len(sentences_of(text)) == count


def test_a_long_sentence_is_counted_and_shown():
    long = "Wij " + "bouwen en " * 15 + "rusten."
    (hint,) = readability(doc(p("para-1", long)), {}).hints
    assert (hint.kind, hint.words, hint.block) == (HintKind.LONG, 32, "para-1")


@pytest.mark.parametrize(
    "sentence",
    [
        "Er worden in Twente veel woningen gebouwd.",
        "Het besluit wordt door de raad genomen.",
        "De plannen werden vorig jaar besproken.",
        "Dat dit geregeld wordt, staat vast.",
        "Zo worden de gevolgen opgevangen.",
    ],
)
def test_the_passive_is_found(sentence):
    assert HintKind.PASSIVE in kinds(p("para-1", sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Het wordt warmer.",
        "Dat wordt lastig voor de gemeente.",
        "Wij bouwen in Twente woningen.",
        "Daar worden gemeenten beter van.",
    ],
)
def test_becoming_is_no_passive(sentence):
    assert kinds(p("para-1", sentence)) == []


def test_jargon_comes_with_what_to_write_instead():
    hints = readability(doc(p("para-1", "Faciliteren, dat is inzetten op wonen.")), PLAINER).hints
    assert [(hint.word, hint.plainer) for hint in hints] == [
        ("Faciliteren", "mogelijk maken"),
        ("inzetten op", "werken aan"),
    ]


def test_headings_tables_and_notes_are_not_sentences():
    found = readability(
        doc(
            h("head-1", "Faciliteren"),
            table("tabl-1", ("Faciliteren", "b")),
            p("para-1", "Kort.", footnote("Faciliteren wordt gedaan.")),
            ul("list-1", "Ook kort."),
        ),
        PLAINER,
    )
    assert (found.words, found.sentences, found.hints) == (3, 2, [])
    assert found.average == 1.5


@given(docs())
def test_any_text_can_be_read(text):
    found = readability(text, PLAINER)
    assert found.longest <= found.words
    assert all(hint.sentence for hint in found.hints)
