"""A question to the executive, and what it promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.choices import offer
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from stakeholders.models import User
from strategy.models import Chapter

LONGEST = 10_000  # characters


class InquiryForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your question.")},
    )
    chapter = forms.ModelChoiceField(
        label=_("About which chapter?"),
        queryset=Chapter.objects.none(),
        required=False,
        empty_label=_("No chapter in particular"),
    )

    def __init__(self, *args: Any, chapters: QuerySet[Chapter], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4()}
        super().__init__(*args, **kwargs)
        offer(self, "chapter", chapters)


class InquiryAnswerForm(forms.Form):
    answer = WordsField(
        label=_("The answer"),
        help_text=_("The council reads it at once."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer.")},
    )


class UndertakingForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(
        label=_("What was promised?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what was promised.")},
    )
    holder = forms.ModelChoiceField(
        label=_("Who promised it?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a portfolio holder"),
        error_messages={"required": _("Choose who promised it.")},
    )
    due_on = DayField(
        label=_("By when?"),
        error_messages={"required": _("Fill in a date, for example 24-11-2026.")},
    )

    def __init__(self, *args: Any, holders: Sequence[User], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4()}
        super().__init__(*args, **kwargs)
        offer(
            self, "holder", User.objects.filter(pk__in=[one.pk for one in holders]).order_by("name")
        )


class SettleForm(forms.Form):
    settlement = WordsField(
        label=_("What was done?"),
        help_text=_("The council reads it at once."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was done.")},
    )
