"""The dates of a council: one, or a list of them as a clerk copies it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.entering import NewDate
from milestones.models import CouncilDateKind
from ros_portal.lib.dates import DayField

MOST_LINES: Final = 200
MOST_OF_NOTE: Final = 120
MONTHS: Final = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
MONTH: Final = "|".join([*MONTHS, "mrt", "sept", *(month[:3] for month in MONTHS)])
WEEKDAY: Final = "(?:ma|di|wo|do|vr|za|zo)(?:andag|nsdag|ensdag|nderdag|ijdag|terdag|ndag)?"
DAY: Final = rf"\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|(?:{WEEKDAY}\.?\s+)?\d{{1,2}}\s+(?:{MONTH})\.?\s+\d{{4}}"
LINE: Final = re.compile(
    rf"(?P<word>\S+)\s+(?P<on>{DAY})(?:\s*(?:t/m|tot en met|[-–])\s*(?P<until>{DAY}))?(?:\s+(?P<note>.*))?",
    re.IGNORECASE,
)


class CouncilDateForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=CouncilDateKind.choices,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    on = DayField(
        label=gettext_lazy("Date"),
        error_messages={"required": gettext_lazy("Fill in a date.")},
    )
    until_on = DayField(
        label=gettext_lazy("Until and including"),
        required=False,
        help_text=gettext_lazy("Only for a recess."),
    )
    note = forms.CharField(
        label=gettext_lazy("Which one?"),
        required=False,
        max_length=MOST_OF_NOTE,
        help_text=gettext_lazy("For example the name of the committee. Everybody can read it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_recess = cleaned.get("kind") == CouncilDateKind.RECESS
        on, until_on = cleaned.get("on"), cleaned.get("until_on")
        if is_recess and until_on is None and "until_on" not in self.errors:
            self.add_error("until_on", _("Fill in the last day of the recess."))
        elif until_on and not is_recess:
            self.add_error("until_on", _("Only a recess has a last day: leave this empty."))
        elif on and until_on and until_on < on:
            self.add_error("until_on", _("The last day lies before the first."))
        return cleaned

    @property
    def dates(self) -> list[NewDate]:
        return [NewDate(**self.cleaned_data)]


class DateListForm(forms.Form):
    lines = forms.CharField(
        label=gettext_lazy("Dates"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Fill in at least one date.")},
    )

    def clean_lines(self) -> list[NewDate]:
        """Every line that is wrong says so: nobody looks for it among fifty."""
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                _("Fill in at most %(most)s lines at a time."), params={"most": MOST_LINES}
            )
        dates, errors = [], []
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                dates.append(_read(line))
            except forms.ValidationError as error:
                errors += [
                    _("Line %(number)s: %(error)s") % {"number": number, "error": message}
                    for message in error.messages
                ]
        if errors:
            raise forms.ValidationError(errors)
        return dates

    @property
    def dates(self) -> list[NewDate]:
        dates: list[NewDate] = self.cleaned_data["lines"]
        return dates


def _read(line: str) -> NewDate:
    """ "reces 19-12-2026 t/m 3-1-2027 kerst" as the form beside it would have it."""
    found = LINE.fullmatch(line)
    if found is None:
        raise forms.ValidationError(_("Write what it is and then the date, “council 12-01-2027”."))
    kinds = {kind.word: kind for kind in CouncilDateKind}
    kind = kinds.get(found["word"].rstrip(":").lower())
    if kind is None:
        raise forms.ValidationError(
            _("“%(word)s” is none of these: %(words)s."),
            params={"word": found["word"][:40], "words": ", ".join(kinds)},
        )
    form = CouncilDateForm(
        {
            "kind": kind,
            "on": _day(found["on"]),
            "until_on": _day(found["until"]) if found["until"] else "",
            "note": found["note"] or "",
        }
    )
    if not form.is_valid():
        raise forms.ValidationError(
            [message for errors in form.errors.values() for message in errors]
        )
    return form.dates[0]


def _day(given: str) -> date | str:
    """Day first, or year first, or written out; what is no day stays as it was typed."""
    if written_out := re.search(r"(\d+)\s+([a-z]+)\.?\s+(\d+)$", given.lower()):
        day, month, year = written_out.groups()
        parts = [int(year), _month(month), int(day)]
    else:
        parts = [int(part) for part in re.split(r"[-/.]", given)]
    if parts[0] < 1000:
        parts.reverse()
    try:
        return date(*parts)
    except ValueError:
        return given


def _month(word: str) -> int:
    short = "maa" if word == "mrt" else word[:3]
    return 1 + [month[:3] for month in MONTHS].index(short)
