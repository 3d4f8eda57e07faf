"""What the portal knows and a starting text can say; what it does not know stays a gap to fill in."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from council.models import Point
from council.models.reports import PointQuerySet
from milestones.models import Meeting, MeetingItem
from ros_portal.lib.one_line import one_line
from stakeholders.models import Body

from .models import Letter, LetterQuerySet, LetterStatus
from .occasions import occasion_of_letter
from .paper import long_date
from .region_facts import RECENT, REGION_FACTS
from .situations import Fact, Situation
from .starts import Start

FIELD = re.compile(r"\{([a-z_]{1,40})\}")
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
    return boss_held(now)


class Filler:
    """Puts the facts of one situation in any number of texts, and looks up each of them once."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        # What was filled in, by name; a gap is nothing that was filled in.
        self.filled: dict[str, str] = {}
        self._answers: dict[str, str] = {}

    def fill_in(self, text: str) -> str:
        """With every fact in its place; what is no fact stays as it is written."""
        return FIELD.sub(self._answer, text)

    def _answer(self, field: re.Match[str]) -> str:
        name = field[1]
        if (fact := FACTS.get(name)) is None:
            return field[0]
        if name not in self._answers:
            if answer := fact.answer(self.situation):
                self.filled[name] = answer
            self._answers[name] = answer or fact.otherwise
        return self._answers[name]


def fill_in(text: str, executive: Body, *, now: datetime) -> str:
    return Filler(Situation(executive, now, boss_held(now))).fill_in(text)


def filler_for(letter: Letter, *, now: datetime) -> Filler:
    """For words that come into this letter."""
    return Filler(situation_of(letter, now=now))


def situation_of(letter: Letter, *, now: datetime) -> Situation:
    """As it was then; what the letter is about is what it was begun for."""
    about = letter.meeting if letter.meeting and letter.meeting.starts_at < now else None
    occasion = occasion_of_letter(letter)
    return Situation(
        letter.executive,
        now,
        about or boss_held(now),
        milestone=occasion.milestone if occasion else None,
        version=occasion.version if occasion else None,
    )


def facts_in(text: str) -> list[str]:
    """The names between braces, each of them once."""
    return list(dict.fromkeys(FIELD.findall(text)))


def unknown_in(text: str) -> list[str]:
    return [name for name in facts_in(text) if name not in FACTS]


def empty_in(
    text: str, executives: Collection[Body], *, now: datetime, held: Meeting | None = None
) -> dict[int, list[Fact]]:
    """By executive id: what the portal does not know, of what the text names; a query per fact."""
    held = held or boss_held(now)
    if not executives:
        return {}
    anybody = Situation(next(iter(executives)), now, held)
    empty: dict[int, list[Fact]] = {executive.pk: [] for executive in executives}
    for name in facts_in(text):
        if (fact := FACTS.get(name)) is None:
            continue
        if fact.known_to is not None:
            known = fact.known_to(executives, anybody)
        else:  # the same answer for all
            known = set(empty) if fact.answer(anybody) else set()
        for executive in empty.keys() - known:
            empty[executive].append(fact)
    return empty


def boss_held(now: datetime) -> Meeting | None:
    held = Meeting.objects.of_boss().filter(starts_at__lt=now, starts_at__gt=now - RECENT)
    return held.order_by("-starts_at").first()


def _discussed(held: Meeting) -> str:
    """The agenda with the advice of the BOSS; without advice it is for the writer to say."""
    items = MeetingItem.objects.filter(meeting=held).exclude(advice="")
    return "\n".join(
        f"- {one_line(item.title)}: {one_line(item.advice, LONGEST_ADVICE)}" for item in items
    )


def _input_answered(executive: Body, held: Meeting, now: datetime) -> str:
    """What was done with the input of the own council: point by point, as it was published."""
    points = (
        _answered_at(held, now)
        .filter(report__session__body__organisation=executive.organisation_id)
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


def _answered_at(held: Meeting, now: datetime) -> PointQuerySet:
    return Point.objects.filter(response__meeting=held, response__published_at__lte=now)


def _have_answers(executives: Collection[Body], situation: Situation) -> set[int]:
    held = situation.held
    organisations = {executive.organisation_id: executive.pk for executive in executives}
    if held is None:
        return set()
    answered = _answered_at(held, situation.now).filter(
        report__session__body__organisation__in=organisations
    )
    found = answered.values_list("report__session__body__organisation", flat=True).distinct()
    return {organisations[organisation] for organisation in found}


def _have_letters(executives: Collection[Body], situation: Situation) -> set[int]:
    sent = _sent_before(situation.now).filter(executive__in=executives)
    return set(sent.values_list("executive", flat=True))


def _sent_before(now: datetime) -> LetterQuerySet:
    return Letter.objects.filter(status=LetterStatus.SENT, sent_at__lt=now)


def _cell(words: str) -> str:
    return one_line(words.replace("|", "/"), MOST_CHARACTERS)


def _day(meeting: Meeting) -> str:
    return long_date(timezone.localtime(meeting.starts_at).date())


def _informed_before(situation: Situation) -> str:
    """The own letters that the council has, newest last."""
    sent = (
        _sent_before(situation.now)
        .filter(executive=situation.executive)
        .order_by("-date_on")
        .values_list("date_on", "subject")[:5]
    )
    rows = [f"| {long_date(day)} | {subject.replace('|', '/')} |" for day, subject in sent if day]
    if not rows:
        return ""
    table = "\n".join(["| Wanneer | Waarover |", *reversed(rows)])
    return f"## Hoe hebben wij u eerder geïnformeerd?\n\n{table}\n\n"


def _coming_boss(now: datetime) -> str:
    coming = Meeting.objects.of_boss().upcoming(now).first()
    return f"Het volgende BOSS is op {_day(coming)}. " if coming else ""


def _of_the_boss(answer: Callable[[Meeting], str]) -> Callable[[Situation], str]:
    return lambda situation: answer(situation.held) if situation.held else ""


FACTS: Mapping[str, Fact] = {
    "place": Fact(_("the name of the area"), lambda situation: situation.place),
    "boss_held": Fact(
        _("the date of the BOSS"), _of_the_boss(_day), "[vul in: datum van het BOSS]"
    ),
    "discussed": Fact(
        _("what the BOSS discussed and advised"), _of_the_boss(_discussed), DISCUSSED_UNKNOWN
    ),
    "input_answered": Fact(
        _("the input of the own council with its answers"),
        lambda situation: (
            _input_answered(situation.executive, situation.held, situation.now)
            if situation.held
            else ""
        ),
        ANSWERS_UNKNOWN,
        _have_answers,
    ),
    "next_boss": Fact(
        _("the date of the next BOSS"), lambda situation: _coming_boss(situation.now)
    ),
    "informed_before": Fact(
        _("how the council was informed before"),
        _informed_before,
        known_to=_have_letters,
    ),
    **REGION_FACTS,
}
