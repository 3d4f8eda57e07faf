"""Figures and cross references in a text: what a page shows of them now, and to whom."""

from __future__ import annotations

import pytest

from stakeholders.models import User
from strategy import services
from strategy.documents.content import document_of
from strategy.models import Chapter, Export, Figure, Product
from strategy.rehearsal import rehearse
from tests.queries import ceiling
from tests.strategy.conftest import make_chapter, publish
from tests.strategy.text.texts import amount, doc, h, p, reference

HOMES = "minstens 69.000 woningen"
WRITTEN = doc(p("para-1", "Er komen ", amount("woningen", HOMES), " bij."))


def figure(product: Product, **facts: object) -> Figure:
    known = {
        "name": "Nieuwe woningen", "value": 69000, "unit": "woningen", "qualifier": "minstens",
        "scope": "Twente", "year": 2050, "source": "Plan van aanpak",
    }  # fmt: skip
    return Figure.objects.create(strategy=product.strategy, slug="woningen", **{**known, **facts})


def chapter_with(product: Product, text=WRITTEN, number: int = 3) -> Chapter:
    chapter = make_chapter(product, number=number, text=text)
    publish(chapter)
    return chapter


def page(client, user: User, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_figure_in_a_text_shows_its_source_and_scope(client, product, chris):
    figure(product)
    read = page(client, chris, chapter_with(product).get_absolute_url())
    assert f'href="/strategy/figures/#f-woningen" aria-describedby="field-1">{HOMES}</a>' in read
    assert "Nieuwe woningen, Twente, 2050. Bron: Plan van aanpak" in read
    assert 'id="f-woningen"' in page(client, chris, "/strategy/figures/")


def test_a_figure_that_changed_is_shown_as_it_is_now_and_its_writers_are_told(
    client, product, chris, anna
):
    figure(product)
    address = chapter_with(product).get_absolute_url()
    page(client, chris, address)
    Figure.objects.update(value=75000)
    for reader, is_told in ((chris, False), (anna, True)):
        read = page(client, reader, address)
        assert "minstens 75.000 woningen</a>" in read
        assert (f"toen dit werd geschreven: {HOMES}" in read) == is_told


def test_a_figure_that_is_gone_leaves_the_words_of_the_text(client, product, chris, anna):
    address = chapter_with(product).get_absolute_url()
    for reader, is_told in ((chris, False), (anna, True)):
        read = page(client, reader, address)
        assert f"Er komen {HOMES}" in read
        assert ("wijst nergens meer naar" in read) == is_told


def test_a_figure_of_another_language_is_not_another_figure(client, product, anna):
    figure(product)
    address = chapter_with(product).get_absolute_url()
    client.cookies["django_language"] = "en"
    read = page(client, anna, address)
    assert f"{HOMES}</a>" in read
    assert "when this was written" not in read


TARGET = doc(
    h("head-1", "Spoor"),
    p("para-1", "De trein rijdt vaker tussen de steden van Twente en daarbuiten."),
    p("para-2", "Fietsen is de gewoonste manier om korte afstanden af te leggen hier."),
)


def refers_to(product: Product, to: str, shown: str = "hoofdstuk 7, Bereikbaar") -> Chapter:
    return chapter_with(product, doc(p("para-9", "Zie ", reference(to, shown), ".")), number=4)


def test_a_reference_says_what_a_chapter_is_called_now(client, product, chris):
    target = chapter_with(product, TARGET)
    address = refers_to(product, f"chapter:{target.slug}").get_absolute_url()
    page(client, chris, address)
    Chapter.objects.filter(pk=target.pk).update(title="Mobiliteit", number=8)
    read = page(client, chris, address)
    assert f'<a href="{target.get_absolute_url()}">hoofdstuk 8, Mobiliteit</a>' in read


def test_a_reference_to_another_product_is_never_out_of_date(client, product, chris):
    agenda = Product.objects.create(
        strategy=product.strategy, order=2, slug="agenda", name="Agenda", answers="wat"
    )
    target = chapter_with(agenda, TARGET, number=7)
    address = refers_to(product, f"chapter:{target.slug}").get_absolute_url()
    assert "hoofdstuk 7, Wonen</a>" in page(client, chris, address)
    Chapter.objects.filter(pk=target.pk).update(title="Projecten")
    assert "hoofdstuk 7, Projecten</a>" in page(client, chris, address)


def test_a_reference_follows_the_words_of_a_paragraph(client, product, anna, chris):
    target = chapter_with(product, TARGET)
    address = refers_to(product, f"block:{target.slug}#para-2").get_absolute_url()
    assert f"{target.get_absolute_url()}#b-para-2" in page(client, chris, address)

    joined = doc(
        h("head-1", "Spoor"),
        p(
            "para-1",
            "De trein rijdt vaker tussen de steden van Twente en daarbuiten. "
            "Fietsen is de gewoonste manier om korte afstanden af te leggen hier.",
        ),
    )
    target.refresh_from_db()
    services.save_chapter(target, base_id=target.head_id, submitted=joined, by=anna)
    publish(target, "Samen")
    assert f"{target.get_absolute_url()}#b-para-1" in page(client, chris, address)


def test_a_reference_to_a_heading_names_it(client, product, chris):
    target = chapter_with(product, TARGET)
    address = refers_to(product, f"block:{target.slug}#head-1").get_absolute_url()
    assert "hoofdstuk 3, Wonen, ‘Spoor’</a>" in page(client, chris, address)


@pytest.mark.parametrize("to", ["chapter:weg", "block:weg#para-1", "block:hoofdstuk-3#block-weg"])
def test_a_reference_to_what_is_gone_is_no_dead_link(client, product, chris, anna, to):
    chapter_with(product, TARGET)
    address = refers_to(product, to).get_absolute_url()
    for reader, is_told in ((chris, False), (anna, True)):
        read = page(client, reader, address)
        assert "Zie hoofdstuk 7, Bereikbaar" in read
        assert ("wijst nergens meer naar" in read) == is_told


def test_a_reference_tells_nobody_of_a_chapter_that_is_not_published(client, product, chris, anna):
    target = make_chapter(product, number=7)
    Chapter.objects.filter(pk=target.pk).update(title="Nog geheim")
    address = refers_to(product, f"chapter:{target.slug}").get_absolute_url()
    assert "Nog geheim" not in page(client, chris, address)
    assert "hoofdstuk 7, Nog geheim</a>" in page(client, anna, address)


# Outside a test's own transaction, as in use: what a person may do is kept by the process.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("many", [2, 40])
def test_a_text_full_of_fields_asks_no_more_than_any_other(client, product, chris, many):
    figure(product)
    targets = [chapter_with(product, TARGET, number=n) for n in range(10, 10 + many)]
    fields = [
        part
        for target in targets
        for part in (
            reference(f"chapter:{target.slug}", "x"),
            " en ",
            reference(f"block:{target.slug}#para-1", "x"),
            " en ",
            amount("woningen", HOMES),
        )
    ]
    chapter = chapter_with(product, doc(p("para-9", *fields)))
    client.force_login(User.objects.get(pk=chris.pk))
    client.get("/strategy/figures/")
    with ceiling(8):
        client.get(chapter.get_absolute_url())


def texts(findings) -> str:
    return " ".join(finding.text for finding in findings)


def test_the_rehearsal_names_what_does_not_fit(product):
    figure(product)
    unpublished = make_chapter(product, number=7)
    chapter_with(
        product,
        doc(
            p("para-1", amount("woningen", "minstens 60.000 woningen")),
            p("para-2", reference("chapter:weg", "hoofdstuk 12, Weg")),
            p("para-3", reference(f"chapter:{unpublished.slug}", "hoofdstuk 7")),
        ),
    )
    found = texts(rehearse(product))
    assert "1 cijfer is veranderd sinds het werd opgeschreven: ‘minstens 60.000 woningen’" in found
    assert "1 verwijzing wijst nergens meer naar: ‘hoofdstuk 12, Weg’" in found
    assert "1 verwijzing wijst naar een hoofdstuk dat niet is gepubliceerd: ‘hoofdstuk 7’" in found


def test_who_publishes_and_who_writes_see_it_too(client, product, gijs, anna):
    chapter = make_chapter(product, text=doc(p("para-1", reference("chapter:weg", "hoofdstuk 12"))))
    assert "wijst nergens meer naar: ‘hoofdstuk 12’" in page(
        client, gijs, f"{chapter.get_absolute_url()}publish/"
    )
    assert "‘hoofdstuk 12’" in page(client, anna, f"{chapter.get_absolute_url()}about/")


def test_a_version_keeps_what_was_true_when_it_was_frozen(client, product, gijs, chris):
    figure(product, value=75000)
    target = chapter_with(product, TARGET, number=2)
    chapter = chapter_with(
        product,
        doc(
            p("para-9", amount("woningen", HOMES), " ", reference("chapter:weg", "hoofdstuk 12")),
            p("para-8", reference(f"block:{target.slug}#head-1", "x")),
        ),
    )
    version = services.freeze_version(product, name="1.0", note="Raad", by=gijs)
    Figure.objects.update(value=1)
    Chapter.objects.filter(pk=target.pk).update(title="Anders")
    address = f"{version.get_absolute_url()}{chapter.slug}/"
    read = page(client, chris, address)
    assert "minstens 75.000 woningen" in read and "hoofdstuk 12" in read
    there = f"{version.get_absolute_url()}{target.slug}/#b-head-1"
    assert f'<a href="{there}">hoofdstuk 2, Wonen, ‘Spoor’</a>' in read
    assert version.is_untouched


def test_a_file_says_the_amount_of_now_with_its_source(product, anna):
    figure(product, value=75000)
    target = chapter_with(product, TARGET, number=2)
    chapter = chapter_with(
        product,
        doc(p("para-1", amount("woningen", HOMES), reference(f"chapter:{target.slug}", "x"))),
    )
    document = document_of(Export(revision=chapter.head, by=anna))
    (part,) = document.parts
    assert "minstens 75.000 woningen" in part.html
    assert f'{target.get_absolute_url()}">hoofdstuk 2, Wonen</a>' in part.html
    assert [one["source"] for one in document.figures] == ["Plan van aanpak"]
