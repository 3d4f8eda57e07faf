"""What readers outside the writing bodies see, and from when."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from strategy import services
from strategy.models import ChapterStatus
from tests.strategy.conftest import publish
from tests.strategy.test_suggestions import sent
from tests.strategy.text.texts import doc, h, p


def detail(client, user, chapter):
    client.force_login(user)
    return client.get(chapter.get_absolute_url())


def test_a_draft_is_not_there_for_a_council(client, draft, anna, chris):
    assert detail(client, anna, draft).status_code == 200
    assert detail(client, chris, draft).status_code == 404


def test_publishing_shows_the_text_and_sends_a_draft_to_review(client, draft, gijs, chris):
    services.publish_chapter(draft, revision_id=draft.head_id, reason="Eerste tekst", by=gijs)
    page = detail(client, chris, draft).content.decode()
    assert "Twente bouwt bij de stations." in page
    assert "Ter beoordeling" in page


def test_a_council_goes_on_reading_the_published_text(client, published, anna, chris, write):
    write(anna, doc(p("para-1", "Nog niet voor de raad.")))
    assert "Nog niet voor de raad." in detail(client, anna, published).content.decode()
    assert "Nog niet voor de raad." not in detail(client, chris, published).content.decode()


def test_a_colleague_of_the_executive_who_does_not_write_reads_what_is_published(
    client, draft, esra
):
    assert detail(client, esra, draft).status_code == 404


def test_only_a_project_lead_publishes(draft, anna, gijs):
    with pytest.raises(PermissionDenied):
        services.publish_chapter(draft, revision_id=draft.head_id, reason="x", by=anna)


def test_a_text_the_lead_has_not_read_is_not_published(client, draft, anna, gijs, write):
    read = draft.head_id
    write(anna, doc(p("para-1", "Ondertussen.")))
    client.force_login(gijs)
    response = client.post(
        f"/strategy/chapters/{draft.slug}/publish/", {"revision": read, "reason": "x"}, follow=True
    )
    assert "schreven intussen verder" in response.content.decode()
    draft.refresh_from_db()
    assert draft.published_id == read != draft.head_id


def test_a_text_older_than_the_published_one_is_not_published_again(draft, anna, gijs, write):
    older = draft.head_id
    write(anna, doc(p("para-1", "Nieuwer.")))
    publish(draft)
    with pytest.raises(services.TextMovedOn):
        services.publish_chapter(draft, revision_id=older, reason="x", by=gijs)


def test_a_second_click_publishes_nothing(published, gijs):
    with pytest.raises(services.NothingToPublish):
        services.publish_chapter(published, revision_id=published.head_id, reason="x", by=gijs)


def test_the_status_moves_on_only_with_the_text_that_readers_see(published, anna, gijs, write):
    write(anna, doc(p("para-1", "Nieuwer.")))
    with pytest.raises(services.StatusNotAllowed):
        services.set_chapter_status(
            published, status=ChapterStatus.FOR_AGREEMENT, reason="BOSS", by=gijs
        )


def test_a_chapter_for_agreement_is_not_edited_until_it_is_set_back(client, published, anna, gijs):
    services.set_chapter_status(
        published, status=ChapterStatus.FOR_AGREEMENT, reason="BOSS", by=gijs
    )
    client.force_login(anna)
    assert client.get(f"/strategy/chapters/{published.slug}/edit/").status_code == 403
    services.set_chapter_status(published, status=ChapterStatus.FOR_REVIEW, reason="Terug", by=gijs)
    assert client.get(f"/strategy/chapters/{published.slug}/edit/").status_code == 200


def test_publishing_by_form(client, draft, gijs):
    client.force_login(gijs)
    address = f"/strategy/chapters/{draft.slug}/publish/"
    assert "Eerste tekst" not in client.get(address).content.decode()
    refused = client.post(address, {"revision": draft.head_id, "reason": ""})
    assert refused.status_code == 422
    done = client.post(address, {"revision": draft.head_id, "reason": "Eerste tekst"}, follow=True)
    assert "gepubliceerd" in done.content.decode()


def test_setting_the_status_by_form(client, published, gijs):
    client.force_login(gijs)
    address = f"/strategy/chapters/{published.slug}/status/"
    assert client.post(address, {"status": "draft", "reason": "x"}).status_code == 422
    assert client.post(address, {"status": "agreed", "reason": "College"}).status_code == 302
    published.refresh_from_db()
    assert published.status == ChapterStatus.AGREED


OUTSIDE = "Zonder voorstel veranderd: 1 alinea"


def accept_and_write_beside(chapter, by, decider, write):
    """Bram's suggestion is taken over, and Anna changes another paragraph that nobody proposed."""
    services.accept_suggestion(sent(chapter, by), reason="Akkoord.", by=decider)
    beside = p("para-2", "Water beslist.")
    write(
        decider, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij drie stations."), beside)
    )


def test_what_changed_beside_accepted_suggestions_is_marked(
    client, published, anna, bram, gijs, chris, write
):
    before = published.published_id
    accept_and_write_beside(published, bram, anna, write)
    client.force_login(gijs)
    page = client.get(f"/strategy/chapters/{published.slug}/publish/").content.decode()
    assert OUTSIDE in page
    assert page.count("Gewijzigd, zonder voorstel") == 1

    publish(published, "Scherper")
    assert published.publications.first().changed_outside == 1
    address = f"/strategy/chapters/{published.slug}"
    compared = f"{address}/compare/?from={before}&to={published.published_id}"
    for place in (f"{address}/history/", compared):
        client.force_login(bram)
        assert OUTSIDE in client.get(place).content.decode()
        # Who proposed what among the writers is not for councils.
        client.force_login(chris)
        assert "onder voorstel" not in client.get(place).content.decode()


def test_without_an_accepted_suggestion_there_is_nothing_to_mark(
    client, published, anna, gijs, write
):
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Heel iets anders.")))
    client.force_login(gijs)
    page = client.get(f"/strategy/chapters/{published.slug}/publish/").content.decode()
    assert "onder voorstel" not in page
    publish(published, "Anders")
    assert published.publications.first().changed_outside is None


def test_what_comes_from_suggestions_alone_is_said(client, published, anna, bram, gijs):
    services.accept_suggestion(sent(published, bram), reason="Akkoord.", by=anna)
    client.force_login(gijs)
    page = client.get(f"/strategy/chapters/{published.slug}/publish/").content.decode()
    assert "Alles wat veranderde komt uit overgenomen voorstellen." in page
    publish(published, "Scherper")
    assert published.publications.first().changed_outside == 0
