"""When a BOSS is, said by who leads the strategy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting
from ros_portal.lib.dates import MomentField, in_our_time
from ros_portal.lib.direction import WordsField


class BossForm(forms.Form):
    starts_at = MomentField(label=_("Date and time"))
    place = WordsField(label=_("Where?"), required=False, max_length=120)

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if starts_at <= timezone.now():
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        return starts_at


class MoveBossForm(BossForm):
    """First it is looked at what the move brings about; then it is `confirmed`."""

    # The moment that this page was made with: a colleague may move it meanwhile.
    seen = forms.DateTimeField(widget=forms.HiddenInput, validators=[in_our_time])
    confirmed = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        local = timezone.localtime(meeting.starts_at)
        kwargs["initial"] = {"starts_at": local, "place": meeting.place, "seen": local.isoformat()}
        super().__init__(*args, **kwargs)
