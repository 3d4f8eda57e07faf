"""Starting a letter, writing it, and the decision on it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from letters.models import Part
from letters.starts import STARTS
from ros_portal.lib.choices import offer
from ros_portal.lib.dates import DayField, MomentField
from stakeholders.models import Body

from .fields import LetterTextarea, PrintableField, makes_a_letter


def start_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Start from"),
        choices=lambda: [
            (start.slug, format_html("<strong>{}</strong><br>{}", start.title, start.description))
            for start in STARTS.values()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to start from.")},
    )


class StartLetterForm(forms.Form):
    """Which executive, and what to start from. The key makes a second click harmless."""

    executive = forms.ModelChoiceField(
        queryset=Body.objects.none(), label=_("In the name of"), empty_label=None
    )
    start = start_field()
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, executives: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        field = offer(
            self,
            "executive",
            Body.objects.filter(pk__in=[executive.pk for executive in executives]),
        )
        if len(executives) == 1:
            field.widget = forms.HiddenInput()
            field.initial = executives[0].pk


class LetterForm(forms.Form):
    subject = PrintableField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Fill in the subject.")},
        help_text=_("What the letter is about, in one line."),
    )
    text = PrintableField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=LetterTextarea(attrs={"rows": 22}),
        help_text=_("The salutation, the closing and the names are added by themselves."),
    )
    date_on = DayField(label=_("Date of the letter"), required=False)
    reference = PrintableField(
        label=_("Our reference"),
        max_length=60,
        required=False,
        help_text=_("The number under which your organisation files this letter."),
    )
    your_reference = PrintableField(label=_("Your reference"), max_length=60, required=False)
    case_number = PrintableField(label=_("Case number"), max_length=60, required=False)
    portfolio_holder = PrintableField(label=_("Portfolio holder"), max_length=120, required=False)
    handled_by = PrintableField(label=_("Handled by"), max_length=120, required=False)
    contact = PrintableField(label=_("Telephone or e-mail"), max_length=120, required=False)
    salutation = PrintableField(
        label=_("Salutation"),
        max_length=120,
        error_messages={"required": _("Fill in the salutation.")},
    )
    closing = PrintableField(
        label=_("Closing"),
        max_length=120,
        error_messages={"required": _("Fill in the closing.")},
    )
    embargo_until = MomentField(
        label=_("Embargo until"),
        required=False,
        help_text=_("Until then only the griffie reads it, and no mail carries the letter."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return makes_a_letter(self.cleaned_data["text"])


class PartsForm(LetterForm):
    """A letter of the region: a field for each block that the secretary may write in."""

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The text is what its parts say together.
        self.fields["text"].widget = forms.HiddenInput()
        self.parts = parts
        for part in parts:
            if part.is_open:
                self.fields[_name(part)] = PrintableField(
                    label=part.block.title,
                    required=False,
                    strip=False,
                    initial=part.text,
                    help_text=part.block.guidance,
                    widget=LetterTextarea(attrs={"rows": min(16, 3 + len(part.text) // 80)}),
                )

    @property
    def rows(self) -> list[tuple[Part, forms.BoundField | None]]:
        """Every block in its order, with its field, or nothing where it is locked."""
        return [(part, self[_name(part)] if part.is_open else None) for part in self.parts]

    @property
    def part_texts(self) -> dict[int, str]:
        """By part id; of what may be written in."""
        return {
            part.pk: self.cleaned_data[_name(part)].strip("\n")
            for part in self.parts
            if part.is_open
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        texts = [cleaned.get(_name(part), "") if part.is_open else part.text for part in self.parts]
        together = "\n\n".join(text.strip("\n") for text in texts if text.strip())
        try:
            cleaned["text"] = makes_a_letter(together)
        except forms.ValidationError as refused:
            self.add_error(None, refused)
        return cleaned


def _name(part: Part) -> str:
    return f"part_{part.pk}"


class ListForm(forms.Form):
    listed_on = DayField(
        label=_("On the list of documents that came in since"),
        error_messages={"required": _("Fill in the date.")},
    )


class AdoptForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput)
    decided_on = DayField(
        label=_("Date of the decision"),
        error_messages={"required": _("Fill in the date on which the executive decided.")},
    )
    decision_number = PrintableField(
        label=_("Number of the decision"),
        max_length=60,
        error_messages={"required": _("Fill in the number of the decision.")},
    )
    date_on = DayField(
        label=_("Date of the letter"),
        help_text=_("The names of those who hold office on this date stand under the letter."),
        error_messages={"required": _("Fill in the date of the letter.")},
    )
