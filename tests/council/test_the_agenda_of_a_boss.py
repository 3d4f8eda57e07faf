"""An item of an agenda moves and goes, until the minutes are adopted or something refers to it."""

import pytest
from django.utils import timezone

from council import services
from council.models import Minutes, Proposal
from milestones.models import MeetingItem
from tests.strategy.conftest import make_chapter, make_product, publish
from tests.strategy.text.texts import doc, p, reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(boss, gijs, response):
    one = services.put_on_agenda(boss, title="Planning", by=gijs)
    two = services.put_on_agenda(boss, response=response, by=gijs)
    return one, two


@pytest.fixture(autouse=True)
def _as_lead(client, gijs):
    client.force_login(gijs)


def press(client, item, action, **said):
    return client.post(f"/council/items/{item.pk}/", {"action": action, **said}, follow=True)


def agenda(boss):
    return [(item.number, item.title) for item in MeetingItem.objects.filter(meeting=boss)]


def titles(boss):
    return [title for _number, title in agenda(boss)]


def test_an_item_moves_and_the_strategy_stays_first(client, boss, items):
    one, two = items
    standing = titles(boss)[0]
    press(client, two, "up")
    assert titles(boss) == [standing, two.title, one.title]
    press(client, two, "up")  # as far as it goes
    assert titles(boss) == [standing, two.title, one.title]
    press(client, two, "down")
    assert titles(boss) == [standing, one.title, two.title]


def test_what_was_typed_beside_the_button_is_kept(client, items):
    press(client, items[1], "up", advice="Eens met het voorstel.")
    assert MeetingItem.objects.get(pk=items[1].pk).advice == "Eens met het voorstel."


def test_an_item_goes_and_the_answer_stays(client, boss, items, response):
    page = press(client, items[1], "remove").content.decode()
    assert "staat niet meer op de agenda" in page
    assert not MeetingItem.objects.filter(pk=items[1].pk).exists()
    assert not Proposal.objects.exists()
    response.refresh_from_db()
    press(client, items[0], "remove")
    assert [number for number, _title in agenda(boss)] == [1]


def refused(client, item, why, action="remove"):
    page = press(client, item, action).content.decode()
    assert why in page
    assert MeetingItem.objects.filter(pk=item.pk).exists()


def test_the_strategy_itself_stays(client, boss, items):
    refused(client, MeetingItem.objects.get(meeting=boss, is_standing=True), "elke agenda")


def test_what_was_advised_on_or_goes_on_stays(client, gijs, boss, items):
    services.record_advice(items[0], advice="Eens.", by=gijs)
    refused(client, items[0], "advies")


def test_what_a_text_names_stays(client, items, almelo_executive, hengelo_executive):
    words = doc(p("para-1", "Zie ", reference(f"item:{items[0].pk}", "Planning"), "."))
    product = make_product(almelo_executive, hengelo_executive)
    publish(make_chapter(product, text=words))
    refused(client, items[0], "tekst van de strategie")


def test_adopted_minutes_keep_the_agenda(client, gijs, boss, items):
    Minutes.objects.create(
        meeting=boss, text="x", written_by=gijs, shared_at=timezone.now(),
        adopted_at=timezone.now(), adopted_in=boss,
    )  # fmt: skip
    for action in ("up", "remove"):
        refused(client, items[1], "vastgesteld", action)
    assert titles(boss)[1:] == [items[0].title, items[1].title]
