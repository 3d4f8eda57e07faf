"""Reading a chapter of 4,000 words, against a bare view on the same server in the same run."""

from __future__ import annotations

import gzip
import itertools
import statistics
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ros_portal.env import BASE_DIR
from stakeholders.models import User
from strategy import services
from strategy.models import Chapter, Product, Revision
from strategy.text.nodes import Node
from tests.bench.server import BACKEND, Visitor, cost_of, serve

Row = tuple[float, str, float, str]

ROUNDS = 7
REQUESTS = {"bare": 400, "read_uncached": 40, "read_cached": 80, "read_304": 120}
TARGETS = {"read_uncached": 20.0, "read_cached": 8.0, "read_304": 6.0}
SECTIONS, PARAGRAPHS, WORDS = 10, 8, 50
DIST = BASE_DIR / "static" / "dist"


def measure(only: frozenset[str]) -> dict[str, Row]:
    wanted = [name for name in TARGETS if not only or name in only]
    rows: dict[str, Row] = {}
    chapter = _long_chapter()
    reader = User.objects.get(email="raadslid@almelo.demo")
    if wanted:
        rows |= {
            name: (ratio, "× bare", TARGETS[name], "lower")
            for name, ratio in _ratios(chapter, reader, wanted).items()
        }
    for name, row in {
        "read_queries": lambda: (float(_queries(chapter, reader)), "queries", 8.0, "lower"),
        "page_kb": lambda: (_page_kb(chapter, reader), "kB gzip", 20.0, "lower"),
        "css_kb": lambda: (_kb("portal.css", "fonts/*.woff2"), "kB gzip", 80.0, "lower"),
        "editor_kb": lambda: (_kb("js/editor.js", "js/editor.css"), "kB gzip", 200.0, "lower"),
    }.items():
        if not only or name in only:
            rows[name] = row()
    return rows


def _ratios(chapter: Chapter, reader: User, wanted: list[str]) -> dict[str, float]:
    path = chapter.get_absolute_url()
    with serve() as server:
        visitor = Visitor(server, reader)
        nobody = Visitor(server)
        etag = visitor.get(path)[2]["ETag"]
        acts: dict[str, Callable[[], int]] = {
            "bare": lambda: nobody.get("/bare/")[0],
            "read_uncached": lambda: (cache.clear(), visitor.get(path)[0])[1],
            "read_cached": lambda: visitor.get(path)[0],
            "read_304": lambda: visitor.get(path, **{"If-None-Match": etag})[0],
        }
        for act in acts.values():  # everything warm
            for _ in range(20):
                act()
        costs: dict[str, list[float]] = {name: [] for name in ["bare", *wanted]}
        for _round in range(ROUNDS):
            for name, cost in costs.items():
                cost.append(cost_of(server, acts[name], REQUESTS[name]))
    bare = costs.pop("bare")
    return {
        name: statistics.median(mine / theirs for mine, theirs in zip(cost, bare, strict=True))
        for name, cost in costs.items()
    }


def _queries(chapter: Chapter, reader: User) -> int:
    client = Client()
    client.force_login(reader, backend=BACKEND)
    cache.clear()
    client.get("/", headers={"host": "localhost"})  # signed in for a while; nobody read the chapter
    with CaptureQueriesContext(connection) as asked:
        client.get(chapter.get_absolute_url(), headers={"host": "localhost"})
    return len(asked)


def _page_kb(chapter: Chapter, reader: User) -> float:
    client = Client()
    client.force_login(reader, backend=BACKEND)
    page = client.get(chapter.get_absolute_url(), headers={"host": "localhost"}).content
    return len(gzip.compress(page)) / 1000


def _kb(*patterns: str) -> float:
    files = [path for pattern in patterns for path in DIST.glob(pattern)]
    return sum(len(gzip.compress(path.read_bytes())) for path in files) / 1000


def _long_chapter() -> Chapter:
    """4,000 words in ten sections, published."""
    product = Product.objects.get(slug="ros")
    chapter, created = Chapter.objects.get_or_create(
        product=product, number=99, defaults={"slug": "lang", "title": "Lang hoofdstuk"}
    )
    if created:
        revision = services.load_text(chapter, long_text(), reason="", by=None, at=timezone.now())
        services.publish_chapter(chapter, revision_id=revision.pk, reason="Meten", by=None)
    chapter.refresh_from_db()
    return chapter


def long_text() -> Node:
    """Words of the example chapters, so that it compresses as a real text does."""
    words = itertools.cycle(words_of_the_examples())
    blocks: list[Node] = []
    for section in range(SECTIONS):
        title = {"type": "text", "text": f"Onderwerp {section + 1}"}
        blocks.append({"type": "heading", "attrs": {"level": 2}, "content": [title]})
        for _paragraph in range(PARAGRAPHS):
            sentence = " ".join(itertools.islice(words, WORDS))
            blocks.append({"type": "paragraph", "content": [{"type": "text", "text": sentence}]})
    return {"type": "doc", "content": blocks}


def words_of_the_examples() -> list[str]:
    published = Revision.objects.filter(chapter__product__slug="ros").order_by("pk")
    return " ".join(published.values_list("plain", flat=True)).split()
