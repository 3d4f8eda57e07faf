"""What the portal knows and a starting text can say; what it does not know stays a gap to fill in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import override

from council.models import Point
from milestones.models import Meeting, MeetingItem
from ros_portal.lib.one_line import one_line
from stakeholders.models import Body

from .models import Letter, LetterStatus
from .paper import long_date
from .starts import Start

# A letter about a BOSS of half a year ago is about another one.
RECENT = timedelta(days=90)
# A letter is read to its end; everything stands in the portal.
MOST_POINTS = 25
MOST_CHARACTERS = 300
LONGEST_ADVICE = 5_000  # as long as it can be: an advice is not cut
MORE = "De antwoorden op uw andere punten staan in het portaal."
DISCUSSED_UNKNOWN = "[vul in: wat het BOSS besprak en adviseerde, in drie zinnen]"
ANSWERS_UNKNOWN = (
    "[vul in: per punt: overgenomen, deels overgenomen of niet overgenomen, en waarom]"
)


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
        discussed=_discussed(held) if held else DISCUSSED_UNKNOWN,
        input_answered=(held and _input_answered(executive, held)) or ANSWERS_UNKNOWN,
    )


def _boss_held(now: datetime) -> Meeting | None:
    held = Meeting.objects.of_boss().filter(starts_at__lt=now, starts_at__gt=now - RECENT)
    return held.order_by("-starts_at").first()


def _discussed(held: Meeting) -> str:
    """The agenda with the advice of the BOSS; without advice it is for the writer to say."""
    items = list(MeetingItem.objects.filter(meeting=held).exclude(advice=""))
    if not items:
        return DISCUSSED_UNKNOWN
    return "\n".join(
        f"- {one_line(item.title)}: {one_line(item.advice, LONGEST_ADVICE)}" for item in items
    )


def _input_answered(executive: Body, held: Meeting) -> str:
    """What was done with the input of the own council: point by point, as it was published."""
    points = (
        Point.objects.filter(
            report__session__body__organisation=executive.organisation_id,
            response__meeting=held,
            response__published_at__isnull=False,
        )
        .select_related("response", "report")
        .order_by("report__session", "number")
    )
    with override("nl"):
        rows = [
            f"| {_cell(point.text)} | {response.get_outcome_display()} | {_cell(response.text)} |"
            for point in points[: MOST_POINTS + 1]
            if (response := point.response)
        ]
    if not rows:
        return ""
    table = "\n".join(["| Uw inbreng | Wat ermee is gedaan | Waarom |", *rows[:MOST_POINTS]])
    return table if len(rows) <= MOST_POINTS else f"{table}\n\n{MORE}"


def _cell(words: str) -> str:
    return one_line(words.replace("|", "/"), MOST_CHARACTERS)


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
