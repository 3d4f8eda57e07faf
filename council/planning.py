"""Which councils can take their part in a BOSS, counted back from its day, and why others cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.boss import linked_councils
from milestones.deadlines import Deadlines, count_back, working_days_after
from milestones.models import CouncilDate, CouncilDateKind, Meeting
from ros_portal.lib.dates import begin_of, end_of
from stakeholders.models import Body

from .models import InputSession, SessionPurpose

Row = TypeVar("Row", CouncilDate, InputSession)

MEETINGS: Final = {CouncilDateKind.COMMITTEE, CouncilDateKind.COUNCIL}
OPENS: Final = timedelta(hours=9)  # of the first day, when people begin to work
# For the closing date of the papers of a meeting that is just inside the window.
READ_BEFORE: Final = timedelta(days=60)


@dataclass
class CouncilPlan:
    """One council beside one BOSS. `dates` are its own, in order, also those before the window."""

    body: Body
    deadlines: Deadlines
    today: date
    dates: list[CouncilDate] = field(default_factory=list)
    # Of this BOSS, what closes first first; with `cancelled` what does not go on.
    sessions: list[InputSession] = field(default_factory=list)
    cancelled: list[InputSession] = field(default_factory=list)

    @cached_property
    def reasons(self) -> list[str]:
        """Why it cannot make it, in words; nothing when it can, or when its dates are not known."""
        reason = self._why_no_session() or self._why_no_position()
        return [reason] if reason else []

    @property
    def has_dates(self) -> bool:
        """Whether the clerk got as far as this BOSS."""
        first = self.deadlines.first_session_on
        return any((one.until_on or one.on) >= first for one in self.dates)

    @property
    def status(self) -> str:
        if self.reasons:
            return "not"
        return "done" if self.has_dates else "none"

    @property
    def label(self) -> str:
        if self.reasons:
            return _("Does not fit")
        return _("Fits") if self.has_dates else _("Not known yet")

    @cached_property
    def session(self) -> InputSession | None:
        """The one that closes first: what it brings can go along."""
        return next(iter(self.sessions), None)

    @property
    def possible(self) -> list[CouncilDate]:
        """The evenings on which a session can still be put on the agenda."""
        return [one for one in self._in_window if one.on >= self.today and not self._too_late(one)]

    @cached_property
    def position(self) -> CouncilDate | None:
        """The first meeting of the council that can adopt what was said in the session."""
        first = self._session_on
        if first is None:
            return None
        meetings = self._meetings(first, self.deadlines.joint_position_on, CouncilDateKind.COUNCIL)
        return next((one for one in meetings if not self._too_late(one)), None)

    @property
    def _session_on(self) -> date | None:
        if self.session is not None:
            return self.session.held_on or _day(self.session.held_at or self.session.opens_at)
        return self.possible[0].on if self.possible else None

    @property
    def _in_window(self) -> list[CouncilDate]:
        return self._meetings(
            self.deadlines.first_session_on, self.deadlines.last_session_on, *MEETINGS
        )

    def _meetings(self, first: date, last: date, *kinds: str) -> list[CouncilDate]:
        return [one for one in self.dates if one.kind in kinds and first <= one.on <= last]

    def _why_no_session(self) -> str:
        deadlines = self.deadlines
        if self.session is not None:
            closes_on = _day(self.session.closes_at)
            if closes_on <= deadlines.input_closes_on:
                return ""
            return _("the session closes on %(closes)s, input had to be in on %(last)s") % {
                "closes": _spoken(closes_on),
                "last": _spoken(deadlines.input_closes_on),
            }
        if self.today > deadlines.last_session_on:
            return _("the last day for a session was %(day)s") % {
                "day": _spoken(deadlines.last_session_on)
            }
        if not self.has_dates or self.possible:
            return ""
        if late := self._papers_missed(self._in_window):
            return late
        if recess := self._recess():
            return _("recess until and including %(day)s") % {"day": _spoken(recess)}
        return _("no meeting of the council or a committee before %(day)s") % {
            "day": _spoken(deadlines.last_session_on + timedelta(days=1))
        }

    def _why_no_position(self) -> str:
        if not self.has_dates or self.position:
            return ""
        if self.session is not None and self.session.purpose == SessionPurpose.DECISION:
            return ""
        first, last = self._session_on, self.deadlines.joint_position_on
        meetings = self._meetings(first, last, CouncilDateKind.COUNCIL) if first else []
        if late := self._papers_missed(meetings):
            return late
        return _("no council meeting after the session and before %(day)s") % {
            "day": _spoken(last + timedelta(days=1))
        }

    def _papers_missed(self, meetings: list[CouncilDate]) -> str:
        missed = [one for one in meetings if one.on >= self.today and self._too_late(one)]
        if not missed:
            return ""
        due_on = self._papers_due_on(missed[-1])
        assert due_on is not None
        return _("papers had to be in on %(day)s already") % {"day": _spoken(due_on)}

    def _too_late(self, meeting: CouncilDate) -> bool:
        """What was held is not too late any more: it was there."""
        due_on = self._papers_due_on(meeting)
        return due_on is not None and due_on < self.today <= meeting.on

    def _papers_due_on(self, meeting: CouncilDate) -> date | None:
        """The last closing date before it that was not for the meeting before."""
        before = [one.on for one in self.dates if one.kind == meeting.kind and one.on < meeting.on]
        after = before[-1] if before else date.min
        closing = [
            one.on
            for one in self.dates
            if one.kind == CouncilDateKind.PAPERS and after < one.on <= meeting.on
        ]
        return closing[-1] if closing else None

    def _recess(self) -> date | None:
        """The last day of the recess that takes most of the time in which a session fits."""
        recesses = [
            one.until_on
            for one in self.dates
            if one.until_on
            and one.on <= self.deadlines.last_session_on
            and one.until_on >= max(self.today, self.deadlines.first_session_on)
        ]
        return recesses[-1] if recesses else None


def proposed_window(meeting: Meeting) -> dict[str, datetime]:
    """When input may open and close for this BOSS; nothing when that is over."""
    deadlines, now = count_back(meeting.on), timezone.now()
    closes_at = end_of(deadlines.input_closes_on)
    if closes_at <= now:
        return {}
    opens_at = begin_of(deadlines.first_session_on) + OPENS
    if opens_at <= now:
        opens_at = begin_of(working_days_after(timezone.localdate(), 1)) + OPENS
    return {"opens_at": opens_at, "closes_at": closes_at} if opens_at < closes_at else {}


def misfits(meeting: Meeting, *, held_at: datetime | None, closes_at: datetime) -> list[str]:
    """What of a session comes after its last day for this BOSS, in words; a clerk may have a reason."""
    deadlines = count_back(meeting.on)
    found = []
    if held_at and _day(held_at) > deadlines.last_session_on:
        found.append(
            _("The session is on %(day)s; the last day for a session is %(last)s.")
            % {"day": _spoken(_day(held_at)), "last": _spoken(deadlines.last_session_on)}
        )
    if _day(closes_at) > deadlines.input_closes_on:
        found.append(
            _("Input has to be in by %(last)s; this session closes on %(day)s.")
            % {"day": _spoken(_day(closes_at)), "last": _spoken(deadlines.input_closes_on)}
        )
    return found


def plans_for(meeting: Meeting, *, starts_at: datetime | None = None) -> list[CouncilPlan]:
    """One for every council, in order of name; three queries, however many councils there are.

    With `starts_at` as if the meeting were then.
    """
    (plans,) = _plans(meeting, [starts_at or meeting.starts_at])
    return plans


@dataclass(frozen=True)
class Move:
    """What moving a BOSS brings about."""

    dropped: list[CouncilPlan]  # fitted, and no longer do
    gained: list[CouncilPlan]  # did not fit, and do now
    too_late: list[InputSession]  # would close after it

    @property
    def told(self) -> list[Body]:
        """The councils whose clerks have something to do."""
        bodies = [plan.body for plan in self.dropped] + [one.body for one in self.too_late]
        return list({body.pk: body for body in bodies}.values())


def move_of(meeting: Meeting, starts_at: datetime) -> Move:
    """Of every council before and after, in as many queries as `plans_for`."""
    before, after = _plans(meeting, [meeting.starts_at, starts_at])
    pairs = list(zip(before, after, strict=True))
    return Move(
        dropped=[new for old, new in pairs if new.reasons and not old.reasons],
        gained=[new for old, new in pairs if old.reasons and not new.reasons],
        too_late=[one for plan in after for one in plan.sessions if one.closes_at > starts_at],
    )


def _plans(meeting: Meeting, moments: list[datetime]) -> list[list[CouncilPlan]]:
    counted = [count_back(timezone.localdate(moment)) for moment in moments]
    councils = list(linked_councils().select_related("organisation").order_by("name"))
    first = min(one.first_session_on for one in counted) - READ_BEFORE
    dates = _by_body(
        CouncilDate.objects.touching(first, max(one.meeting_on for one in counted)).order_by("on")
    )
    of_meeting = InputSession.objects.filter(meeting=meeting).select_related("body", "sitting")
    sessions = _by_body(of_meeting.order_by("closes_at", "pk"))
    return [
        [
            CouncilPlan(
                body=body,
                deadlines=deadlines,
                today=_judged_on(deadlines),
                dates=dates[body.pk],
                sessions=[one for one in sessions[body.pk] if not one.cancelled_at],
                cancelled=[one for one in sessions[body.pk] if one.cancelled_at],
            )
            for body in councils
        ]
        for deadlines in counted
    ]


def _judged_on(deadlines: Deadlines) -> date:
    """Today; of a BOSS that was held it says who could have made it."""
    today = timezone.localdate()
    return today if today <= deadlines.meeting_on else deadlines.first_session_on


def _by_body(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.body_id].append(row)
    return found


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _spoken(day: date) -> str:
    return date_format(day, "j F")
