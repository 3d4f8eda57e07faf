"""Where everything stands on the line of time; below the picture stands its table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import CouncilDate, Meeting, Milestone, MilestoneKind, MilestoneStatus

# Further away it would press what is near into one point; the table has all of it.
YEARS_BACK: Final = 1
YEARS_AHEAD: Final = 2
LINE: Final = 28  # as high as a finger
APART: Final = 8.0  # per cent: at 390 pixels as wide as a finger
OF_OWN_ROW: Final = (MilestoneKind.ELECTION, MilestoneKind.COUNCIL_LETTER, MilestoneKind.GATHERING,
                     MilestoneKind.CONTEXT)  # fmt: skip
# What a shape means, in the order of the legend.
SHAPES: Final = {
    **{status.value: status.label for status in MilestoneStatus},
    "meeting": gettext_lazy("Meeting"),
    "councils": gettext_lazy("Council meetings in a month"),
    "election": gettext_lazy("Election"),
}


@dataclass(frozen=True)
class Thing:
    """One entry, before it has a place; a month or a year lasts from `begins` to `ends`."""

    row: str
    order: tuple[int, str]  # of its row
    shape: str
    title: str
    when: str
    begins: date
    ends: date
    kind: str
    url: str = ""
    owner: str = ""
    product: str = ""

    @property
    def status(self) -> str:
        return str(SHAPES[self.shape]) if self.shape in MilestoneStatus else ""

    @property
    def words(self) -> str:
        return ", ".join(filter(None, [self.title, self.when, self.status]))


@dataclass(frozen=True)
class Mark:
    thing: Thing
    middle: float
    first: float
    last: float
    line: int

    @property
    def x(self) -> str:
        return f"{self.middle:.2f}%"

    @property
    def x1(self) -> str:
        return f"{self.first:.2f}%"

    @property
    def x2(self) -> str:
        return f"{self.last:.2f}%"

    @property
    def y(self) -> int:
        return LINE * self.line + LINE // 2


@dataclass
class Lane:
    label: str
    marks: list[Mark] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)  # of every line in it

    @property
    def height(self) -> int:
        return LINE * max(len(self.ends), 1)

    def put(self, thing: Thing, window: Window) -> None:
        """On the first line on which it covers nothing."""
        first, last = window.place(thing.begins), window.place(thing.ends)
        middle = min(max((first + last) / 2, APART / 2), 100 - APART / 2)
        left, right = min(first, middle - APART / 2), max(last, middle + APART / 2)
        free = (number for number, end in enumerate(self.ends) if end <= left)
        line = next(free, len(self.ends))
        if line == len(self.ends):
            self.ends.append(0)
        self.ends[line] = right
        self.marks.append(Mark(thing, middle, first, last, line))


@dataclass(frozen=True)
class Window:
    first: date
    last: date

    def place(self, day: date) -> float:
        days = (min(max(day, self.first), self.last) - self.first).days
        return 100 * days / (self.last - self.first).days

    def shows(self, thing: Thing) -> bool:
        return thing.ends >= self.first and thing.begins <= self.last

    @property
    def years(self) -> list[tuple[str, int]]:
        every = range(self.first.year, self.last.year + 1)
        return [(f"{self.place(date(year, 1, 1)):.2f}%", year) for year in every]


@dataclass(frozen=True)
class Picture:
    lanes: list[Lane]
    things: list[Thing]
    window: Window
    today: date
    outside: int

    @property
    def today_x(self) -> str:
        return f"{self.window.place(self.today):.2f}%"


def picture_of(
    milestones: Iterable[Milestone],
    meetings: Iterable[Meeting],
    dates: Iterable[CouncilDate],
    *,
    by_product: bool,
    today: date,
) -> Picture:
    window = Window(date(today.year - YEARS_BACK, 1, 1), date(today.year + YEARS_AHEAD, 12, 31))
    things = [
        *(_of_milestone(one, by_product=by_product) for one in milestones),
        *map(_of_meeting, meetings),
        *_of_councils(dates),
    ]
    things.sort(key=lambda thing: (thing.ends, thing.title))
    shown = [thing for thing in things if window.shows(thing)]
    lanes: dict[str, Lane] = {}
    for thing in sorted(shown, key=lambda thing: (thing.order, thing.begins)):
        lanes.setdefault(thing.row, Lane(thing.row)).put(thing, window)
    return Picture(list(lanes.values()), things, window, today, len(things) - len(shown))


def _of_milestone(milestone: Milestone, *, by_product: bool) -> Thing:
    owner = milestone.owner.short_name if milestone.owner else ""
    product = milestone.product.name if milestone.product else ""
    kind = str(milestone.get_kind_display())
    row, order = product if by_product else owner, 2
    if not row and milestone.kind in OF_OWN_ROW:
        row, order = kind, OF_OWN_ROW.index(MilestoneKind(milestone.kind)) - len(OF_OWN_ROW)
    elif not row:
        row, order = _("Without a product") if by_product else _("Without an owner"), 3
    moment = milestone.moment
    return Thing(
        row=row,
        order=(order, row),
        shape="election" if milestone.kind == MilestoneKind.ELECTION else milestone.status,
        title=milestone.title,
        when=milestone.when,
        begins=moment.begins,
        ends=moment.last_day,
        kind=kind,
        url=milestone.detail_url,
        owner=owner,
        product=product,
    )


def _of_meeting(meeting: Meeting) -> Thing:
    return Thing(
        row=_("BOSS and other meetings"),
        order=(0, ""),
        shape="meeting",
        title=meeting.short_name,
        when=date_format(meeting.on, "j F Y"),
        begins=meeting.on,
        ends=meeting.on,
        kind=_("Meeting"),
        url=meeting.get_absolute_url(),
    )


def _of_councils(dates: Iterable[CouncilDate]) -> Iterator[Thing]:
    """One a month: fourteen councils meet in the same weeks."""
    councils: dict[date, set[str]] = defaultdict(set)
    for one in dates:
        councils[one.on.replace(day=1)].add(one.body.brief_name)
    for month, names in councils.items():
        middle = month + timedelta(days=14)
        title = ngettext(
            "%(count)s council meets: %(names)s", "%(count)s councils meet: %(names)s", len(names)
        ) % {"count": len(names), "names": ", ".join(sorted(names))}
        yield Thing(
            row=_("Council meetings"),
            order=(1, ""),
            shape="councils",
            title=title,
            when=date_format(month, "F Y"),
            begins=middle,
            ends=middle,
            kind=_("Council meetings"),
        )
