"""A BOSS, a milestone or a version proposes a draft, until it is taken up or set aside."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from letters import services
from letters.models import Letter
from letters.occasions import occasion_named, occasions
from letters.starts import STARTS
from letters.waiting import waiting_for
from milestones.models import Milestone, MilestoneKind, Precision
from ros_portal.lib.waiting import Waiting
from stakeholders.models import Body, User
from strategy.models import Product, Strategy, Version


@pytest.fixture
def milestone(db: None) -> Milestone:
    return Milestone.objects.create(
        slug="80",
        title="80%-versie gereed",
        on=timezone.localdate() - timedelta(days=2),
        kind=MilestoneKind.MILESTONE,
    )


@pytest.fixture
def version(db: None) -> Version:
    strategy = Strategy.objects.create(
        slug="ros", name="Strategie", short_name="ROS", region="Twente", horizon=2050, outlook=2100
    )
    product = Product.objects.create(slug="ros", name="Strategie", strategy=strategy, order=1)
    return Version.objects.create(
        product=product, name="0.8", note="x", renderer=1, sha256="x" * 64
    )


def proposals(user: User) -> list[Waiting]:
    return [one for one in waiting_for(user) if one.url.startswith(reverse("letter_new"))]


def test_a_milestone_and_a_version_wait_in_the_work_of_the_secretary(
    milestone: Milestone,
    version: Version,
    almelo_council: Body,
    esra: User,
    chris: User,
    fred: User,
) -> None:
    titles = [str(one.title) for one in proposals(esra)]
    assert len(titles) == 2
    assert "80%-versie gereed" in titles[0]
    assert "0.8" in titles[1]
    assert proposals(chris) == proposals(fred) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"precision": Precision.MONTH},
        {"kind": MilestoneKind.CONTEXT},
        {"on": timezone.localdate() + timedelta(days=1)},
        {"on": timezone.localdate() - timedelta(days=200)},
    ],
)
def test_what_did_not_come_to_its_day_proposes_nothing(
    milestone: Milestone, esra: User, fields: dict[str, object]
) -> None:
    Milestone.objects.update(**fields)
    assert proposals(esra) == []


@pytest.mark.parametrize("about", ["milestone", "version"])
def test_it_becomes_a_draft_with_the_facts_filled_in(
    request: pytest.FixtureRequest, client, almelo_council: Body, esra: User, about: str
) -> None:
    request.getfixturevalue(about)
    client.force_login(esra)
    [proposed] = proposals(esra)
    page = client.get(proposed.url).content.decode()
    asked = parse_qs(urlsplit(proposed.url).query)
    assert re.search(rf'value="{asked["start"][0]}"[^>]*checked', page)
    [executive] = re.findall(r'name="executive" value="(\d+)"', page)
    form = {"executive": executive, "key": uuid.uuid4(), **{n: v[0] for n, v in asked.items()}}
    client.post(reverse("letter_new"), form)
    letter = Letter.objects.get()
    said = {"milestone": "80%-versie gereed (", "version": "versie 0.8 van "}[about]
    assert said in letter.text
    assert proposals(esra) == []


def test_it_is_set_aside_by_who_writes(
    client, milestone: Milestone, almelo_council: Body, esra: User, chris: User
) -> None:
    [proposed] = proposals(esra)
    aside = reverse("occasion_set_aside")
    form = {"occasion": f"milestone:{milestone.pk}"}
    client.force_login(chris)
    assert client.post(aside, form).status_code == 403
    client.force_login(esra)
    assert f'action="{aside}"' in client.get(proposed.url).content.decode()
    client.post(aside, form)
    client.post(aside, form)
    assert proposals(esra) == []
    assert client.post(aside, {"occasion": "milestone:0"}).status_code == 404


def test_another_executive_still_has_it(
    milestone: Milestone, almelo_executive: Body, almelo_council: Body, hengelo_executive: Body,
    esra: User,
) -> None:  # fmt: skip
    occasion = occasion_named(f"milestone:{milestone.pk}", now=timezone.now())
    assert occasion is not None
    services.set_aside(hengelo_executive, occasion, by=esra)
    assert len(proposals(esra)) == 1


def test_a_letter_begun_from_the_same_start_takes_it_up(
    milestone: Milestone, almelo_executive: Body, almelo_council: Body, esra: User
) -> None:
    services.start_letter(
        almelo_executive, start=STARTS["milestone-reached"], key=uuid.uuid4(), by=esra
    )
    assert proposals(esra) == []


def test_what_comes_from_outside_names_only_what_is_there(milestone: Milestone) -> None:
    now = timezone.now()
    assert [one.key for one in occasions(now)] == [f"milestone:{milestone.pk}"]
    for key in ("", "milestone:99", "milestone:x", "boss:1", "version:"):
        assert occasion_named(key, now=now) is None
