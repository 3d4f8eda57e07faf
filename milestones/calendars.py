"""Meetings, dates and deadlines as a feed that the calendars of people follow (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from .deadlines import count_back
from .models import CouncilDate, Meeting

KEPT_FOR: Final = timedelta(days=90)
# As often as a calendar may ask; most of them decide for themselves.
REFRESHED_EVERY: Final = timedelta(hours=1)
YEARS_OF_CLOCK_CHANGES: Final = 15


@dataclass(frozen=True)
class Event:
    """`key` stays the same when the moment changes: then the event moves, and is no new one."""

    key: str
    title: str
    start: date | datetime
    until: date | None = None  # of whole days, including this one
    place: str = ""
    path: str = ""
    changed_at: datetime | None = None
    is_cancelled: bool = False


def feed(name: str, events: Iterable[Event], *, key: str) -> HttpResponse:
    """One calendar called `name`; `key` stays the same for who follows it."""
    calendar = icalendar.Calendar.new(
        name=name,
        uid=f"{key}@ros-portaal",
        prodid="-//ROS-portaal//NL",
        language="nl",
        refresh_interval=REFRESHED_EVERY,
    )
    for event in events:
        calendar.add_component(_component(event))
    year = timezone.localdate().year
    calendar.add_missing_timezones(
        first_date=date(year - 1, 1, 1), last_date=date(year + YEARS_OF_CLOCK_CHANGES, 1, 1)
    )
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="ros-portaal.ics"'
    patch_cache_control(response, private=True, max_age=int(REFRESHED_EVERY.total_seconds()) // 4)
    return response


def _component(event: Event) -> icalendar.Event:
    start, end = event.start, None
    if isinstance(start, datetime):
        start = timezone.localtime(start)
    else:
        end = (event.until or start) + timedelta(days=1)  # the standard names the day after
    return icalendar.Event.new(
        uid=f"{event.key}@ros-portaal",
        summary=event.title,
        start=start,
        end=end,
        location=event.place or None,
        url=settings.SITE_URL + event.path if event.path else None,
        last_modified=event.changed_at,
        # A calendar that follows this takes it out; left out of the feed it would stay in some.
        status=icalendar.enums.STATUS.CANCELLED if event.is_cancelled else None,
        sequence=1 if event.is_cancelled else None,
    )


def of_meetings(meetings: Iterable[Meeting]) -> Iterator[Event]:
    for meeting in meetings:
        yield Event(
            key=f"meeting-{meeting.pk}",
            title=meeting.short_name,
            start=meeting.starts_at,
            place=meeting.place,
            path=meeting.get_absolute_url(),
            changed_at=meeting.moved_at,
        )


def of_deadlines(meetings: Iterable[Meeting]) -> Iterator[Event]:
    """Counted back from every BOSS among them."""
    for meeting in meetings:
        if not meeting.is_boss:
            continue
        deadlines = count_back(meeting.on)
        for name, title, day in (
            ("session", _("last day for a session"), deadlines.last_session_on),
            ("closing", _("input closes"), deadlines.input_closes_on),
            ("position", _("joint position of the council"), deadlines.joint_position_on),
            ("papers", _("papers of the BOSS"), deadlines.papers_on),
            ("letter", _("letter to the council"), deadlines.letter_on),
        ):
            yield Event(
                key=f"meeting-{meeting.pk}-{name}",
                title=f"{meeting}: {title}",
                start=day,
                path=meeting.get_absolute_url(),
                changed_at=meeting.moved_at,
            )


def of_council_dates(dates: Iterable[CouncilDate]) -> Iterator[Event]:
    for one in dates:
        note = f": {one.note}" if one.note else ""
        yield Event(
            key=f"council-date-{one.pk}",
            title=f"{one.get_kind_display()}, {one.body.brief_name}{note}",
            start=one.on,
            until=one.until_on,
            changed_at=one.entered_at,
        )
