"""What the agenda tells of many projects at once, in queries that do not grow with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from stakeholders.models import Organisation, User

from .models import Choice, Citation, InvestmentLine, Phase, Project
from .models.projects import ProjectQuerySet


def with_facts(projects: ProjectQuerySet) -> ProjectQuerySet:
    """With lead and theme, `cost` and `covered` of their lines, and whether one `asks_a_look`."""
    lines = InvestmentLine.objects.filter(project=OuterRef("pk")).order_by().values("project")
    facts: dict[str, Any] = {
        name: Coalesce(Subquery(lines.annotate(sum=Sum(name)).values("sum")), 0)
        for name in ("cost", "covered")
    }
    facts["asks_a_look"] = Exists(Citation.objects.filter(project=OuterRef("pk")).asking())
    return projects.select_related("lead", "theme").annotate(**facts)


@dataclass(frozen=True)
class Column:
    phase: Phase
    projects: list[Project]


def by_phase(projects: Iterable[Project]) -> list[Column]:
    """Every phase, also one in which nothing stands."""
    columns = {phase: Column(phase, []) for phase in Phase}
    for project in projects:
        columns[Phase(project.phase)].projects.append(project)
    return list(columns.values())


@dataclass(frozen=True)
class Bar:
    """A project on the line of time, in parts of a thousand from the first year shown."""

    project: Project
    start: int
    width: int
    after: list[Project]


@dataclass(frozen=True)
class Timeline:
    years: list[int]
    bars: list[Bar]
    # Without a start or an end they have no place on it, and are named.
    undated: list[Project]

    @property
    def last(self) -> int:
        return self.years[-1]


def timeline_of(projects: Iterable[Project]) -> Timeline:
    """`projects` come with_after."""
    projects = list(projects)
    dated = [one for one in projects if one.starts_on and one.ends_on]
    undated = [one for one in projects if not (one.starts_on and one.ends_on)]
    if not dated:
        return Timeline([], [], undated)
    first = min(one.starts_on.year for one in dated if one.starts_on)
    last = max(one.ends_on.year for one in dated if one.ends_on)
    begin, days = date(first, 1, 1), (date(last + 1, 1, 1) - date(first, 1, 1)).days
    bars = [
        Bar(
            one,
            round(1000 * (one.starts_on - begin).days / days),
            max(4, round(1000 * ((one.ends_on - one.starts_on).days + 1) / days)),
            list(one.after.all()),
        )
        for one in sorted(dated, key=lambda one: (one.starts_on, one.ends_on, one.pk))
        if one.starts_on and one.ends_on
    ]
    return Timeline(list(range(first, last + 1)), bars, undated)


@dataclass(frozen=True)
class Loose:
    """What the chain misses, for the programme manager."""

    choices: list[Choice]
    projects: list[Project]
    lines: list[InvestmentLine]


def loose_ends(user: User) -> Loose:
    """Choices without a project, projects without a choice, lines that nobody pledged anything to."""
    projects = Project.objects.visible_to(user)
    cited = Citation.objects.filter(choice=OuterRef("pk"), project__in=projects)
    firm = InvestmentLine.objects.filter(
        pk=OuterRef("pk"), years__contributions__commitment__in=["pledged", "budgeted"]
    )
    return Loose(
        list(Choice.objects.standing().filter(~Exists(cited)).in_order()),
        list(projects.filter(citations__isnull=True).select_related("lead")),
        list(
            InvestmentLine.objects.filter(~Exists(firm), project__in=projects, cost__gt=0)
            .select_related("project")
            .order_by("-cost", "pk")
        ),
    )


def places_of(projects: Iterable[Project]) -> list[tuple[Organisation, list[Project]]]:
    """Every partner, and what lies there. `projects` come with their `places` prefetched."""
    found: dict[int, list[Project]] = {}
    for project in projects:
        for place in project.places.all():
            found.setdefault(place.pk, []).append(project)
    return [(one, found.get(one.pk, [])) for one in Organisation.objects.partners()]
