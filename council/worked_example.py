"""An example of points on their way: some councils of the demo spoke before, and it went along.

Only councils whose whole chain is in the demo take part: who speaks, who confirms, who takes along.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from milestones.boss import linked_councils
from milestones.models import Meeting
from stakeholders.demo import DEMO_DOMAIN
from stakeholders.models import Appointment, Body, Role, User
from strategy.models import Chapter

from . import services
from .models import Destination, InputKind, InputSession, Outcome, Point, Question, Theme
from .speech import Said, Speech

THEMES = (
    "Wonen",
    "Werken en economie",
    "Bereikbaarheid",
    "Water en bodem",
    "Landelijk gebied",
    "Voorzieningen",
    "Samenwerking",
)
QUESTION = "Wat geeft u het college mee voor de hoofdlijnen?"
# By theme, so that two councils say nearly the same of the first.
SAID = (
    ("Wonen", "Voorbeeld. Bouw eerst in de stad en bij het station, daarna pas aan de rand."),
    ("Wonen", "Voorbeeld. Bouw eerst bij het station en in de stad, en pas daarna aan de rand."),
    ("Water en bodem", "Voorbeeld. Zeg per gebied waar het water blijft als het hard regent."),
    (
        "Bereikbaarheid",
        "Voorbeeld. Een bus die ’s avonds rijdt, is voor dorpen belangrijker dan asfalt.",
    ),
)
ANSWER = (
    "Voorbeeld. Het hoofdstuk Wonen noemt deze volgorde al: eerst stad en station, dan de rand."
)


def load(now: datetime) -> None:
    """Themes always; the rest once, with the people of the demo."""
    for name in THEMES:
        services.theme_named(name)
    boss = Meeting.objects.of_boss().upcoming(now).first()
    if boss is None or Point.objects.exists():
        return
    chapter = Chapter.objects.filter(published__isnull=False).order_by("number").first()
    # Every other council: the rest has not come to it yet.
    for place, council in enumerate(_councils()[::2]):
        theme, words = SAID[place % len(SAID)]
        _go_along(council, boss, chapter, theme, words, now)
    _answer_what_is_alike()


def _councils() -> list[Body]:
    chain = {Role.COUNCIL_MEMBER, Role.COUNCIL_CLERK, Role.PORTFOLIO_HOLDER, Role.EDITOR}
    return [
        council for council in linked_councils().order_by("name") if chain <= set(_people(council))
    ]


def _people(council: Body) -> dict[str, User]:
    """By role, on both sides of the wall."""
    appointments = Appointment.objects.current().filter(
        body__organisation=council.organisation_id, user__email__endswith=DEMO_DOMAIN
    )
    return {one.role: one.user for one in appointments.select_related("user").order_by("-pk")}


def _go_along(
    council: Body, boss: Meeting, chapter: Chapter | None, theme: str, words: str, now: datetime
) -> None:
    people = _people(council)
    session = InputSession.objects.create(
        body=council,
        title="Eerste ronde over de hoofdlijnen",
        introduction="Voorbeeld. De eerste ronde: wat moet er zeker in de strategie?",
        meeting=boss,
        held_at=now - timedelta(days=20),
        place="Raadzaal (voorbeeld)",
        opens_at=now - timedelta(days=30),
        closes_at=now - timedelta(days=14),
    )
    question = Question.objects.create(session=session, position=1, text=QUESTION)
    member = people[Role.COUNCIL_MEMBER]
    said = [Said(words, question)]
    if chapter is not None and theme == "Wonen":
        said.append(
            Said("Voorbeeld. Maak dit hoofdstuk korter en zeg wie wat betaalt.", chapter=chapter)
        )
    speech = Speech(key=uuid4(), author=member, kind=InputKind.MEMBER, group=None, said=said)
    services.submit_input(
        session, speech, by=member, received_at=session.closes_at - timedelta(days=2)
    )
    report = services.ask_report(session, by=people[Role.COUNCIL_CLERK])
    services.confirm_report(report, by=people[Role.COUNCIL_CLERK])
    services.hand_over(session, by=people[Role.COUNCIL_CLERK])
    points = list(report.points.order_by("number"))
    services.destine(
        points, destination=Destination.BOSS, reason="", by=people[Role.PORTFOLIO_HOLDER]
    )
    named = Theme.objects.get(name=theme)
    services.change_points(points[:1], {"theme": named}, by=people[Role.EDITOR])


def _answer_what_is_alike() -> None:
    """One answer for what councils said in nearly the same words."""
    housing = list(Point.objects.of_boss().filter(theme__name="Wonen"))
    writer = Appointment.objects.current().filter(
        role=Role.EDITOR, user__email__endswith=DEMO_DOMAIN
    )
    first = writer.select_related("user").order_by("pk").first()
    if housing and first:
        services.answer_points(
            housing,
            title="Volgorde van bouwen",
            outcome=Outcome.ALREADY,
            text=ANSWER,
            by=first.user,
        )
