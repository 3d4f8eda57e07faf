"""Words of the field are explained where they stand, and writers see what could be plainer."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from strategy.glossary import with_terms
from strategy.models import Term
from tests.strategy.conftest import publish
from tests.strategy.text.texts import doc, footnote, h, p


@pytest.fixture
def beekdal(product) -> Term:
    return Term.objects.create(
        strategy=product.strategy, word="beekdal", also="beekdalen", meaning="Laag & nat <land>."
    )


def explained(html: str, *terms: Term) -> int:
    return with_terms(html, terms).count('class="ros-term"')


def test_the_first_place_is_explained_once_and_escaped(beekdal):
    written = with_terms("<p>In Beekdalen, in een beekdal.</p>", [beekdal])
    assert written.count("<dfn") == 1
    assert written.startswith('<p>In <dfn class="ros-term"')
    assert ">Beekdalen<span" in written
    assert "Laag &amp; nat &lt;land&gt;." in written


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Beekdal</h2>",
        '<p><a href="/x/">beekdal</a></p>',
        "<p>Beekdalweg en hoogbeekdal</p>",
        '<img alt="beekdal">',
        '<section role="doc-endnotes"><ol><li>beekdal</li></ol></section>',
    ],
)
def test_headings_links_notes_and_parts_of_words_are_left_alone(beekdal, html):
    assert with_terms(html, [beekdal]) == html


def test_a_reader_meets_the_meaning_and_sees_a_new_one_at_once(client, published, anna, chris):
    client.force_login(chris)
    address = published.get_absolute_url()
    assert "ros-term" not in client.get(address).content.decode()
    Term.objects.create(
        strategy=published.product.strategy, word="stations", meaning="Waar treinen stoppen."
    )
    page = client.get(address).content.decode()
    assert "Waar treinen stoppen." in page
    assert "Waar treinen stoppen." in client.get("/strategy/glossary/").content.decode()


LONG = " ".join(["Wij", *["bouwen"] * 24, "huizen."])


def test_writers_see_hints_and_who_wrote(client, draft, anna, chris, write):
    Term.objects.create(
        strategy=draft.product.strategy, word="faciliteren", plainer="mogelijk maken"
    )
    write(
        anna,
        doc(
            h("head-1", "Wonen"),
            p("para-1", "Wij faciliteren wonen.", footnote("x")),
            p("para-2", LONG),
        ),
    )
    client.force_login(anna)
    page = client.get(f"/strategy/chapters/{draft.slug}/about/").content.decode()
    assert "‘faciliteren’: schrijf liever ‘mogelijk maken’" in page
    assert "26 woorden in één zin" in page
    assert "#b-para-1" in page
    assert "Anna" in page
    publish(draft)
    client.force_login(chris)
    assert client.get(f"/strategy/chapters/{draft.slug}/about/").status_code == 403


def test_a_term_says_something(product):
    with pytest.raises(IntegrityError):
        Term.objects.create(strategy=product.strategy, word="leeg")


def test_jargon_alone_is_not_explained(product):
    Term.objects.create(strategy=product.strategy, word="robuust", plainer="sterk")
    assert list(Term.objects.explained()) == []


def test_letters_that_only_look_alike_and_entities_are_left_alone(product):
    term = Term(pk=1, word="beleidsruimte", also="lt", meaning="Wat men zelf mag kiezen.")
    for html in ("<p>De beleidſruimte.</p>", "<p>a &lt; b</p>"):
        assert with_terms(html, [term]) == html
