"""Points as a spreadsheet: what the table on the screen shows with the same filter, row for row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from council import permissions
from council.changes import processed_dates
from council.forms import PointFilter
from council.models import Point
from ros_portal.lib.sheets import text_cell
from stakeholders.models import User
from strategy.sources import Source, Tell

WIDTHS: Final = (10, 30, 40, 60, 20, 20, 24, 60, 24, 14, 14, 18, 18)
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
BOLD: Final = Font(bold=True)
EVERY: Final = 500  # rows; then it is told how far it is


def points_sheet(query: str, by: User, tell: Tell) -> bytes:
    """`query` is the filter as it stands in the address of the table."""
    with override("nl"):
        chosen = PointFilter(QueryDict(query))
        points = chosen.narrowed(Point.objects.visible_to(by).going_along(), by)
        count = points.count()
        rows = _rows(chosen.ordered(points.in_a_long_list()), processed_dates(points))
        return _written(rows, count, tell)


def _rows(points: Iterable[Point], processed: Mapping[int, datetime]) -> Iterator[Sequence[str]]:
    yield (
        _("Point"), _("Council"), _("About"), _("What was said"), _("Theme"), _("State"),
        _("What is done with it"), _("Reason and answer"), _("Handler"), _("By when?"),
        _("Decided"), _("Told to the council"), _("In the text"),
    )  # fmt: skip
    for point in points:
        response = point.response
        yield (
            point.code,
            point.report.session.body.name,
            str(point.chapter or point.question or ""),
            point.text,
            str(point.theme or ""),
            response.state_label if response else _("Without an answer"),
            response.get_outcome_display() if response else "",
            response.text if response else "",
            str(point.handler or ""),
            point.due_on.isoformat() if point.due_on else "",
            _day(response.published_at if response else None),
            _day(point.released_at),
            _day(processed.get(response.pk) if response and response.published_at else None),
        )


def _day(moment: datetime | None) -> str:
    return localtime(moment).date().isoformat() if moment else ""


def _written(rows: Iterator[Sequence[str]], count: int, tell: Tell) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Points for the BOSS"))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, words, is_head=number == 0) for words in row])
        if number % EVERY == 0:
            tell(number, count)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: WriteOnlyWorksheet, words: str, *, is_head: bool) -> Cell:
    cell = text_cell(sheet, words)
    cell.alignment = WRAPPED
    if is_head:
        cell.font = BOLD
    return cell


POINTS = Source(
    makers={"xlsx": points_sheet},
    may_read=lambda user, _query: bool(permissions.can_answer(user)),
    url=lambda query: f"{reverse('point_list')}?{query}",
)
