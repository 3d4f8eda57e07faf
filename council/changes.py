"""Which changes of the text an answer can point at, and what a reader may see of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stakeholders.models import User
from strategy.models import Chapter, Publication, Revision
from strategy.quoting import quote
from strategy.text.nodes import blocks_by_id
from strategy.tracing import steps_of
from strategy.whereabouts import place_in, places_now

from .models import Point, Response, Trace

MOST = 10  # of one paragraph


@dataclass(frozen=True)
class Change:
    """One block in one revision, with its words before and after."""

    revision: Revision
    block_id: str
    then: str
    now: str

    @property
    def key(self) -> str:
        return f"{self.revision.pk}#{self.block_id}"


def changes_to_link(
    response: Response, points: Sequence[Point], looked_in: Chapter | None
) -> list[Change]:
    """Not linked yet: of the chapter in which one looks, or else of what the points are about."""
    linked = {(one.revision_id, one.block_id) for one in response.traces.all()}
    found = changes_in(looked_in) if looked_in else _changes_since_read(points)
    return [one for one in found if (one.revision.pk, one.block_id) not in linked]


def _changes_since_read(points: Sequence[Point]) -> list[Change]:
    """What happened to the paragraphs of these points since the speakers read them."""
    about = {point.chapter for point in points if point.chapter and not point.block_id}
    read_in: dict[tuple[Chapter, str], int] = {}
    for point in points:
        if point.chapter and point.block_id and point.revision:
            paragraph, number = (point.chapter, point.block_id), point.revision.number
            # The changes since a later text are among those since an earlier one.
            read_in[paragraph] = min(number, read_in.get(paragraph, number))
    found: dict[str, Change] = {}
    for (chapter, block_id), number in read_in.items():
        place = places_now(chapter, [block_id]).get(block_id, block_id)
        later = Revision.objects.in_line().filter(chapter=chapter, number__gte=number)
        for step in steps_of(later, place)[:MOST]:
            change = Change(
                step.revision,
                place,
                quote(step.revision.parent, place),
                quote(step.revision, place),
            )
            if change.then != change.now:
                found.setdefault(change.key, change)
    for chapter in about:
        for change in changes_in(chapter):
            found.setdefault(change.key, change)
    return list(found.values())


def changes_in(chapter: Chapter) -> list[Change]:
    """The latest changes of a whole chapter, the newest first: for what is about no paragraph."""
    line = Revision.objects.in_line().filter(chapter=chapter).select_related("parent")
    found: list[Change] = []
    for revision in line.order_by("-number")[:MOST]:
        if revision.parent is None:
            continue
        before, after = blocks_by_id(revision.parent.text), blocks_by_id(revision.text)
        for block_id in [*after, *(one for one in before if one not in after)]:
            then, now = quote(revision.parent, block_id), quote(revision, block_id)
            if then != now:
                found.append(Change(revision, block_id, then, now))
    return found[:MOST]


@dataclass(frozen=True)
class ThenAndNow:
    """A paragraph as the speaker read it, and as it reads since."""

    trace: Trace
    then: str
    now: str
    published_at: datetime | None  # None: the change is in a draft

    @property
    def url(self) -> str:
        return f"{self.trace.chapter.get_absolute_url()}#b-{self.trace.block_id}"


def changes_since(point: Point, user: User) -> list[ThenAndNow]:
    """What the answer changed; words of a draft are for who may read that draft."""
    if point.response is None:
        return []
    found = []
    readable = Revision.objects.visible_to(user)
    traces = point.response.traces.select_related("chapter__published", "revision__parent")
    for trace in traces:
        publication = (
            Publication.objects.filter(
                chapter=trace.chapter_id, revision__number__gte=trace.revision.number
            )
            .order_by("published_at")
            .first()
        )
        then, now = "", ""
        if point.block_id == trace.block_id:
            then = point.quote
        elif trace.revision.parent and readable.contains(trace.revision.parent):
            then = trace.then
        if publication and trace.chapter.published:
            place = place_in(trace.chapter.published.text, trace.chapter, trace.block_id)
            now = quote(trace.chapter.published, place or "")
        elif readable.contains(trace.revision):
            now = trace.now
        found.append(
            ThenAndNow(trace, then, now, publication.published_at if publication else None)
        )
    return found


def processed_on(changes: Sequence[ThenAndNow]) -> datetime | None:
    """When the last of them was published; decided and told are dates of their own."""
    published = [change.published_at for change in changes if change.published_at]
    return max(published) if published and len(published) == len(changes) else None
