"""The schedule in one picture: what stands where, told apart by shape and word."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from milestones.models import CouncilDate, Meeting, Milestone
from milestones.pictures import picture_of
from stakeholders.models import Body, BodyKind

from .plan import milestone

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-12-03 12:00+01:00", tick=False):
        yield


def picture(*, by_product: bool = False):
    return picture_of(
        Milestone.objects.all(),
        Meeting.objects.all(),
        CouncilDate.objects.all(),
        by_product=by_product,
        today=TODAY,
    )


def lanes(**options) -> dict[str, list[str]]:
    return {
        lane.label: [mark.thing.title for mark in lane.marks] for lane in picture(**options).lanes
    }


@pytest.fixture
def boss(db) -> Meeting:
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    starts_at = timezone.make_aware(datetime(2027, 1, 29, 9, 30))
    return Meeting.objects.create(body=body, starts_at=starts_at)


@pytest.fixture
def _filled(boss, almelo, product, almelo_council, hengelo_council):
    milestone("Concept", date(2027, 3, 2), owner=almelo, product=product, status="at_risk")
    milestone("Stemmen", date(2027, 3, 1), precision="month", kind="election")
    milestone("Brief", date(2025, 4, 1), precision="year", kind="council_letter")
    milestone("Horizon", date(2050, 1, 1), precision="year", kind="horizon")
    for council, day in ((almelo_council, 12), (hengelo_council, 19)):
        CouncilDate.objects.create(body=council, kind="council", on=date(2027, 1, day))


@pytest.mark.usefixtures("_filled")
def test_it_has_a_row_for_every_owner_or_product_and_for_what_is_of_everybody(product):
    common = {
        "Verkiezing": ["Stemmen"],
        "Raadsbrief": ["Brief"],
        "BOSS en andere overleggen": ["BOSS"],
        "Raadsvergaderingen": ["2 raden vergaderen: Almelo, Hengelo"],
    }
    assert lanes() == common | {"Almelo": ["Concept"]}
    assert lanes(by_product=True) == common | {product.name: ["Concept"]}


@pytest.mark.usefixtures("_filled")
def test_what_lies_too_far_away_stands_in_the_table():
    shown = picture()
    assert shown.outside == 1
    assert "Horizon" in [thing.title for thing in shown.things]


def test_what_lies_close_together_covers_nothing(db):
    for day in (2, 3, 4):
        milestone(f"Dag {day}", date(2027, 3, day))
    [lane] = picture().lanes
    assert [mark.line for mark in lane.marks] == [0, 1, 2]
    assert lane.height == 3 * 28


@pytest.mark.usefixtures("_filled")
def test_a_mark_says_in_words_what_its_shape_says(client, chris):
    client.force_login(chris)
    page = client.get("/schedule/timeline/").content.decode()
    words = "Concept, 2 maart 2027, In gevaar"
    assert f'<a href="/schedule/milestones/concept/" aria-label="{words}">' in page
    assert "plan-shape--at_risk" in page
    assert "Horizon" in page and "tot en met 2028" in page
