"""Which changes of the text an answer can point at, and what a reader may see of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from stakeholders.models import User
from strategy.models import Chapter, Revision
from strategy.models.revisions import RevisionQuerySet
from strategy.quoting import quote
from strategy.text.nodes import blocks_by_id
from strategy.whereabouts import Place, places_in

from .models import Point, Response, Trace
from .models.reports import PointQuerySet

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
    about = {point.chapter_id for point in points if point.chapter_id and not point.block_id}
    numbers = dict(
        Revision.objects.filter(
            pk__in={one.revision_id for one in points if one.block_id}
        ).values_list("pk", "number")
    )
    read_in: dict[Place, int] = {}
    for point in points:
        if point.chapter_id and point.block_id and point.revision_id:
            paragraph, number = (point.chapter_id, point.block_id), numbers[point.revision_id]
            # The changes since a later text are among those since an earlier one.
            read_in[paragraph] = min(number, read_in.get(paragraph, number))
    found = [*_changes_of(read_in), *_latest_in(about)]
    return list({change.key: change for change in found}.values())


def _changes_of(read_in: Mapping[Place, int]) -> list[Change]:
    """Paragraph by paragraph, the newest first; the texts are read one at a time, for they are heavy."""
    heads = Chapter.objects.filter(pk__in={chapter for chapter, _block in read_in})
    texts = dict(heads.filter(head__isnull=False).values_list("pk", "head__text"))
    places = places_in(texts, read_in)
    wanted: dict[int, dict[str, int]] = defaultdict(dict)
    for (chapter, block_id), number in read_in.items():
        place = places.get((chapter, block_id), block_id)
        wanted[chapter][place] = min(number, wanted[chapter].get(place, number))
    found: dict[Place, list[Change]] = {
        (chapter, place): [] for chapter, its in wanted.items() for place in its
    }
    later = _line(wanted).filter(number__gt=min(read_in.values(), default=0))
    for revision in later.iterator(chunk_size=50):
        for place, number in wanted[revision.chapter_id].items():
            changes = found[revision.chapter_id, place]
            if revision.number > number and len(changes) < MOST:
                changes.extend(_changed(revision, [place]))
    return [change for changes in found.values() for change in changes]


def changes_in(chapter: Chapter) -> list[Change]:
    """The latest changes of a whole chapter, the newest first: for what is about no paragraph."""
    return _latest_in([chapter.pk])


def _latest_in(chapters: Collection[int]) -> list[Change]:
    age = Window(RowNumber(), partition_by=F("chapter"), order_by=F("number").desc())
    found: dict[int, list[Change]] = {chapter: [] for chapter in chapters}
    for revision in _line(chapters).annotate(age=age).filter(age__lte=MOST):
        changes = found[revision.chapter_id]
        if revision.parent and len(changes) < MOST:
            before, after = blocks_by_id(revision.parent.text), blocks_by_id(revision.text)
            blocks = [*after, *(one for one in before if one not in after)]
            changes.extend(_changed(revision, blocks))
    return [change for changes in found.values() for change in changes[:MOST]]


def _line(chapters: Collection[int]) -> RevisionQuerySet:
    line = Revision.objects.in_line().filter(chapter__in=chapters).select_related("parent")
    heavy = [f"{of}{field}" for of in ("", "parent__") for field in ("html", "plain", "contents")]
    return line.defer(*heavy).order_by("-number")


def _changed(revision: Revision, block_ids: Iterable[str]) -> Iterator[Change]:
    before = blocks_by_id(revision.parent.text) if revision.parent else {}
    after = blocks_by_id(revision.text)
    for block_id in block_ids:
        if before.get(block_id) != after.get(block_id):
            then, now = quote(revision.parent, block_id), quote(revision, block_id)
            if then != now:
                yield Change(revision, block_id, then, now)


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
    traces = list(
        point.response.traces.with_publication().select_related(
            "chapter__published", "revision__parent"
        )
    )
    mentioned = {pk for one in traces for pk in (one.revision_id, one.revision.parent_id) if pk}
    readable = set(
        Revision.objects.visible_to(user).filter(pk__in=mentioned).values_list("pk", flat=True)
    )
    shown = {one.chapter_id: one.chapter.published for one in traces if one.chapter.published}
    places = places_in(
        {chapter: revision.text for chapter, revision in shown.items()},
        [(one.chapter_id, one.block_id) for one in traces],
    )
    return [
        ThenAndNow(
            trace,
            _then(point, trace, readable),
            _now(trace, shown.get(trace.chapter_id), places, readable),
            trace.published_at,
        )
        for trace in traces
    ]


def _then(point: Point, trace: Trace, readable: Collection[int]) -> str:
    if point.block_id == trace.block_id:
        return point.quote
    return trace.then if trace.revision.parent_id in readable else ""


def _now(
    trace: Trace,
    shown: Revision | None,
    places: Mapping[Place, str],
    readable: Collection[int],
) -> str:
    if trace.published_at and shown:
        return quote(shown, places.get((trace.chapter_id, trace.block_id), ""))
    return trace.now if trace.revision_id in readable else ""


def processed_on(changes: Sequence[ThenAndNow]) -> datetime | None:
    """When the last of them was published; decided and told are dates of their own."""
    published = [change.published_at for change in changes if change.published_at]
    return max(published) if published and len(published) == len(changes) else None


def processed_dates(points: PointQuerySet) -> dict[int, datetime]:
    """The same for many points at once, by the key of their answer."""
    traces = Trace.objects.filter(response__in=points.order_by().values("response"))
    published: dict[int, list[datetime | None]] = defaultdict(list)
    for one in traces.with_publication().only("response"):
        published[one.response_id].append(one.published_at)
    return {
        response: max(dates)
        for response, moments in published.items()
        if len(dates := [at for at in moments if at]) == len(moments)
    }
