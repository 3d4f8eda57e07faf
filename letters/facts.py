"""What the portal knows and a starting text can say; what it does not know stays a gap to fill in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from milestones.models import Meeting
from stakeholders.models import Body

from .models import Letter, LetterStatus
from .paper import long_date
from .starts import Start

# A letter about a BOSS of half a year ago is about another one.
RECENT = timedelta(days=90)


def meeting_of(start: Start, *, now: datetime) -> Meeting | None:
    if not start.about_boss:
        return None
    return _boss_held(now)


def fill_in(text: str, executive: Body, *, now: datetime) -> str:
    assert executive.organisation is not None  # constraint body_has_organisation
    held = _boss_held(now)
    coming = Meeting.objects.of_boss().upcoming(now).first()
    return text.format(
        place=executive.organisation.short_name,
        boss_held=_day(held) if held else "[vul in: datum van het BOSS]",
        next_boss=f"Het volgende BOSS is op {_day(coming)}. " if coming else "",
        informed_before=_informed_before(executive),
    )


def _boss_held(now: datetime) -> Meeting | None:
    held = Meeting.objects.of_boss().filter(starts_at__lt=now, starts_at__gt=now - RECENT)
    return held.order_by("-starts_at").first()


def _day(meeting: Meeting) -> str:
    return long_date(timezone.localtime(meeting.starts_at).date())


def _informed_before(executive: Body) -> str:
    """The own letters that the council has, newest last."""
    sent = (
        Letter.objects.filter(executive=executive, status=LetterStatus.SENT)
        .order_by("-date_on")
        .values_list("date_on", "subject")[:5]
    )
    rows = [f"| {long_date(day)} | {subject.replace('|', '/')} |" for day, subject in sent if day]
    if not rows:
        return ""
    table = "\n".join(["| Wanneer | Waarover |", *reversed(rows)])
    return f"## Hoe hebben wij u eerder geïnformeerd?\n\n{table}\n\n"
