from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import ChapterStatus, ConflictChoice


class PublishForm(forms.Form):
    # The text the project lead has read; another one is not published unseen.
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What changed, and why?"),
        help_text=_("One line. Councils and other readers see it in the history."),
        max_length=300,
        error_messages={"required": _("Say in one line what changed and why.")},
    )


class StatusForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[choice for choice in ChapterStatus.choices if choice[0] != ChapterStatus.DRAFT],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a status.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("One line, for example the meeting in which this was decided."),
        max_length=300,
        error_messages={"required": _("Say in one line why the status changes.")},
    )


class RestoreForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you put this text back?"),
        max_length=300,
        error_messages={"required": _("Say in one line why you put this text back.")},
    )


class ConflictForm(forms.Form):
    choice = forms.ChoiceField(
        choices=[
            choice for choice in ConflictChoice.choices if choice[0] != ConflictChoice.SUPERSEDED
        ],
        error_messages={"required": _("Choose one of the versions, or both.")},
    )
    base = forms.IntegerField(required=False, min_value=1)
