"""A frozen version: what is in it, what it was rehearsed for, and that it stays."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from ros_portal.audit.models import AuditEvent
from strategy import services
from strategy.models import Chapter, Figure, Term, Version, VersionChapter
from strategy.rehearsal import Weight, rehearse
from strategy.text import render
from tests.strategy.conftest import BEGIN, make_chapter, publish
from tests.strategy.test_suggestions import sent
from tests.strategy.text.texts import doc, figure, h, p

FREEZE = "/strategy/products/ros/freeze/"
IMAGE = "/strategy/images/0123456789abcdef/"


def page(client, user, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def frozen(published: Chapter, gijs) -> Version:
    Figure.objects.create(
        strategy=published.product.strategy, slug="a", name="Woningen", value=69000,
        unit="woningen", qualifier="minstens", scope="Twente", source="Bron",
    )  # fmt: skip
    return services.freeze_version(published.product, name="0.7", note="BOSS", by=gijs)


def test_by_the_pages_from_rehearsal_to_reading(client, published, gijs, chris):
    draft = make_chapter(published.product, number=4)
    assert "nog niets gepubliceerd" in page(client, gijs, FREEZE)
    response = client.post(FREEZE, {"name": "0.7", "note": "Voor het BOSS"})
    assert "Voor het BOSS" in page(client, chris, response.url)
    assert "Twente bouwt bij de stations." in page(
        client, chris, f"{response.url}{published.slug}/"
    )
    client.force_login(chris)
    assert client.get(f"{response.url}{draft.slug}/").status_code == 404
    assert AuditEvent.objects.filter(event="strategy.version.frozen").count() == 1


def test_a_version_stays_while_everything_goes_on(
    client, frozen, published, write, anna, chris, monkeypatch
):
    before = page(client, chris, f"{frozen.get_absolute_url()}{published.slug}/")
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Heel iets anders.")))
    publish(published, "Anders")
    Chapter.objects.filter(pk=published.pk).update(title="Anders", number=9)
    Figure.objects.update(value=1)
    monkeypatch.setattr(render, "RENDERER", render.RENDERER + 1)
    assert Version.objects.get(pk=frozen.pk).is_untouched
    after = page(client, chris, f"{frozen.get_absolute_url()}{published.slug}/")
    assert "Twente bouwt bij de stations." in after
    assert "3. Wonen" in before and "3. Wonen" in after
    assert "minstens 69.000 woningen" in page(client, chris, frozen.get_absolute_url())


def test_who_takes_the_guard_away_and_changes_a_frozen_text_is_found_out(frozen):
    assert frozen.is_untouched
    guard = "strategy_versionchapter_never_changes"
    if connection.vendor == "postgresql":
        guard += " ON strategy_versionchapter"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {guard}")
        cursor.execute("UPDATE strategy_versionchapter SET html = 'anders'")
    assert not frozen.is_untouched


@pytest.mark.parametrize(
    "change", ["strategy_version SET terms = '[]'", "strategy_versionchapter SET title = 'x'"]
)
def test_the_database_keeps_what_was_frozen(frozen, change):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute(f"UPDATE {change}")


def test_words_keep_the_meaning_they_had(client, published, gijs, chris):
    Term.objects.create(
        strategy=published.product.strategy, word="stations", meaning="Waar de trein stopt."
    )
    frozen = services.freeze_version(published.product, name="0.7", note="BOSS", by=gijs)
    Term.objects.update(meaning="Iets heel anders.")
    for address in ("", f"{published.slug}/"):
        read = page(client, chris, frozen.get_absolute_url() + address)
        assert "Waar de trein stopt." in read
        assert "Iets heel anders." not in read
    assert Version.objects.get(pk=frozen.pk).is_untouched


def test_rows_of_a_version_are_only_added(frozen):
    for row in (frozen, frozen.chapters.get()):
        for act in (row.save, row.delete):
            with pytest.raises(TypeError):
                act()
    with pytest.raises(TypeError):
        Version.objects.update(name="x")
    with pytest.raises(TypeError):
        VersionChapter.objects.all().delete()


def test_one_name_is_one_version(client, frozen, gijs):
    client.force_login(gijs)
    answer = client.post(FREEZE, {"name": "0.7", "note": "Nog eens"})
    assert answer.status_code == 422
    assert "al een versie met deze naam" in answer.content.decode()


def test_only_a_project_lead_freezes(published, anna, chris):
    for by in (anna, chris):
        with pytest.raises(PermissionDenied):
            services.freeze_version(published.product, name="0.7", note="x", by=by)


def test_nothing_published_is_nothing_to_freeze(draft, gijs):
    with pytest.raises(services.NotReadyToFreeze):
        services.freeze_version(draft.product, name="0.7", note="x", by=gijs)


def test_an_image_without_words_is_mended_first(client, draft, gijs):
    text = doc(*BEGIN["content"], figure("figure-1", IMAGE, "", "Kaart"))
    chapter = make_chapter(draft.product, number=4, text=text)
    publish(chapter)
    (finding,) = [one for one in rehearse(draft.product) if one.weight is Weight.BLOCKS]
    assert finding.chapter == chapter
    shown = page(client, gijs, FREEZE)
    assert "geen beschrijving" in shown
    assert 'name="note"' not in shown
    with pytest.raises(services.NotReadyToFreeze):
        services.freeze_version(draft.product, name="0.7", note="x", by=gijs)


def test_what_is_open_is_told_before_and_kept_after(client, published, anna, write, gijs, chris):
    sent(published, anna)
    write(anna, doc(*BEGIN["content"], p("para-3", "Nieuw.")))
    shown = page(client, gijs, FREEZE)
    assert "1 voorstel staat open." in shown
    assert "nieuwere tekst" in shown
    version = services.freeze_version(published.product, name="0.8", note="BOSS", by=gijs)
    assert "1 voorstel stond open" in page(client, chris, version.get_absolute_url())


def test_two_versions_are_compared_chapter_by_chapter(
    client, frozen, published, write, anna, gijs, chris
):
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij drie stations.")))
    publish(published, "Anders")
    publish(make_chapter(published.product, number=4))
    later = services.freeze_version(published.product, name="0.8", note="BOSS", by=gijs)
    shown = page(client, chris, f"{later.get_absolute_url()}?since={frozen.pk}")
    assert "Stond er nog niet in." in shown
    assert "1 alinea gewijzigd" in shown
    back = page(client, chris, f"{frozen.get_absolute_url()}?since={later.pk}")
    assert "Staat er niet meer in." in back
    for nothing in ("x", "999999"):
        assert client.get(f"{later.get_absolute_url()}?since={nothing}").status_code == 404


def test_a_reader_sees_what_changed_since_a_version(client, frozen, published, write, anna, chris):
    assert "veranderd sinds 0.7" not in page(client, chris, published.get_absolute_url())
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij drie stations.")))
    publish(published, "Scherper")
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Nog niet voor de raad.")))

    address = f"/strategy/chapters/{published.slug}/compare/?since={frozen.pk}"
    assert f'href="{address}"' in page(client, chris, published.get_absolute_url())
    for reader in (chris, anna):
        shown = page(client, reader, address)
        assert "Van 0.7, bevroren op" in shown
        assert "1 alinea gewijzigd, 1 verwijderd." in shown
        assert "Nog niet voor de raad." not in shown


def test_a_product_says_per_chapter_what_changed_since_a_version(
    client, frozen, published, write, anna, chris
):
    publish(make_chapter(published.product, number=4))
    make_chapter(published.product, number=5)
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij drie stations.")))
    publish(published, "Scherper")

    changes = f"/strategy/products/{published.product.slug}/changes/"
    assert f"{changes}?since={frozen.pk}" in page(
        client, chris, published.product.get_absolute_url()
    )
    shown = page(client, chris, changes)
    assert "1 alinea gewijzigd, 1 verwijderd." in shown
    assert "Stond er nog niet in." in shown
    assert f"/compare/?since={frozen.pk}" in shown
    assert "5. Wonen" not in shown


def test_since_a_version_that_does_not_hold_it_is_not_found(client, frozen, published, chris, gijs):
    later = make_chapter(published.product, number=4)
    publish(later)
    client.force_login(chris)
    for since in (frozen.pk, 999999, "x"):
        address = f"/strategy/chapters/{later.slug}/compare/?since={since}"
        assert client.get(address).status_code == 404
    product = f"/strategy/products/{published.product.slug}/changes/"
    assert client.get(f"{product}?since=999999").status_code == 404


def test_a_conversation_inside_one_organisation_is_told_to_nobody(product, published, anna, gijs):
    for internal in (True, False):
        services.start_thread(
            published, revision=published.published, block_id="para-1", quote="", text="Waarom?",
            body=anna.current_appointments[0].body, internal=internal, assigned_to=None,
            key=uuid4(), by=anna,
        )  # fmt: skip
    told = [one.text for one in rehearse(product) if "gesprek" in one.text]
    assert told == ["1 gesprek staat open."]
    version = services.freeze_version(product, name="0.8", note="Voor het BOSS", by=gijs)
    assert version.chapters.get().open_conversations == 1


def test_another_address_of_a_chapter_leaves_the_version_as_it_was(product, published, gijs):
    version = services.freeze_version(product, name="0.8", note="Voor het BOSS", by=gijs)
    Chapter.objects.update(slug="anders")
    assert Version.objects.get(pk=version.pk).is_untouched


def test_what_was_open_is_told_with_the_version(
    client, product, published, anna, chris, gijs, write
):
    make_chapter(product, number=8)
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Nog niet gepubliceerd.")))
    version = services.freeze_version(product, name="0.8", note="Voor het BOSS", by=gijs)
    shown = page(client, chris, version.get_absolute_url())
    assert "8. Wonen: Er is nog niets gepubliceerd, dus het komt niet in de versie." in shown
    assert "3. Wonen: Er is een nieuwere tekst die niet is gepubliceerd" in shown


def test_a_second_click_freezes_no_second_version_and_is_no_mistake(product, published, gijs):
    first, again = (
        services.freeze_version(product, name="0.8", note="Voor het BOSS", by=gijs)
        for _click in range(2)
    )
    assert first == again
    with pytest.raises(services.VersionNameTaken):
        services.freeze_version(product, name="0.8", note="Iets anders", by=gijs)
