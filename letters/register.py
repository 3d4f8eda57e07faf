"""The register as a table for a spreadsheet: what the screen shows with the same filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from ros_portal.lib.sheets import as_csv, as_xlsx

from .models import Letter
from .package import publicity_of


def rows_of(letters: Iterable[Letter]) -> Iterator[list[str]]:
    """The head, then a row for each; dates as year-month-day."""
    yield [
        _("Kind"), _("Organisation"), _("Subject"), _("Date of the letter"), _("Reference"),
        _("Case number"), _("Portfolio holder"), _("Status"), _("Publicity"), _("Decision"),
        _("Number of the decision"), _("Sent"), _("On the list"), _("Rectifies"), _("Rectified by"),
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
            letter.status_label,
            publicity_of(letter) if letter.is_adopted else "",
            letter.decided_on.isoformat() if letter.decided_on else "",
            letter.decision_number,
            localtime(letter.sent_at).date().isoformat() if letter.sent_at else "",
            letter.listed_on.isoformat() if letter.listed_on else "",
            letter.rectifies.reference if letter.rectifies else "",
            getattr(letter, "rectified_by_reference", "") or "",  # annotated
        ]


def _as_csv(letters: Iterable[Letter]) -> bytes:
    with override("nl"):
        return as_csv(rows_of(letters))


def _as_xlsx(letters: Iterable[Letter]) -> bytes:
    with override("nl"):
        return as_xlsx(_("Council letters"), rows_of(letters))


AS_FILE = {
    "csv": (_as_csv, "text/csv; charset=utf-8"),
    "xlsx": (_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
