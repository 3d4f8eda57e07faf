"""As an example: choices of the chapters that are there, projects that lead back to them, and
building blocks that organisations took from them."""

from __future__ import annotations

import json
import re
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from council.models import Theme
from stakeholders.models import Body, Organisation, Role, User
from strategy.models import Chapter, ChapterStatus, Product, Publication, Version, VersionChapter
from strategy.models.versions import fingerprint_of
from strategy.quoting import words_of_block
from strategy.services import NotReadyToFreeze, freeze_version
from strategy.text.nodes import blocks_by_id
from strategy.text.render import RENDERER

from . import services
from .models import AGENDA, Choice, Commitment, Project, Use
from .money import Plan, Share, in_order

NUMBER = re.compile(r"Keuze \d+\.\d+")


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    agenda = Product.objects.filter(order=AGENDA).first()
    lead = User.objects.filter(appointments__role=Role.PROJECT_LEAD).order_by("pk").first()
    path = Path(region["directory"]) / f"{region['slug']}-examples" / "projects.json"
    if not examples or agenda is None or lead is None or not path.exists():
        return
    if Project.objects.exists():
        return
    example = json.loads(path.read_text(encoding="utf-8"))
    choices = _mark_choices(example["choices"], by=lead)
    projects: dict[str, Project] = {}
    for facts in example["projects"]:
        project = _start(facts, agenda, projects, today, by=lead)
        projects[project.title] = project
        services.cite(project, [choices[one] for one in facts["cites"] if one in choices], by=lead)
        _cite_what_was_read_first(project)
    blocks = path.with_name("building_blocks.json")
    if blocks.exists():
        _take_building_blocks(json.loads(blocks.read_text(encoding="utf-8")), today, by=lead)


def _mark_choices(names: dict[str, str], *, by: User) -> dict[str, Choice]:
    """By their number. What the chapters call a choice is one."""
    marked = {}
    for chapter in Chapter.objects.published().select_related("published"):
        assert chapter.published is not None  # of published ones
        for block in blocks_by_id(chapter.published.text):
            number = NUMBER.match(words_of_block(chapter.published, block))
            if number and number[0] in names:
                marked[number[0]] = services.mark_choice(
                    chapter, block, title=names[number[0]], key=uuid.uuid4(), by=by
                )
    return marked


def _start(
    facts: dict[str, Any], agenda: Product, projects: dict[str, Project], today: date, *, by: User
) -> Project:
    def organisations(name: str) -> list[Organisation]:
        return list(Organisation.objects.filter(slug__in=facts.get(name, [])).order_by("pk"))

    words = ("challenge", "goal", "result", "risks", "research_question")
    project = services.start_project(
        agenda,
        {
            "kind": facts.get("kind", "project"),
            "title": facts["title"],
            "theme": Theme.objects.filter(name=facts["theme"]).first(),
            "lead": Organisation.objects.get(slug=facts["lead"]),
            "client": Body.objects.filter(slug=facts.get("client", "")).first(),
            "starts_on": _day(facts.get("starts"), today),
            "ends_on": _day(facts.get("ends"), today),
            "source": "voorbeeld",
            "partners": organisations("partners"),
            "places": organisations("places"),
            "after": [projects[title] for title in facts.get("after", [])],
            **{name: facts[name] for name in words if name in facts},
        },
        key=uuid.uuid4(),
        by=by,
    )
    services.note_progress(
        project,
        key=uuid.uuid4(),
        on=today,
        phase=facts["phase"],
        health=facts["health"],
        percent=facts["percent"],
        text="Voorbeeld: zo staat het ervoor.",
        by=by,
    )
    for line in facts["lines"]:
        services.add_line(
            project,
            {"title": line["title"], "price_year": today.year},
            _plan(line, today),
            key=uuid.uuid4(),
            by=by,
        )
    services.publish_project(project, by=by)
    return project


def _day(told: list[int] | None, today: date) -> date | None:
    """Years from now and a month, so that the example never grows old."""
    return date(today.year + told[0], told[1], 1) if told else None


