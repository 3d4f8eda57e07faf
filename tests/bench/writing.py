"""Writing in a chapter of 4,000 words with 200 revisions, against a bare view in the same run."""

from __future__ import annotations

import copy
import itertools
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from stakeholders.models import User
from strategy import services
from strategy.models import Chapter, Product
from strategy.text.nodes import Node
from tests.bench.pages import long_text
from tests.bench.server import Server, Visitor, cost_of, serve

Row = tuple[float, str, float, str]

ROUNDS, REVISIONS, CHAPTERS = 5, 200, 12
REQUESTS = {"bare": 400, "edit_open": 30, "edit_save": 20, "history_200": 30, "compare_200": 10}
# A fifth above what was measured when they were set: they are there to notice growth.
TARGETS = {"edit_open": 30.0, "edit_save": 35.0, "history_200": 65.0, "compare_200": 50.0}
FREEZE_TARGET = 0.3  # with the rehearsal, whose findings it keeps


def measure(only: frozenset[str]) -> dict[str, Row]:
    wanted = [name for name in TARGETS if not only or name in only]
    rows: dict[str, Row] = {}
    if wanted:
        rows |= {
            name: (ratio, "× bare", TARGETS[name], "lower")
            for name, ratio in _ratios(_worked_on(), wanted).items()
        }
    if not only or "freeze_12" in only:
        rows["freeze_12"] = (_freeze(), "× writing", FREEZE_TARGET, "lower")
    return rows


def _ratios(chapter: Chapter, wanted: list[str]) -> dict[str, float]:
    writer = User.objects.get(email="redacteur@almelo.demo")
    line = chapter.revisions.order_by("number")
    first, last = line.first(), line.last()
    assert first and last
    at = {
        name: reverse(f"chapter_{name}", args=[chapter.slug])
        for name in ("edit", "save", "history", "compare")
    }
    numbers = itertools.count(1)
    with serve() as server:
        visitor, nobody = Visitor(server, writer), Visitor(server)

        def save() -> int:
            chapter.refresh_from_db()
            assert chapter.head
            sent = {"base": chapter.head.pk, "doc": _edited(chapter.head.text, next(numbers))}
            return visitor.post(at["save"], json.dumps(sent), kind="application/json")[0]

        acts: dict[str, Callable[[], int]] = {
            "bare": lambda: nobody.get("/bare/")[0],
            "edit_open": lambda: visitor.get(at["edit"])[0],
            "edit_save": save,
            "history_200": lambda: visitor.get(at["history"])[0],
            "compare_200": lambda: visitor.get(f"{at['compare']}?from={first.pk}&to={last.pk}")[0],
        }
        return medians(server, acts, wanted, REQUESTS, ROUNDS)


def medians(
    server: Server,
    acts: dict[str, Callable[[], int]],
    wanted: list[str],
    requests: dict[str, int],
    rounds: int,
) -> dict[str, float]:
    """How many bare views each act costs, the acts by turns."""
    costs: dict[str, list[float]] = {name: [] for name in ["bare", *wanted]}
    for name in costs:  # everything warm
        cost_of(server, acts[name], min(10, requests[name]))
    for _round in range(rounds):
        for name, cost in costs.items():
            cost.append(cost_of(server, acts[name], requests[name]))
    bare = costs.pop("bare")
    return {
        name: statistics.median(mine / theirs for mine, theirs in zip(cost, bare, strict=True))
        for name, cost in costs.items()
    }


def _freeze() -> float:
    """Twelve long chapters frozen, against writing each of them once."""
    lead = User.objects.get(email="projectleider@almelo.demo")
    with transaction.atomic():
        product = empty_product()
        began = time.process_time()
        write_chapters(product)
        written = time.process_time()
        services.freeze_version(product, name="0.7", note="Meten", by=lead)
        frozen = time.process_time()
        transaction.set_rollback(True)
    return (frozen - written) / (written - began)


def empty_product() -> Product:
    ros = Product.objects.get(slug="ros")
    product = Product.objects.create(
        strategy=ros.strategy, order=90, slug="bench", name="Bench", answers="keuzes"
    )
    product.writers.set(ros.writers.all())
    return product


def write_chapters(product: Product) -> None:
    for number in range(1, CHAPTERS + 1):
        chapter = Chapter.objects.create(
            product=product, number=number, slug=f"bench-{number}", title="Bench"
        )
        saved = services.load_text(chapter, long_text(), reason="", by=None, at=timezone.now())
        services.publish_chapter(chapter, revision_id=saved.pk, reason="Meten", by=None)


def _worked_on() -> Chapter:
    """A long draft in which one paragraph after another was changed, 200 times."""
    product = Product.objects.get(slug="ros")
    chapter, created = Chapter.objects.get_or_create(
        product=product, number=98, defaults={"slug": "lang-concept", "title": "Lang concept"}
    )
    if created:
        text: Node = long_text()
        for number in range(REVISIONS):
            revision = services.load_text(chapter, text, reason="", by=None, at=timezone.now())
            text = _edited(revision.text, number)
    chapter.refresh_from_db()
    return chapter


def _edited(text: Node, number: int) -> Node:
    """The same text with one sentence more in one paragraph."""
    edited: Any = copy.deepcopy(text)
    paragraphs = [one for one in edited["content"] if one["type"] == "paragraph"]
    words = paragraphs[number % len(paragraphs)]["content"]
    words[-1]["text"] += f" Zin {number} kwam erbij."
    return edited
