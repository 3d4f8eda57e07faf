"""Investment lines: their cost per year, and who pays which part of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from programme.models import Contribution, InvestmentLine, Project, YearOfLine
from programme.money import Plan
from ros_portal.audit.services import record
from ros_portal.lib.keys import UsedForSomethingElse
from stakeholders.models import User


class LineChangedMeanwhile(Exception):
    """A colleague saved this line after the form was opened."""


@transaction.atomic
def add_line(
    project: Project, facts: Mapping[str, Any], plan: Plan, *, key: uuid.UUID, by: User
) -> InvestmentLine:
    """Raises UsedForSomethingElse."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if sent := InvestmentLine.objects.filter(key=key).first():
        same = sent.project_id == project.pk and Plan.of(sent) == plan
        if not same or any(getattr(sent, name) != value for name, value in facts.items()):
            raise UsedForSomethingElse
        return sent
    line = InvestmentLine.objects.create(key=key, project=project, **facts)
    _write(line, plan)
    record("programme.line.added", line, by=by, project=project.pk, new=plan.told())
    return line


@transaction.atomic
def change_line(
    line: InvestmentLine, facts: Mapping[str, Any], plan: Plan, *, edition: int, by: User
) -> None:
    """All of it at once, so that no sum is ever half. Raises LineChangedMeanwhile."""
    line = _locked(line)
    if line.edition != edition:
        raise LineChangedMeanwhile
    old = {name: getattr(line, name) for name in facts}
    had = Plan.of(line)
    for name, value in facts.items():
        setattr(line, name, value)
    line.edition += 1
    line.save(update_fields=[*facts, "edition"])
    if plan != had:
        Contribution.objects.filter(year__line=line).delete()
        line.years.all().delete()
        _write(line, plan)
    record(
        "programme.line.changed",
        line,
        by=by,
        old={**_told(old), "plan": had.told()},
        new={**_told(facts), "plan": plan.told()},
    )


@transaction.atomic
def remove_line(line: InvestmentLine, *, by: User) -> None:
    """What stood in it stays in the log."""
    line = _locked(line)
    record(
        "programme.line.removed",
        line.project,
        by=by,
        title=line.title,
        cost=line.cost,
        old=Plan.of(line).told(),
    )
    line.delete()


def _write(line: InvestmentLine, plan: Plan) -> None:
    years = YearOfLine.objects.bulk_create(
        YearOfLine(line=line, year=year, cost=cost) for year, cost in sorted(plan.costs.items())
    )
    by_year = {one.year: one for one in years}
    Contribution.objects.bulk_create(
        Contribution(
            year=by_year[share.year],
            payer_id=share.payer,
            amount=share.amount,
            commitment=share.commitment,
            decision_reference=share.decision_reference,
        )
        for share in plan.shares
    )


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in facts.items()}


def _locked(line: InvestmentLine) -> InvestmentLine:
    return (
        InvestmentLine.objects.select_for_update(of=("self",))
        .select_related("project")
        .get(pk=line.pk)
    )