def _plan(line: dict[str, Any], today: date) -> Plan:
    payers = dict(Organisation.objects.values_list("slug", "pk"))
    return Plan(
        {today.year + after: cost for after, cost in line["years"]},
        in_order(
            Share(
                today.year + after,
                payers[payer] if payer else None,
                amount,
                Commitment(commitment),
                reference,
            )
            for after, payer, amount, commitment, reference in line["shares"]
        ),
    )


def _cite_what_was_read_first(project: Project) -> None:
    """So that the example shows a choice whose words changed after a project was made for it."""
    for citation in project.citations.select_related("choice"):
        first = (
            Publication.objects.filter(chapter=citation.choice.chapter_id).order_by("pk").first()
        )
        words = words_of_block(first.revision, citation.choice.block) if first else ""
        if first and words:
            citation.words, citation.revision = words, first.revision
            citation.save(update_fields=["words", "revision"])


def _take_building_blocks(example: dict[str, Any], today: date, *, by: User) -> None:
    """From the texts as they were published first, so that the example shows who has drifted."""
    product = Product.objects.filter(order=AGENDA - 1).first()
    first = {
        one.chapter_id: one
        for one in Publication.objects.filter(chapter__product=product)
        .select_related("chapter", "revision")
        .order_by("-pk")
    }
    if product is None or not first:
        return
    earlier = _frozen_as_first_published(product, list(first.values()), example["earlier"], by=by)
    try:
        freeze_version(product, by=by, **example["now"])
    except NotReadyToFreeze:
        return
    blocks = {}
    for frozen in earlier.chapters.select_related("revision"):
        for block in blocks_by_id(frozen.revision.text):
            if number := NUMBER.match(words_of_block(frozen.revision, block)):
                blocks[number[0]] = (frozen, block)
    for facts in example["organisations"]:
        organisation = Organisation.objects.filter(slug=facts["organisation"]).first()
        if organisation:
            _use_building_blocks(organisation, facts, blocks, today, by=by)


def _frozen_as_first_published(
    product: Product, publications: list[Publication], named: dict[str, str], *, by: User
) -> Version:
    chapters = [
        VersionChapter(
            chapter=one.chapter,
            revision=one.revision,
            number=one.chapter.number,
            title=one.chapter.title,
            status=ChapterStatus.DRAFT,
            html=one.revision.html,
        )
        for one in sorted(publications, key=lambda one: one.chapter.number)
    ]
    version = Version.objects.create(
        product=product,
        renderer=RENDERER,
        sha256=fingerprint_of([], [], chapters),
        frozen_at=max(one.published_at for one in publications),
        frozen_by=by,
        **named,
    )
    for chapter in chapters:
        chapter.version = version
    VersionChapter.objects.bulk_create(chapters)
    return version


def _use_building_blocks(
    organisation: Organisation,
    facts: dict[str, Any],
    blocks: dict[str, tuple[VersionChapter, str]],
    today: date,
    *,
    by: User,
) -> None:
    outcomes = {}
    for one in facts["blocks"]:
        if one["choice"] not in blocks:
            continue
        frozen, key = blocks[one["choice"]]
        services.take_blocks(organisation, frozen, [key], by=by)
        block = organisation.building_blocks.get(chapter=frozen.chapter_id, block=key)
        services.propose_use(
            block,
            use=one["use"],
            reason=one["reason"],
            own_words=one.get("own_words", ""),
            edition=1,
            by=by,
        )
        services.note_landing(block, landed_in=one["landed_in"], edition=2, by=by)
        if outcome := one.get("outcome"):
            block.refresh_from_db()
            own_words = one.get("own_words", "") if outcome == Use.ADAPT else ""
            outcomes[block.pk] = services.Outcome(outcome, own_words, block.edition)
    council = Body.objects.councils().filter(organisation=organisation).first()
    if council and outcomes:
        services.decide_blocks(
            council,
            outcomes,
            number=facts["decided_under"],
            decided_on=today - timedelta(days=facts["days_ago"]),
            key=uuid.uuid4(),
            by=User.objects.filter(
                appointments__role=Role.COUNCIL_CLERK, appointments__body=council
            ).first()
            or by,
        )
