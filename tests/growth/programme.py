"""Choices, projects that lead back to them, and what those cost."""

from __future__ import annotations

from uuid import uuid4

from programme.models import (
    BlockDecision,
    BuildingBlock,
    Choice,
    Citation,
    Contribution,
    DecidedBlock,
    InvestmentLine,
    Look,
    ProgressNote,
    Project,
    YearOfLine,
)
from tests.access import World

from .copies import SINCE, copies


def grow(world: World, count: int) -> None:
    choice, project = world.things["choice"], world.things["project"]
    editor, almelo = world.people["editor@almelo"], world.organisations["almelo"]
    choices = Choice.objects.bulk_create(
        copies(choice, count, key=uuid4, block="b-{}", title="Keuze {}")
    )
    projects = Project.objects.bulk_create(
        copies(project, count, key=uuid4, title="Project {}", starts_on=SINCE, ends_on=SINCE)
    )
    for one in projects:
        one.places.add(almelo)
        one.after.add(project)
    project.after.add(*projects)
    # The one project leads back to every choice, and every project to the one choice.
    cited = world.things["citation"]
    citations = Citation.objects.bulk_create(
        [Citation(**_of(cited, choice_id=one.pk)) for one in choices]
        + [Citation(**_of(cited, project_id=one.pk)) for one in projects]
    )
    Look.objects.bulk_create(
        Look(citation=one, then="toen", now="nu", answer="adapted", by=editor) for one in citations
    )
    note = {"on": SINCE, "phase": "idea", "health": "on_track", "percent": 5, "text": "Zo."}
    ProgressNote.objects.bulk_create(
        ProgressNote(key=uuid4(), project=project, by=editor, **note) for _ in range(count)
    )
    lines = InvestmentLine.objects.bulk_create(
        [
            InvestmentLine(key=uuid4(), project=one, title="Regel", price_year=2026)
            for one in [*projects, *[project] * count]
        ]
    )
    years = YearOfLine.objects.bulk_create(YearOfLine(line=one, year=2027, cost=9) for one in lines)
    Contribution.objects.bulk_create(
        Contribution(year=one, payer=almelo, amount=3) for one in years
    )
    _grow_blocks(world, count)


def _grow_blocks(world: World, count: int) -> None:
    block, decision = world.things["block"], world.things["block"].decided.decision
    blocks = copies(block, count, block="b-{}", words="Woorden {}")
    BuildingBlock.objects.bulk_create(blocks)
    decisions = BlockDecision.objects.bulk_create(copies(decision, count, key=uuid4))
    DecidedBlock.objects.bulk_create(
        DecidedBlock(
            decision=one, building_block=block, frozen=block.frozen, words="Zo.", outcome="not_yet"
        )
        for one in decisions
    )


def _of(citation: Citation, **other: int) -> dict[str, object]:
    names = ("project_id", "choice_id", "revision_id", "words")
    return {name: getattr(citation, name) for name in names} | other
