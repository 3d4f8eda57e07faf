"""The rows of the table of points. A row is drawn once for as long as it says the same.

What a row looks like follows from what it says and from nothing else, so what was drawn before can
be shown again: fifty rows drawn anew cost more than everything else on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from stakeholders.models import User
from strategy.models.chapters import numbered

from . import busy
from .models import Point
from .models.reports import PointQuerySet, code_of
from .models.responses import STATE_LABELS, state_of

KEPT: Final = 5_000  # rows, of about 1 kB
LONGEST: Final = 300  # characters of a point in a list


class Row(NamedTuple):
    """Everything that a row shows."""

    pk: int
    code: str
    text: str
    about: tuple[str, ...]
    due_on: date | None
    colleague: str
    response: int | None
    state: str
    state_label: str


COLUMNS: Final = (
    "pk", "report__session_id", "number", "text", "due_on", "report__session__body__name",
    "theme__name", "chapter__number", "chapter__title", "question__text", "handler__name",
    "handler__email", "response_id", "response__submitted_at", "response__approved_at",
    "response__published_at",
)  # fmt: skip


Values = tuple[Any, ...]


def in_the_table(points: PointQuerySet) -> QuerySet[Point, Values]:
    """Of each what a row shows and no more: whole points cost twice as much."""
    return points.values_list(*COLUMNS)


def rows_of(points: Iterable[Values], user: User) -> list[SafeString]:
    """Of points that came `in_the_table`, in their order."""
    found = list(points)
    colleagues = busy.colleagues_at([values[0] for values in found], user)
    language = get_language()
    return [_drawn(_row(values, colleagues), language) for values in found]


def _row(values: Values, colleagues: Mapping[int, str]) -> Row:
    (
        pk, session, number, text, due_on, council, theme, chapter, title, question, name, email,
        response, submitted, approved, published,
    ) = values  # fmt: skip
    state = state_of(submitted, approved, published) if response else ""
    about = (council, theme, title and numbered(chapter, title), question, name or email)
    return Row(
        pk=pk,
        code=code_of(session, number),
        # One more than is shown, so that the template cuts it and says so.
        text=text[: LONGEST + 1],
        about=tuple(one for one in about if one),
        due_on=due_on,
        colleague=colleagues.get(pk, ""),
        response=response,
        state=state,
        state_label=str(STATE_LABELS[state]) if state else "",
    )


@lru_cache(KEPT)
def _drawn(row: Row, language: str | None) -> SafeString:
    context = {"row": row, "longest": LONGEST}
    return mark_safe(render_to_string("council/_point_row.html", context))
