"""Words in a spreadsheet: they stay words, whatever they begin with."""

from __future__ import annotations

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from .writable import writable


def text_cell(sheet: WriteOnlyWorksheet, words: str) -> Cell:
    """Never a formula: what begins with "=" was typed by somebody."""
    cell = WriteOnlyCell(sheet, writable(words))
    cell.data_type = "s"
    return cell
