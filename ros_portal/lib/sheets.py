"""Words in a spreadsheet: they stay words, whatever they begin with."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from .writable import writable


def text_cell(sheet: WriteOnlyWorksheet, words: str) -> Cell:
    """Never a formula: what begins with "=" was typed by somebody."""
    cell = WriteOnlyCell(sheet, writable(words))
    cell.data_type = "s"
    return cell


def as_xlsx(name: str, rows: Iterable[Iterable[str | int]]) -> bytes:
    """One sheet under this name; its head stays in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([text_cell(sheet, one) if isinstance(one, str) else one for one in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Semicolons, as Dutch spreadsheets expect; a text that begins as a formula does is set apart."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([_no_formula(str(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # or a spreadsheet reads it as Latin


def _no_formula(words: str) -> str:
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
