"""Milestones, figures, the dates of the own council, and what came out since the previous letter."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from letters.facts import FACTS, empty_in, fill_in
from letters.models import Letter
from milestones.models import CouncilDate, CouncilDateKind, Milestone, MilestoneKind
from stakeholders.models import Body
from strategy.models import Chapter, Figure, Product, Strategy, Version


@pytest.fixture
def product(db: None) -> Product:
    strategy = Strategy.objects.create(
        slug="ros", name="Strategie", short_name="ROS", region="Twente", horizon=2050, outlook=2100
    )
    return Product.objects.create(slug="ros", name="Strategie", strategy=strategy, order=1)


def filled(name: str, executive: Body) -> str:
    return fill_in(f"{{{name}}}", executive, now=timezone.now())


def test_what_the_portal_does_not_know_stays_a_gap(almelo_executive: Body) -> None:
    for name in ("milestones", "figures", "council_dates", "version", "changed_since"):
        assert filled(name, almelo_executive) == FACTS[name].otherwise
        assert "[vul in:" in FACTS[name].otherwise


def test_milestones_have_a_date_and_a_status(almelo_executive: Body) -> None:
    today = timezone.localdate()
    for days, title in [(-9, "Start"), (9, "80%-versie"), (10, "Rondom")]:
        kind = MilestoneKind.CONTEXT if title == "Rondom" else MilestoneKind.MILESTONE
        Milestone.objects.create(
            slug=title.lower(), title=title, on=today + timedelta(days=days), kind=kind
        )
    rows = filled("milestones", almelo_executive).splitlines()
    assert [row.split(" | ")[1:] for row in rows[1:]] == [
        ["Start", "geweest |"],
        ["80%-versie", "komt nog |"],
    ]


@pytest.mark.parametrize(
    ("status", "says"), [("at_risk", "in gevaar |"), ("missed", "niet gehaald |")]
)
def test_a_council_is_told_what_is_in_danger_or_was_missed(
    almelo_executive: Body, status: str, says: str
) -> None:
    today = timezone.localdate()
    for days in (-9, 9):
        Milestone.objects.create(
            slug=f"m{days}",
            title="Concept",
            on=today + timedelta(days=days),
            kind=MilestoneKind.MILESTONE,
            status=status,
        )
    rows = filled("milestones", almelo_executive).splitlines()
    assert [row.rpartition("Concept | ")[2] for row in rows[1:]] == [says, says]
    reached = filled("milestone", almelo_executive)
    assert reached == FACTS["milestone"].otherwise if status == "missed" else "Concept" in reached


def test_a_figure_never_stands_without_scope_and_source(
    product: Product, almelo_executive: Body
) -> None:
    facts = {"strategy": product.strategy, "unit": "woningen", "scope": "Twente"}
    Figure.objects.create(
        slug="a", name="Nieuwe woningen", value=Decimal(69000), qualifier="minstens", year=2050,
        source="Raadsbrief", **facts,
    )  # fmt: skip
    Figure.objects.create(slug="b", name="Voorraad", value=None, source="Geen", **facts)
    [_head, row] = filled("figures", almelo_executive).splitlines()
    assert row == "| Nieuwe woningen (2050) | minstens 69.000 woningen | Twente | Raadsbrief |"


def test_the_dates_are_those_of_the_own_council(
    almelo_executive: Body, almelo_council: Body, hengelo_executive: Body
) -> None:
    on = timezone.localdate() + timedelta(days=5)
    for kind in (CouncilDateKind.COUNCIL, CouncilDateKind.PAPERS):
        CouncilDate.objects.create(body=almelo_council, kind=kind, on=on)
    assert filled("council_dates", almelo_executive).count("\n") == 0
    assert str(on.year) in filled("council_dates", almelo_executive)
    both = [almelo_executive, hengelo_executive]
    empty = empty_in("{council_dates}", both, now=timezone.now())
    assert [pk for pk, facts in empty.items() if facts] == [hengelo_executive.pk]


def test_what_came_out_after_the_previous_letter(
    sent: Letter, product: Product, almelo_executive: Body, hengelo_executive: Body
) -> None:
    assert sent.sent_at is not None
    facts = {"product": product, "note": "x", "renderer": 1, "sha256": "x" * 64}
    Version.objects.create(name="0.7", frozen_at=sent.sent_at - timedelta(days=1), **facts)
    assert filled("changed_since", almelo_executive) == FACTS["changed_since"].otherwise
    Version.objects.create(name="0.8", frozen_at=timezone.now(), **facts)
    Chapter.objects.create(product=product, number=1, slug="wonen", title="Wonen")
    words = filled("changed_since", almelo_executive)
    assert "versie 0.8" in words
    assert "0.7" not in words
    assert "Wonen" not in words  # it was never published
    both = [almelo_executive, hengelo_executive]
    empty = empty_in("{changed_since}", both, now=timezone.now())
    assert [pk for pk, names in empty.items() if names] == [hengelo_executive.pk]
