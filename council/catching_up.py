"""What a member has to read before giving input again, and nothing else.

Only what councils may know: suggestions and positions stay with those who write the text, so what
is still contested is what this council said itself and has no answer to, and what other councils
said in public about words that stand as they stood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from stakeholders.models import User
from strategy.models import Chapter, Publication, Revision
from strategy.quoting import quote
from strategy.text.compare import compare
from strategy.text.nodes import Node, blocks_by_id, flat_text, without_id

from .contested import Raised, raised_elsewhere
from .models import Input, InputSession, Point
from .touching import Named, Ties, react_url


@dataclass(frozen=True)
class Paragraph:
    """As it read then, and as it reads now; empty where it came or went."""

    chapter: Chapter
    block_id: str
    then: str
    now: str
    # Where it stood then and stands now: both in one, with the changes marked, as safe HTML.
    marked: str = ""
    # Why it touches this council, as far as the portal knows.
    touches: Sequence[str] = ()

    @property
    def react_url(self) -> str:
        return react_url(self.chapter, self.block_id if self.now else "")


@dataclass
class ToRead:
    """One chapter: what changed in it, and what this council has to do with it."""

    chapter: Chapter
    changed: list[Paragraph] = field(default_factory=list)
    contested: list[Point] = field(default_factory=list)
    answered: list[Point] = field(default_factory=list)
    raised: list[Raised] = field(default_factory=list)
    touches: Sequence[str] = ()

    @property
    def react_url(self) -> str:
        return react_url(self.chapter)


def last_time(user: User, session: InputSession, *, again: bool = False) -> datetime | None:
    """When this member spoke last in this council; else when its session before this one closed.

    Again: as it was before this session. Who reacted to one paragraph may want to react to the next.
    """
    of_council = Input.objects.submitted().filter(author=user, session__body=session.body_id)
    if again:
        of_council = of_council.exclude(session=session)
    spoken = of_council.order_by("-submitted_at").values_list("submitted_at", flat=True).first()
    if spoken:
        return spoken
    earlier = InputSession.objects.going_on().filter(
        body=session.body_id, closes_at__lt=timezone.now(), opens_at__lt=session.opens_at
    )
    return earlier.order_by("-closes_at").values_list("closes_at", flat=True).first()


def to_read(user: User, session: InputSession, since: datetime, ties: Ties) -> list[ToRead]:
    """In the order of the chapters, what touches this council first in each; the number of queries
    does not grow with them.
    """
    chapters: dict[int, ToRead] = {}

    def of(chapter: Chapter) -> ToRead:
        return chapters.setdefault(chapter.pk, ToRead(chapter))

    for paragraph in _changed(user, since):
        touches = ties.of_paragraph(
            paragraph.chapter, paragraph.block_id, paragraph.then, paragraph.now
        )
        of(paragraph.chapter).changed.append(replace(paragraph, touches=touches))
    for chapter, points in _by_chapter(_points(user, session, since)):
        of(chapter).contested = [one for one in points if _is_contested(one)]
        of(chapter).answered = [one for one in points if not _is_contested(one)]
    for raised in raised_elsewhere(session):
        of(raised.chapter).raised.append(raised)
    for one in chapters.values():
        one.touches = ties.of_chapter(one.chapter)
        one.changed.sort(key=lambda paragraph: not paragraph.touches)
    return sorted(
        chapters.values(), key=lambda one: (one.chapter.product.order, one.chapter.number)
    )


def _points(user: User, session: InputSession, since: datetime) -> list[Point]:
    """Of this council: without an answer that it may read, or told since."""
    return list(
        Point.objects.visible_to(user)
        .filter(report__session__body=session.body_id, chapter__published__isnull=False)
        .filter(Q(released_at=None) | Q(released_at__gte=since))
        .select_related("chapter__product", "response", "report__session")
        .order_by("pk")
    )


def named_beside(user: User, chapters: Iterable[ToRead], ties: Ties) -> list[Named]:
    """What names the own municipality and is not shown as changed."""
    shown = {(one.chapter.pk, one.block_id) for each in chapters for one in each.changed}
    return list(ties.named(user, beside=shown))


def _is_contested(point: Point) -> bool:
    return point.released_at is None


def _by_chapter(points: Iterable[Point]) -> Iterable[tuple[Chapter, list[Point]]]:
    found: defaultdict[Chapter, list[Point]] = defaultdict(list)
    for point in points:
        assert point.chapter is not None  # the query asks for points about a chapter
        found[point.chapter].append(point)
    return found.items()


def _changed(user: User, since: datetime) -> list[Paragraph]:
    """Against what could be read then; a chapter that came since is new from beginning to end."""
    published = Publication.objects.filter(chapter=OuterRef("pk")).order_by("-pk")
    moved = (
        Chapter.objects.visible_to(user)
        .published()
        .annotate(then=Subquery(published.filter(published_at__lte=since).values("revision")[:1]))
        .filter(Q(then=None) | ~Q(then=F("published")))
        .select_related("product")
    )
    # The fact is no field of a chapter: it comes beside it.
    then_of = dict(moved.values_list("pk", "then"))
    chapters = list(moved)
    texts = Revision.objects.defer("html", "plain", "contents").in_bulk(
        {pk for pk in (*then_of.values(), *(one.published_id for one in chapters)) if pk}
    )
    return [
        paragraph
        for chapter in chapters
        if chapter.published_id
        for paragraph in _differences(
            chapter, texts.get(then_of.get(chapter.pk)), texts[chapter.published_id]
        )
    ]


def _differences(chapter: Chapter, before: Revision | None, after: Revision) -> Iterable[Paragraph]:
    then = blocks_by_id(before.text) if before else {}
    now = blocks_by_id(after.text)
    for block_id, block in now.items():
        if not flat_text(block).strip():
            continue
        if block_id not in then:
            yield Paragraph(chapter, block_id, "", quote(after, block_id))
        elif marked := _marked(then[block_id], block):
            words = quote(before, block_id), quote(after, block_id)
            yield Paragraph(chapter, block_id, *words, marked)
    for block_id, block in then.items():
        if block_id not in now and flat_text(block).strip():
            yield Paragraph(chapter, block_id, quote(before, block_id), "")


def _marked(then: Node, now: Node) -> str:
    """Empty when a member has nothing new to read in it: another layout says nothing else."""
    if without_id(then) == without_id(now):
        return ""
    found = compare(*({"type": "doc", "content": [one]} for one in (then, now)))
    return found.html if any(n for kind, n in found.counts.items() if kind != "format") else ""
