"""5,000 points of fourteen councils: the table, the dossier of their BOSS, and all of them in a file."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from council.files.points import points_sheet
from council.models import (
    Destination,
    InputSession,
    Outcome,
    Point,
    Question,
    Report,
    Response,
    Theme,
)
from milestones.models import Meeting
from stakeholders.models import Body, OrganisationKind, User
from strategy.models import Chapter
from tests.bench.pages import words_of_the_examples
from tests.bench.server import Visitor, serve
from tests.bench.writing import Row, medians

POINTS, THEMES, PER_RESPONSE, WORDS = 5000, 20, 10, 30
ROUNDS = 5
REQUESTS = {"bare": 400, "points_5000": 30, "dossier_5000": 2}
# The table shows fifty points whatever there are. The dossier shows all of them on one page of 1.5 MB:
# a fifth above what was measured, to notice growth.
TARGETS = {"points_5000": 20.0, "dossier_5000": 920.0}
XLSX_TARGET = 2.5  # reading the points from the database comes with it


def measure(only: frozenset[str]) -> dict[str, Row]:
    wanted = [name for name in TARGETS if not only or name in only]
    with_file = not only or "points_xlsx_5000" in only
    if not wanted and not with_file:
        return {}
    boss = _boss()
    rows: dict[str, Row] = {
        name: (ratio, "× bare", TARGETS[name], "lower")
        for name, ratio in (_ratios(boss, wanted) if wanted else {}).items()
    }
    if with_file:
        rows["points_xlsx_5000"] = (_in_a_file(), "× openpyxl", XLSX_TARGET, "lower")
    return rows


def _ratios(boss: Meeting, wanted: list[str]) -> dict[str, float]:
    with serve() as server:
        visitor, nobody = Visitor(server, _editor()), Visitor(server)
        acts: dict[str, Callable[[], int]] = {
            "bare": lambda: nobody.get("/bare/")[0],
            "points_5000": lambda: visitor.get(reverse("point_list"))[0],
            "dossier_5000": lambda: visitor.get(reverse("dossier", args=[boss.pk]))[0],
        }
        return medians(server, acts, wanted, REQUESTS, ROUNDS)


def _in_a_file() -> float:
    """Against the same cells, which somebody has in a list already."""
    editor = _editor()
    content = points_sheet("", editor, lambda _done, _all: None)
    sheet = load_workbook(BytesIO(content), read_only=True).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert len(cells) > POINTS
    ratios = []
    for _round in range(ROUNDS):
        naive = _cost(lambda: _naive(cells))
        ratios.append(_cost(lambda: points_sheet("", editor, lambda _done, _all: None)) / naive)
    return statistics.median(ratios)


def _naive(cells: list[tuple[object, ...]]) -> None:
    book = Workbook()
    for row in cells:
        book.worksheets[0].append(row)
    book.save(BytesIO())


def _cost(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _editor() -> User:
    return User.objects.get(email="redacteur@almelo.demo")


def _boss() -> Meeting:
    """With everything that goes to it; all that is random here is the order of words."""
    now = timezone.now()
    boss = Meeting.objects.create(
        body=Body.objects.get(slug="boss"), starts_at=now + timedelta(days=200)
    )
    editor = _editor()
    councils = Body.objects.councils().filter(organisation__kind=OrganisationKind.MUNICIPALITY)
    sessions = [_handed_over(council, boss, by=editor) for council in councils]
    themes = [
        Theme.objects.get_or_create(name=f"Thema {number}")[0] for number in range(1, THEMES + 1)
    ]
    chapters = list(Chapter.objects.filter(product__slug="ros"))
    words = itertools.cycle(words_of_the_examples())
    responses = Response.objects.bulk_create(
        Response(
            title=f"Antwoord {number}",
            outcome=Outcome.ALREADY,
            text=" ".join(itertools.islice(words, WORDS)),
            prepared_by=editor,
        )
        for number in range(POINTS // 2 // PER_RESPONSE)
    )
    Point.objects.bulk_create(
        Point(
            report=sessions[number % len(sessions)][0],
            question=None if number % 2 else sessions[number % len(sessions)][1],
            chapter=chapters[number % len(chapters)] if number % 2 else None,
            number=number + 1,
            text=" ".join(itertools.islice(words, WORDS)),
            theme=themes[number % THEMES],
            response=responses[number % len(responses)] if number < POINTS // 2 else None,
            destination=Destination.BOSS,
            destined_by=editor,
            destined_at=now,
        )
        for number in range(POINTS)
    )
    return boss


def _handed_over(council: Body, boss: Meeting, *, by: User) -> tuple[Report, Question]:
    now = timezone.now()
    session = InputSession.objects.create(
        body=council,
        title="Sessie om te meten",
        meeting=boss,
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=2),
        handed_over_at=now - timedelta(days=1),
    )
    question = Question.objects.create(session=session, position=1, text="Waar ziet u kansen?")
    report = Report.objects.create(
        session=session, asked_by=by, asked_at=now, confirmed_by=by, confirmed_at=now
    )
    return report, question
