"""The pages for readers: fast, light, and no more than one may see."""

from __future__ import annotations

import gzip

import pytest
from django.utils import timezone

from stakeholders.models import Organisation, User
from strategy import services
from strategy.models import Chapter, Figure, Product, Term
from strategy.reading import with_permalinks
from tests.queries import ceiling
from tests.strategy.conftest import make_chapter, publish
from tests.strategy.text.texts import doc, footnote, h, p, table, ul

SENTENCE = "De gemeente en het waterschap kiezen samen plek {} waar wonen bij water en bodem past. "
LONG = doc(
    *[
        block
        for n in range(20)
        for block in (
            h(f"heading-{n:03}", f"Onderwerp {n}"),
            p(
                f"block-a-{n:03}",
                *[SENTENCE.format(n * 7 + k) for k in range(6)],
                footnote(f"Bron {n}"),
            ),
            p(f"block-b-{n:03}", *[SENTENCE.format(n * 5 + k) for k in range(4)]),
            ul(f"block-c-{n:03}", f"Keuze {n} voor de steden", f"Keuze {n} voor de dorpen"),
            table(f"block-d-{n:03}", ("Thema", "Trekker"), (f"Opgave {n}", "Provincie Overijssel")),
        )
    ]
)


@pytest.fixture
def long_chapter(product):
    chapter = make_chapter(product, text=LONG)
    publish(chapter)
    return chapter


def fresh(client, user):
    client.force_login(User.objects.get(pk=user.pk))


# Outside a test's own transaction, as in use: what a person may do is kept by the process.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", [9, 999])
def test_reading_asks_eight_queries_at_most(client, product, long_chapter, chris, anna, others):
    head = long_chapter.head
    Chapter.objects.bulk_create(
        Chapter(product=product, number=n, slug=f"c{n}", title="x", head=head, published=head)
        for n in range(100, 100 + others)
    )
    strategy = product.strategy
    Term.objects.bulk_create(
        Term(strategy=strategy, word=f"woord {n}", meaning="x") for n in range(others)
    )
    figures = Figure.objects.bulk_create(
        Figure(strategy=strategy, slug=f"cijfer-{n}", name="x", unit="x", scope="x", source="x")
        for n in range(others)
    )
    long_chapter.figures.set(figures)
    for user in (chris, anna):
        fresh(client, user)
        client.get("/strategy/figures/")  # content types are asked once
        with ceiling(8):
            assert client.get(long_chapter.get_absolute_url()).status_code == 200


def test_a_chapter_of_four_thousand_words_weighs_twenty_kilobytes_at_most(
    client, long_chapter, chris
):
    client.force_login(chris)
    response = client.get(long_chapter.get_absolute_url())
    assert long_chapter.published.words >= 3500
    assert len(gzip.compress(response.content)) <= 20_000


def test_a_page_that_did_not_change_is_not_sent_again(client, published, chris):
    client.force_login(chris)
    address = published.get_absolute_url()
    client.get(address)  # sets the cookie for the forms
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "private" in first["Cache-Control"]


def test_a_newly_published_text_reaches_a_reader_who_had_the_old_one(
    client, published, anna, chris, write
):
    client.force_login(chris)
    address = published.get_absolute_url()
    client.get(address)
    first = client.get(address)
    write(anna, doc(p("para-1", "Vers van de pers.")))
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    publish(published, "Nieuw")
    renewed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert "Vers van de pers." in renewed.content.decode()


def test_a_writer_who_had_the_old_text_gets_the_new_head(client, published, anna, write):
    client.force_login(anna)
    address = published.get_absolute_url()
    client.get(address)
    first = client.get(address)
    write(anna, doc(p("para-1", "Net getypt.")))
    renewed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert "Net getypt." in renewed.content.decode()


def test_the_kept_page_of_one_reader_is_not_given_to_another(client, published, anna, chris, ivo):
    address = published.get_absolute_url()
    client.force_login(anna)
    client.get(address)
    of_anna = client.get(address)
    client.force_login(chris)
    of_chris = client.get(address, headers={"If-None-Match": of_anna["ETag"]})
    assert of_chris.status_code == 200
    assert "Bewerken" not in of_chris.content.decode()
    client.force_login(ivo)  # may see the same text, under another name
    assert client.get(address, headers={"If-None-Match": of_chris["ETag"]}).status_code == 200


def test_the_menu_of_a_reader_leaves_out_chapters_that_are_not_published(
    client, product, published, anna, chris
):
    unpublished = make_chapter(product, number=4)
    for user, seen in ((anna, True), (chris, False)):
        client.force_login(user)
        page = client.get(published.get_absolute_url()).content.decode()
        assert (unpublished.get_absolute_url() in page) == seen


