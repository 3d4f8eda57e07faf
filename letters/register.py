"""The register as a table for a spreadsheet: what the screen shows with the same filter."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook

from .models import Letter
from .package import no_formula, publicity_of


def rows_of(letters: Iterable[Letter]) -> Iterator[list[str]]:
    """The head, then a row for each; dates as year-month-day."""
    yield [
        _("Kind"), _("Organisation"), _("Subject"), _("Date of the letter"), _("Reference"),
        _("Case number"), _("Portfolio holder"), _("Status"), _("Publicity"), _("Decision"),
        _("Number of the decision"), _("Sent"), _("On the list"),
    ]  # fmt: skip
    for letter in letters:
        yield [
            letter.label,
            letter.organisation.name,
            letter.subject,
            letter.date_on.isoformat() if letter.date_on else "",
            letter.reference,
            letter.case_number,
            letter.portfolio_holder,
            letter.get_status_display(),
            publicity_of(letter) if letter.is_adopted else "",
            letter.decided_on.isoformat() if letter.decided_on else "",
            letter.decision_number,
            localtime(letter.sent_at).date().isoformat() if letter.sent_at else "",
            letter.listed_on.isoformat() if letter.listed_on else "",
        ]


def as_csv(letters: Iterable[Letter]) -> bytes:
    text = StringIO(newline="")
    with override("nl"):
        writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerows([no_formula(cell) for cell in row] for row in rows_of(letters))
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # or a spreadsheet reads it as Latin


def as_xlsx(letters: Iterable[Letter]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    with override("nl"):
        sheet.title = _("Council letters")
        for number, row in enumerate(rows_of(letters), start=1):
            for column, words in enumerate(row, start=1):
                # A text is a text, also when it begins as a formula does.
                cell = sheet.cell(number, column, words)
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


AS_FILE = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
