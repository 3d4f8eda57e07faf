"""The letter of the region: what it starts from, its blocks, for whom it is."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from letters import facts
from letters.models import BlockKind
from ros_portal.lib.choices import RowsField, offer
from stakeholders.models import Body

from .fields import PrintableField, makes_a_letter
from .letters import start_field


class StartModelForm(forms.Form):
    """What the letter of the region starts from. The key makes a second click harmless."""

    start = start_field()
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4


class ModelSubjectForm(forms.Form):
    subject = PrintableField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Fill in the subject.")},
        help_text=_("Every executive can change it in its own letter."),
    )


class BlockForm(forms.Form):
    title = PrintableField(
        label=_("Name of the block"),
        max_length=120,
        help_text=_("Only in the portal. A heading in the letter is part of the text."),
        error_messages={"required": _("Give the block a name.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=BlockKind.choices, widget=forms.RadioSelect
    )
    is_locked = forms.BooleanField(
        label=_("An executive cannot change these words"),
        required=False,
        help_text=_("Only for what is the same for all."),
    )
    text = PrintableField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("What stands between braces is filled in for every executive."),
    )
    guidance = PrintableField(
        label=_("What do you ask of the secretary?"),
        required=False,
        max_length=300,
        help_text=_("Stands beside the block in the letter of every executive."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        text = makes_a_letter(self.cleaned_data["text"])
        if unknown := facts.unknown_in(text):
            raise forms.ValidationError(
                _("The portal does not know %(names)s. Choose from: %(known)s."),
                params={
                    "names": ", ".join(f"{{{name}}}" for name in unknown),
                    "known": ", ".join(f"{{{name}}}" for name in facts.FACTS),
                },
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_locked") and cleaned.get("kind") != BlockKind.REGIONAL:
            self.add_error("is_locked", _("What is everybody’s own cannot be locked."))
        return cleaned

    @property
    def fields_of_block(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "edition"}


class HandOutForm(forms.Form):
    executives = RowsField[Body](
        label=_("For whom?"),
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one executive.")},
    )

    def __init__(self, *args: Any, executives: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "executives", executives)
