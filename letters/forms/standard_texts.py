"""A standard text: for whom it is, its words, and putting it into a letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.models import Letter, Part, StandardText
from ros_portal.lib.choices import offer
from stakeholders.models import Organisation

from .fields import PrintableField, knows_its_facts

REGION = "region"


class StandardTextForm(forms.Form):
    title = PrintableField(
        label=_("Short name"),
        max_length=120,
        help_text=_("Only in the portal: by this name a secretary chooses it."),
        error_messages={"required": _("Give the text a short name.")},
    )
    text = PrintableField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What stands between braces is filled in for every letter that takes it."),
        error_messages={"required": _("Write the text.")},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        return knows_its_facts(self.cleaned_data["text"])


class NewStandardTextForm(StandardTextForm):
    """`owners`: the organisations one writes for; the region for who leads its strategy."""

    owner = forms.ChoiceField(
        label=_("For whom is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for whom it is.")},
    )
    field_order = ["owner", "title", "text"]

    def __init__(
        self, *args: Any, owners: Sequence[Organisation], region: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._owners = {str(one.pk): one for one in owners}
        choices = [(pk, one.name) for pk, one in self._owners.items()]
        if region:
            choices.append((REGION, str(_("All organisations of the region"))))
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]
            field.widget = forms.HiddenInput()

    @property
    def organisation(self) -> Organisation | None:
        return self._owners.get(self.cleaned_data["owner"])


class InsertForm(forms.Form):
    """Beside the fields of a letter, in the same form."""

    prefix = "insert"

    standard_text = forms.ModelChoiceField(
        queryset=StandardText.objects.none(),
        label=_("Standard text"),
        required=False,
        empty_label=_("Choose a text"),
    )
    into = forms.TypedChoiceField(
        label=_("In which block?"),
        coerce=int,
        error_messages={"required": _("Choose the block to put it in.")},
    )
    # Where the caret stood; without it the text comes at the end.
    at = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, letter: Letter, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "standard_text", StandardText.objects.for_letter(letter))
        into = self.fields["into"]
        assert isinstance(into, forms.TypedChoiceField)
        into.choices = [(part.pk, part.block.title) for part in parts if part.is_open]
        if not into.choices:
            del self.fields["into"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("standard_text") and "standard_text" not in self.errors:
            self.add_error("standard_text", _("Choose the text to put in."))
        return cleaned
