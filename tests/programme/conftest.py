"""A published chapter with a choice in it, and a project of Almelo and Hengelo that leads back to it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from programme import services
from programme.models import Choice, InvestmentLine, Project
from programme.money import Plan, Share, in_order
from stakeholders.models import Organisation, User
from strategy.models import Chapter, Product
from tests.strategy.conftest import make_chapter, make_product, publish

FACTS = {"kind": "project", "title": "Wonen bij het station"}


@pytest.fixture
def ros(almelo_executive, hengelo_executive) -> Product:
    return make_product(almelo_executive, hengelo_executive)


@pytest.fixture
def agenda(ros: Product) -> Product:
    agenda = Product.objects.create(
        strategy=ros.strategy, order=2, slug="agenda", name="Uitvoeringsagenda", answers="projecten"
    )
    agenda.writers.set(ros.writers.all())
    return agenda


@pytest.fixture
def chapter(ros: Product) -> Chapter:
    chapter = make_chapter(ros)
    publish(chapter)
    return chapter


@pytest.fixture
def choice(chapter: Chapter, gijs: User) -> Choice:
    return services.mark_choice(chapter, "para-1", title="Bij stations", key=uuid.uuid4(), by=gijs)


def start(agenda: Product, lead: Organisation, by: User, **facts: Any) -> Project:
    return services.start_project(agenda, {**FACTS, "lead": lead, **facts}, key=uuid.uuid4(), by=by)


@pytest.fixture
def project(agenda: Product, almelo: Organisation, hengelo: Organisation, anna: User) -> Project:
    return start(agenda, almelo, anna, partners=[hengelo])


@pytest.fixture
def cited(project: Project, choice: Choice, anna: User) -> Project:
    services.cite(project, [choice], by=anna)
    return project


def plan(costs: dict[int, int], *shares: tuple[Any, ...]) -> Plan:
    return Plan(costs, in_order(Share(*one) for one in shares))


@pytest.fixture
def line(project: Project, almelo: Organisation, anna: User) -> InvestmentLine:
    """4 million in two years, of which Almelo is asked for one and a half."""
    return services.add_line(
        project,
        {"title": "Plein", "price_year": 2026},
        plan(
            {2027: 1_000_000, 2028: 3_000_000},
            (2027, almelo.pk, 500_000),
            (2028, almelo.pk, 1_000_000),
        ),
        key=uuid.uuid4(),
        by=anna,
    )


DAY = date(2026, 11, 2)
