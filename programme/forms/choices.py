"""Which paragraph is a choice, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.direction import WordsField

MOST_OF_TITLE = 160


class RenameChoiceForm(forms.Form):
    title = WordsField(
        label=_("What is chosen, in a few words"),
        max_length=MOST_OF_TITLE,
        help_text=_("For example: first build near stations."),
        error_messages={"required": _("Say in a few words what is chosen.")},
    )


class MarkChoiceForm(RenameChoiceForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    block = forms.ChoiceField(
        label=_("Paragraph"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a paragraph."),
            "invalid_choice": _("This paragraph is not in the text any more. Choose another one."),
        },
    )
    field_order = ["block", "title"]

    def __init__(self, *args: Any, blocks: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """`blocks`: id and words of what can be marked."""
        super().__init__(*args, **kwargs)
        field = self.fields["block"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(blocks)


class DropChoiceForm(forms.Form):
    because = WordsField(
        label=_("Why is it dropped?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: who leads a project reads it.")},
    )
