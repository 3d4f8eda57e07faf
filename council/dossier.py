"""The dossier of a BOSS: what fourteen councils gave along, what is proposed, what changed since.

Only what a portfolio holder takes along stands in it. Councils are named, people never; and nobody
counts councils against each other: "mentioned by" is a list, not a vote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.boss import is_linked, linked_councils
from milestones.models import Meeting, MeetingItem
from stakeholders.models import Body
from strategy.models import Chapter, Publication, Revision, VersionChapter
from strategy.reading import comparison_of

from .models import Answer, InputSession, Minutes, Point, Question, Resolution, Response, Theme
from .models.sessions import InputSessionQuerySet

COLUMNS: Final = 6  # beside each other, on paper


@dataclass(frozen=True)
class Column:
    """A question, or a chapter: what councils spoke about."""

    key: str
    code: str
    title: str


@dataclass(frozen=True)
class Cell:
    """What one council gave along about one thing: how many points, or the words why none."""

    column: Column
    count: int
    words: str


@dataclass
class Row:
    """One council: its words on where it stands, and a cell under each column."""

    council: Body
    status: str
    note: str
    cells: list[Cell]

    def stretches(self, first: int, last: int) -> list[Stretch]:
        """Of these columns: the same reason why there are no points is said once."""
        cells = self.cells[first:last]
        together = groupby(cells, key=lambda one: one.column.code if one.count else one.words)
        return [Stretch(list(same)) for _key, same in together]


@dataclass(frozen=True)
class Stretch:
    """A cell with points, or cells beside each other that have none for the same reason."""

    cells: list[Cell]

    @property
    def width(self) -> int:
        return len(self.cells)

    @property
    def count(self) -> int:
        return self.cells[0].count

    @property
    def words(self) -> str:
        return self.cells[0].words

    @property
    def codes(self) -> str:
        return ", ".join(cell.column.code for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """As many columns as fit on a page of paper, for all councils."""

    columns: list[Column]
    rows: list[tuple[Row, list[Stretch]]]


@dataclass
class Coverage:
    columns: list[Column]
    rows: list[Row]

    @property
    def tables(self) -> list[Table]:
        """One at least: where the councils stand is told before anybody was asked anything."""
        return [
            Table(
                self.columns[first : first + COLUMNS],
                [(row, row.stretches(first, first + COLUMNS)) for row in self.rows],
            )
            for first in range(0, len(self.columns) or 1, COLUMNS)
        ]


@dataclass
class Subject:
    """Points that get one answer."""

    response: Response
    points: list[Point] = field(default_factory=list)

    @property
    def councils(self) -> list[str]:
        """Those that mentioned it, in order of name."""
        return sorted({point.report.session.body.name for point in self.points})


@dataclass
class ThemeSection:
    theme: Theme | None
    subjects: list[Subject] = field(default_factory=list)
    # Points for which nobody proposed an answer yet.
    open: list[Point] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(self.theme) if self.theme else _("Without a theme")


@dataclass(frozen=True)
class ChangedChapter:
    chapter: Chapter
    summary: str
    before: Revision | None
    after: Revision


@dataclass
class Dossier:
    meeting: Meeting
    previous: Meeting | None
    coverage: Coverage
    themes: list[ThemeSection]
    # Of the province and the water authority: their boards answer them, the BOSS links the fourteen.
    beside: list[Point]
    changed: list[ChangedChapter]
    items: list[MeetingItem]
    minutes: Minutes | None
    made_at: datetime


def dossier_of(meeting: Meeting) -> Dossier:
    """In a number of queries that does not grow with councils, points or items.

    The summaries of changed chapters are kept in the cache, two texts each.
    """
    points = list(
        Point.objects.of_boss()
        .filter(report__session__meeting=meeting)
        .in_a_long_list()
        .order_by("chapter__number", "question__position", "pk")
    )
    _say_what_was_resolved(points, meeting)
    previous = (
        Meeting.objects.of_boss().filter(starts_at__lt=meeting.starts_at).order_by("-starts_at")
    ).first()
    of_municipality = [point for point in points if is_linked(point.report.session.body)]
    beside = [point for point in points if not is_linked(point.report.session.body)]
    items = (
        MeetingItem.objects.filter(meeting=meeting)
        .select_related("meeting__body", "proposal__response", "forwarded_to__body")
        .order_by("number")
    )
    return Dossier(
        meeting=meeting,
        previous=previous,
        coverage=_coverage(meeting, of_municipality),
        themes=_by_theme(of_municipality),
        beside=beside,
        changed=_changed(previous.starts_at, meeting.starts_at) if previous else [],
        items=list(items),
        minutes=Minutes.objects.filter(meeting=meeting).select_related("adopted_in__body").first(),
        made_at=timezone.now(),
    )


def _say_what_was_resolved(points: Iterable[Point], meeting: Meeting) -> None:
    """A motion or a decision of a council is no remark of a member, and a point out of it says so."""
    resolutions = (
        Resolution.objects.filter(input__session__meeting=meeting)
        .select_related("input")
        .prefetch_related("votes")
    )
    by_input = {one.input_id: one for one in resolutions}
    said_in = Answer.points.through.objects.filter(
        point__report__session__meeting=meeting, answer__input__in=by_input
    ).values_list("point", "answer__input")
    found: defaultdict[int, dict[int, Resolution]] = defaultdict(dict)
    for point, said in said_in:
        found[point][said] = by_input[said]
    for one in points:
        one.resolutions = list(found[one.pk].values())


def _coverage(meeting: Meeting, points: Iterable[Point]) -> Coverage:
    """All councils that the BOSS links, also those of which nothing came."""
    councils = list(linked_councils().order_by("name"))
    sessions: dict[int, list[InputSession]] = defaultdict(list)
    for session in _sessions_of(meeting, councils):
        sessions[session.body_id].append(session)
    asked, columns = _asked(one for its in sessions.values() for one in its)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for point in points:
        for column in _columns_of(point):
            columns.setdefault(column.key, column)
            counts[point.report.session.body_id, column.key] += 1
    ordered = _coded(columns.values())
    rows = [
        Row(
            council,
            *_standing_and_sittings(sessions[council.pk]),
            [
                _cell(column, counts[council.pk, column.key], sessions[council.pk], asked)
                for column in ordered
            ],
        )
        for council in councils
    ]
    return Coverage(ordered, rows)


def _sessions_of(meeting: Meeting, councils: Collection[Body]) -> InputSessionQuerySet:
    unplaced = Point.objects.filter(report__session=OuterRef("pk"), destination="")
    its = InputSession.objects.going_on().filter(meeting=meeting, body__in=councils)
    its = its.select_related("sitting")
    facts = {"is_unplaced": Exists(unplaced)}
    return its.counted().counting_remarks().annotate(**facts)


def _asked(sessions: Iterable[InputSession]) -> tuple[dict[int, set[str]], dict[str, Column]]:
    """By session what it asks: its questions, and the chapters of the version that it is about."""
    asked: dict[int, set[str]] = defaultdict(set)
    columns: dict[str, Column] = {}
    by_version: dict[int | None, list[int]] = defaultdict(list)
    for session in sessions:
        by_version[session.version_id].append(session.pk)
    every = [pk for its in by_version.values() for pk in its]
    for question in Question.objects.filter(session__in=every).order_by("position", "pk"):
        column = _of_question(question)
        columns.setdefault(column.key, column)
        asked[question.session_id].add(column.key)
    frozen = VersionChapter.objects.filter(version__in=[one for one in by_version if one])
    for one in frozen.select_related("chapter").defer("html"):
        column = _of_chapter(one.chapter)
        columns.setdefault(column.key, column)
        for pk in by_version[one.version_id]:
            asked[pk].add(column.key)
    # Who is asked about no version in particular is asked about all that readers see.
    for pk in by_version[None]:
        asked[pk] |= {one.key for one in columns.values() if one.code}
    return asked, columns


def _cell(
    column: Column, count: int, sessions: Sequence[InputSession], asked: Mapping[int, set[str]]
) -> Cell:
    """What did not go along stays inside its council: without points a cell tells of none of it."""
    if count:
        return Cell(column, count, ngettext("%(n)s point", "%(n)s points", count) % {"n": count})
    its = [one for one in sessions if column.key in asked[one.pk]]
    if not its:
        return Cell(column, 0, "–")
    handed_over = [one for one in its if one.handed_over_at]
    if any(one.remarked for one in handed_over):
        is_unplaced = any(one.is_unplaced for one in handed_over)
        words = _("Not decided yet what goes along") if is_unplaced else _("Nothing given along")
        return Cell(column, 0, words)
    return Cell(column, 0, _standing(its)[1])


def _columns_of(point: Point) -> Iterable[Column]:
    if point.chapter:
        yield _of_chapter(point.chapter)
    if point.question:
        yield _of_question(point.question)


def _of_chapter(chapter: Chapter) -> Column:
    return Column(f"chapter-{chapter.pk}", f"H{chapter.number}", str(chapter))


def _of_question(question: Question) -> Column:
    """Councils ask the same question in sessions of their own."""
    return Column(f"question-{question.text}", "", question.text)


def _coded(columns: Iterable[Column]) -> list[Column]:
    """Chapters by number, then the questions as they are asked: V1, V2, …"""
    columns = list(columns)
    chapters = sorted((one for one in columns if one.code), key=lambda one: int(one.code[1:]))
    questions = [one for one in columns if not one.code]
    return chapters + [
        Column(one.key, f"V{number}", one.title) for number, one in enumerate(questions, 1)
    ]


def _standing(sessions: Sequence[InputSession]) -> tuple[str, str]:
    """The colour and the words for how far a council is; of several sessions the furthest counts."""
    if not sessions:
        return "none", _("No session has been planned")
    now = timezone.now()
    if any(session.handed_over_at for session in sessions):
        if any(session.remarked for session in sessions):
            return "done", _("Input passed on")
        if any(session.submitted for session in sessions):
            return "done", _("No remarks")
        return "late", _("No input received")
    coming = [session for session in sessions if now < session.closes_at]
    if any(hasattr(session, "sitting") for session in coming):
        return "started", _("Discussed, input is still open")
    if coming:
        moment = min(session.held_at or session.closes_at for session in coming)
        day = date_format(timezone.localtime(moment), "j F Y")
        return "started", _("Not discussed yet, on %(day)s") % {"day": day}
    if any(session.submitted for session in sessions):
        return "started", _("Input received, not passed on yet")
    return "late", _("No input received")


def _standing_and_sittings(sessions: Sequence[InputSession]) -> tuple[str, str]:
    """With when the council came together, as far as its clerk recorded it."""
    status, words = _standing(sessions)
    held = [str(session.sitting) for session in sessions if hasattr(session, "sitting")]
    return status, "; ".join([words, *held])


def _by_theme(points: Iterable[Point]) -> list[ThemeSection]:
    """One answer stands once, under the theme of its first point that has one."""
    sections: dict[Theme | None, ThemeSection] = {}
    subjects: dict[int, Subject] = {}
    for point in points:
        if point.response:
            subject = subjects.setdefault(point.response.pk, Subject(point.response))
            subject.points.append(point)
        else:
            sections.setdefault(point.theme, ThemeSection(point.theme)).open.append(point)
    for subject in subjects.values():
        theme = next((point.theme for point in subject.points if point.theme), None)
        sections.setdefault(theme, ThemeSection(theme)).subjects.append(subject)
    return sorted(sections.values(), key=lambda one: (one.theme is None, one.title.casefold()))


def _changed(since: datetime, until: datetime) -> list[ChangedChapter]:
    """Chapters that were published between two meetings: what readers read then, and at the end."""
    published = Publication.objects.filter(chapter=OuterRef("pk")).order_by("-published_at", "-pk")
    between = published.filter(published_at__gt=since, published_at__lte=until)
    earlier = published.filter(published_at__lte=since)
    shown = (
        Chapter.objects.annotate(
            last=Subquery(between.values("revision")[:1]),
            earlier=Subquery(earlier.values("revision")[:1]),
        )
        .filter(last__isnull=False)
        .order_by("product__order", "number")
        .values_list("pk", "last", "earlier")
    )
    chapters = Chapter.objects.select_related("product").in_bulk([row[0] for row in shown])
    revisions = Revision.objects.defer("html", "plain", "contents").in_bulk(
        {pk for row in shown for pk in row[1:] if pk}
    )
    return [
        _change(chapters[chapter], revisions.get(before), revisions[after])
        for chapter, after, before in shown
    ]


def _change(chapter: Chapter, before: Revision | None, after: Revision) -> ChangedChapter:
    summary = comparison_of(before, after).summary if before else _("Published for the first time.")
    return ChangedChapter(chapter, summary, before, after)


@dataclass
class Origin:
    """Something that the BOSS sent on, with where it came from."""

    item: MeetingItem
    response: Response | None
    councils: list[str]
    points: list[Point]


def forwarded_to(meeting: Meeting) -> list[Origin]:
    """What a consultation with the Rijk gets: council → point → answer → advice of the BOSS."""
    items = list(
        MeetingItem.objects.filter(forwarded_to=meeting)
        .select_related("meeting__body", "proposal__response")
        .order_by("meeting__starts_at", "number")
    )
    answers = {item.pk: _proposed(item) for item in items}
    points: dict[int | None, list[Point]] = defaultdict(list)
    for point in (
        Point.objects.of_boss()
        .filter(response__in={one for one in answers.values() if one})
        .with_everything_to_show()
        .in_table_order()
    ):
        points[point.response_id].append(point)
    return [_origin(item, answers[item.pk], points) for item in items]


def _proposed(item: MeetingItem) -> Response | None:
    proposal = getattr(item, "proposal", None)
    return proposal.response if proposal else None


def _origin(
    item: MeetingItem, response: Response | None, points: dict[int | None, list[Point]]
) -> Origin:
    own = points[response.pk] if response else []
    return Origin(item, response, sorted({one.report.session.body.name for one in own}), own)
