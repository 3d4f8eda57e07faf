"""One screen: where every organisation is on the way to a BOSS, and who has to do something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.progress import council_cells
from letters.progress import letter_cells
from milestones.deadlines import count_back
from milestones.models import Meeting
from ros_portal.lib.cells import STATES, Cell
from ros_portal.lib.dates import YEARS, begin_of
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest, asked_number
from ros_portal.weekly.moved import moved_for
from stakeholders.models import Body, BodyKind, Organisation, User
from strategy.permissions import can_follow_everybody
from strategy.progress import review_cells, text_cells

STAGES: Sequence[str | Promise] = [
    gettext_lazy("Product"),
    gettext_lazy("Review"),
    gettext_lazy("Session"),
    gettext_lazy("Input"),
    gettext_lazy("Answers"),
    gettext_lazy("Letter"),
]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    organisation: Organisation
    cells: Sequence[Cell]

    @property
    def stages(self) -> list[tuple[str | Promise, Cell]]:
        return list(zip(STAGES, self.cells, strict=True))

    @property
    def is_late(self) -> bool:
        return any(cell.state == "late" for cell in self.cells)

    @property
    def nearest_on(self) -> date:
        """The first day on which something has to be done, or had to be."""
        days = (one.until_on for one in self.cells if one.until_on and not one.is_done)
        return min(days, default=date.max)


@require_safe
@never_cache
def progress(request: UserRequest) -> HttpResponse:
    require(can_follow_everybody(request.user))
    meetings = list(Meeting.objects.of_boss().select_related("body").order_by("starts_at"))
    meeting = _chosen(meetings, asked_number(request, "boss"))
    rows = rows_for(request.user, meeting, _before(meeting, meetings)) if meeting else []
    return render(
        request,
        "ros_portal/progress.html",
        {
            "meetings": meetings,
            "meeting": meeting,
            "stages": STAGES,
            "rows": rows,
            "late": sum(row.is_late for row in rows),
            "legend": [(state, *words) for state, words in STATES.items()],
            "now": timezone.now(),
        },
    )


@require_safe
@never_cache
def progress_moved(request: UserRequest) -> HttpResponse:
    """What moved from one day to another; unless somebody says otherwise, in the last seven days."""
    require(can_follow_everybody(request.user))
    today = timezone.localdate()
    until = _asked_day(request, "until", today + timedelta(days=1))
    since = _asked_day(request, "since", until - timedelta(days=7))
    if since >= until:
        raise Http404
    return render(
        request,
        "ros_portal/progress_moved.html",
        {
            "since": since,
            "last": until - timedelta(days=1),
            "moved": moved_for(request.user, begin_of(since), begin_of(until)),
        },
    )


def _asked_day(request: UserRequest, name: str, otherwise: date) -> date:
    if not (given := request.GET.get(name, "")):
        return otherwise
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise Http404 from None
    if day.year not in YEARS:
        raise Http404
    return day


def rows_for(user: User, meeting: Meeting, before: Meeting | None) -> list[Row]:
    """Who is late first, then who is next; as many queries however many sessions there are."""
    bodies = list(
        Body.objects.filter(
            organisation__is_partner=True, kind__in=[BodyKind.COUNCIL, BodyKind.EXECUTIVE]
        ).select_related("organisation")
    )
    executives = [body for body in bodies if body.kind == BodyKind.EXECUTIVE]
    councils = [body for body in bodies if body.kind == BodyKind.COUNCIL]
    council_of = {body.organisation_id: body.pk for body in councils}
    deadlines = count_back(meeting.on)
    texts = text_cells(user, executives, due_on=deadlines.first_session_on)
    reviews = review_cells(
        user, executives, since=before.on if before else date.min, until=meeting.on
    )
    of_councils = council_cells(
        user, councils, meeting, since=before.starts_at if before else LONG_AGO
    )
    letters = letter_cells(user, executives, meeting, due_on=deadlines.letter_on)
    rows = []
    for body in executives:
        assert body.organisation is not None  # the filter above
        council = council_of.get(body.organisation_id)
        rows.append(
            Row(
                body.organisation,
                [
                    texts.get(body.pk, Cell(_("No chapters yet"))),
                    reviews.get(body.pk, Cell(_("No review round before this BOSS"))),
                    *(
                        of_councils[council]
                        if council
                        else [
                            Cell(_("Has no council here")),
                            Cell(_("Not applicable")),
                            Cell(_("Not applicable")),
                        ]
                    ),
                    letters[body.pk],
                ],
            )
        )
    return sorted(
        rows, key=lambda one: (not one.is_late, one.nearest_on, one.organisation.short_name)
    )


def _chosen(meetings: Sequence[Meeting], asked: int | None) -> Meeting | None:
    """The next one, or the last that was held, unless somebody asks for another."""
    if asked is not None:
        found = next((one for one in meetings if one.pk == asked), None)
        if found is None:
            raise Http404
        return found
    now = timezone.now()
    coming = (one for one in meetings if one.starts_at >= now)
    return next(coming, meetings[-1] if meetings else None)


def _before(meeting: Meeting, meetings: Sequence[Meeting]) -> Meeting | None:
    place = meetings.index(meeting)
    return meetings[place - 1] if place else None