def its_title(published, product):
    Chapter.objects.filter(pk=published.pk).update(title="Anders")


def another_chapter(published, product):
    other = make_chapter(product, number=4)
    Chapter.objects.filter(pk=other.pk).update(title="Anders")
    publish(other)


def a_figure(published, product):
    Figure.objects.create(
        strategy=product.strategy, slug="a", name="Anders", unit="x", scope="x", source="x"
    ).chapters.add(published)


def a_figure_said_otherwise(published, product):
    a_figure(published, product)
    Figure.objects.update(name="x")
    Figure.objects.update(name="Anders")


def its_lead(published, product):
    lead = product.writers.first().organisation
    Chapter.objects.filter(pk=published.pk).update(lead=lead)
    Organisation.objects.filter(pk=lead.pk).update(name="Anders")


@pytest.mark.parametrize(
    "change", [its_title, another_chapter, a_figure, a_figure_said_otherwise, its_lead]
)
def test_what_stands_around_the_text_is_never_out_of_date(
    client, published, product, chris, change
):
    client.force_login(chris)
    address = published.get_absolute_url()
    client.get(address)
    first = client.get(address)
    assert "Anders" not in first.content.decode()
    change(published, product)
    renewed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert "Anders" in renewed.content.decode()


def test_a_save_of_another_chapter_leaves_what_was_kept(client, product, published, chris, anna):
    """Whoever types in a draft does not slow down everybody who reads."""
    other = make_chapter(product, number=4)
    before = Product.objects.get(pk=product.pk).stamp
    services.load_text(other, doc(p("para-1", "Getypt.")), reason="", by=None, at=timezone.now())
    assert Product.objects.get(pk=product.pk).stamp == before


def test_every_block_has_a_link_to_itself(client, published, chris):
    client.force_login(chris)
    page = client.get(published.get_absolute_url()).content.decode()
    for block in ("head-1", "para-1", "para-2"):
        assert f'href="#b-{block}"' in page
        assert f'id="b-{block}"' in page


def test_words_that_look_like_a_block_get_no_link():
    assert "ros-permalink" not in with_permalinks('<div><p>&lt;div id="b-abcdef"&gt;</p></div>')


def test_the_overview_shows_the_chain_and_only_chapters_one_may_see(
    client, product, draft, chris, anna
):
    client.force_login(chris)
    assert "Nog geen hoofdstuk" in client.get("/strategy/").content.decode()
    client.force_login(anna)
    assert draft.title in client.get("/strategy/").content.decode()


@pytest.mark.parametrize("chapters", [10, 40])
def test_the_overview_asks_no_more_for_more_chapters(client, product, anna, chapters):
    for number in range(chapters):
        publish(make_chapter(product, number=number))
    client.force_login(anna)
    client.get("/strategy/figures/")
    with ceiling(8):
        client.get("/strategy/")
    with ceiling(9):
        client.get(product.get_absolute_url())


def test_figures_that_disagree_stand_beside_each_other(client, product, chris):
    for slug, scope in (("a", "Twente"), ("b", "Drie steden")):
        Figure.objects.create(
            strategy=product.strategy, slug=slug, name="Nieuwe woningen", value=69000,
            unit="woningen", qualifier="minstens", scope=scope, year=2050, source=f"Bron {slug}",
        )  # fmt: skip
    client.force_login(chris)
    page = client.get("/strategy/figures/").content.decode()
    assert page.count("minstens 69.000 woningen") == 2
    assert "2 bronnen" in page


def test_figures_do_not_tell_of_chapters_that_are_not_published(client, product, draft, chris):
    figure = Figure.objects.create(
        strategy=product.strategy, slug="a", name="x", unit="x", scope="x", source="x"
    )
    figure.chapters.add(draft)
    client.force_login(chris)
    assert draft.title not in client.get("/strategy/figures/").content.decode()


@pytest.mark.parametrize("figures", [10, 1000])
def test_the_figures_ask_no_more_for_more_figures(client, product, published, chris, figures):
    for figure in Figure.objects.bulk_create(
        Figure(
            strategy=product.strategy, slug=f"c{n}", name=f"x{n}", unit="x", scope="x", source="x"
        )
        for n in range(figures)
    )[:10]:
        figure.chapters.add(published)
    client.force_login(chris)
    client.get("/strategy/")
    with ceiling(7):
        client.get("/strategy/figures/")
