"""When a session was held, and with how many."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.dates import MomentField

MOST = 9999


class SittingForm(forms.Form):
    held_at = MomentField(label=_("When was it held?"))
    present = forms.IntegerField(
        label=_("How many people were there?"),
        help_text=_("Leave it empty when nobody counted."),
        required=False,
        min_value=0,
        max_value=MOST,
        error_messages={
            "invalid": _("Fill in a number, for example 23."),
            "min_value": _("Fill in a number, for example 23."),
            "max_value": _("Fill in a number, for example 23."),
        },
    )

    def clean_held_at(self) -> datetime:
        moment: datetime = self.cleaned_data["held_at"]
        if moment > timezone.now():
            raise forms.ValidationError(
                _("This moment is still to come: record it once the session was held.")
            )
        return moment
