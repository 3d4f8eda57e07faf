"""Who changed what, when and why; any two texts compared."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from strategy.models import Revision, RevisionKind
from tests.queries import ceiling
from tests.strategy.conftest import BEGIN, publish
from tests.strategy.text.texts import doc, p


def history(client, user, chapter):
    client.force_login(user)
    return client.get(f"/strategy/chapters/{chapter.slug}/history/")


def test_saves_of_one_sitting_are_one_entry(client, draft, anna, bram, write):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for minute in range(3):
            clock.move_to(now + timedelta(minutes=minute))
            write(anna, doc(p("para-1", f"Poging {minute}.")))
        clock.move_to(now + timedelta(hours=3))
        write(anna, doc(p("para-1", "Na de pauze.")))
        write(bram, doc(p("para-1", "Van Bram.")))
    entries = history(client, anna, draft).context["entries"]
    assert [(entry.last.author, entry.count) for entry in entries] == [
        (bram, 1),
        (anna, 1),
        (anna, 3),
        (None, 1),
    ]
    assert entries[0].before_id == entries[1].last.pk


def test_the_published_text_stands_by_itself(client, draft, anna, write):
    write(anna, doc(p("para-1", "Een.")))
    publish(draft, "Voor de raden")
    write(anna, doc(p("para-1", "Twee.")))
    page = history(client, anna, draft)
    assert [entry.count for entry in page.context["entries"]] == [1, 1, 1]
    assert "Voor de raden" in page.content.decode()


def test_a_council_sees_what_was_published_and_nothing_in_between(
    client, draft, anna, chris, write
):
    write(anna, doc(p("para-1", "Tussendoor.")))
    write(anna, doc(p("para-1", "Klaar.")))
    first = publish(draft)
    unpublished = write(anna, doc(p("para-1", "Later."))).head
    page = history(client, chris, draft)
    assert [entry.last for entry in page.context["entries"]] == [first]
    for address in (
        f"revisions/{unpublished.pk}/",
        f"compare/?from={first.pk}&to={unpublished.pk}",
    ):
        assert client.get(f"/strategy/chapters/{draft.slug}/{address}").status_code == 404


def test_what_was_merged_in_is_no_entry_of_its_own(client, draft, anna, bram, write):
    base = draft.head
    write(bram, doc(*BEGIN["content"], p("para-8", "Van Bram.")), on=base)
    write(anna, doc(p("para-9", "Van Anna."), *BEGIN["content"]), on=base)
    kinds = [entry.last.kind for entry in history(client, anna, draft).context["entries"]]
    assert RevisionKind.SUBMISSION not in kinds
    assert RevisionKind.MERGE in kinds


@pytest.mark.parametrize("revisions", [10, 1000])
def test_the_history_asks_no_more_for_more_revisions(client, draft, anna, revisions):
    Revision.objects.bulk_create(
        Revision(
            chapter=draft, number=number, kind=RevisionKind.SAVE, text={}, schema_version=1,
            sha256="x", html="", plain="", words=0, author=anna,
        )
        for number in range(2, revisions)
    )  # fmt: skip
    client.force_login(anna)
    client.get("/strategy/")
    with ceiling(9):
        client.get(f"/strategy/chapters/{draft.slug}/history/")
    with ceiling(11):
        client.get(
            f"/strategy/chapters/{draft.slug}/compare/?from={draft.head_id}&to={draft.head_id}"
        )


def test_comparing_without_a_choice_shows_what_was_published_last(
    client, draft, anna, chris, write
):
    publish(draft)
    write(anna, doc(*BEGIN["content"][:2], p("para-2", "Water en bodem beslissen mee.")))
    publish(draft, "Scherper")
    client.force_login(chris)
    page = client.get(f"/strategy/chapters/{draft.slug}/compare/").content.decode()
    assert "1 alinea gewijzigd." in page
    assert "<ins>" in page


def test_comparing_the_only_text_with_itself_says_so(client, published, chris):
    client.force_login(chris)
    page = client.get(f"/strategy/chapters/{published.slug}/compare/").content.decode()
    assert "Er is niets veranderd." in page


@pytest.mark.parametrize("query", ["from=x", "from=1&to=99999999", "from=-1", "to=" + "9" * 30])
def test_a_comparison_that_does_not_exist_is_not_found(client, published, anna, query):
    client.force_login(anna)
    assert client.get(f"/strategy/chapters/{published.slug}/compare/?{query}").status_code == 404


def test_restoring_by_form(client, draft, anna, write):
    first = draft.head
    write(anna, doc(p("para-1", "Weg ermee.")))
    client.force_login(anna)
    address = f"/strategy/chapters/{draft.slug}/revisions/{first.pk}/restore/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Vergissing"}).status_code == 302
    draft.refresh_from_db()
    assert draft.head.text == BEGIN


def test_an_old_text_can_be_read_and_says_that_it_is_old(client, draft, anna, write):
    first = draft.head
    write(anna, doc(p("para-1", "Nieuw.")))
    client.force_login(anna)
    page = client.get(f"/strategy/chapters/{draft.slug}/revisions/{first.pk}/").content.decode()
    assert "Twente bouwt bij de stations." in page
    assert "oudere tekst" in page
