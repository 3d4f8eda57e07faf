"""What is asked about a round of review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.choices import RowsField, offer
from ros_portal.lib.dates import DayField
from stakeholders.models import Body, User
from strategy.models import Chapter, Level, ReviewRound

WITHOUT_A_DAY = {"required": _("Fill in a date, for example 24-11-2026.")}


class ChaptersField(RowsField[Chapter]):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Chapter) -> str:
        if obj.published_id is None:
            return str(_("%(chapter)s (not published yet)") % {"chapter": obj})
        return str(obj)


class RoundForm(forms.Form):
    """What is asked, about which chapters, and from when until when."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the round"),
        help_text=_("As people will call it, for example 80% version, by the civil servants."),
        max_length=80,
        error_messages={"required": _("Give the round a name.")},
    )
    level = forms.ChoiceField(
        label=_("Who is asked?"),
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who is asked.")},
    )
    chapters = ChaptersField(
        label=_("About which chapters?"),
        queryset=Chapter.objects.none(),
        error_messages={"required": _("Choose one chapter at least.")},
    )
    opens_on = DayField(label=_("First day"), error_messages=WITHOUT_A_DAY)
    closes_on = DayField(
        label=_("Last day"),
        help_text=_("The round closes at the end of this day."),
        error_messages=WITHOUT_A_DAY,
    )
    note = forms.CharField(
        label=_("What do you ask?"),
        help_text=_("What the organisations should look at. At most 500 characters."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,
        chapters: QuerySet[Chapter],
        changed: ReviewRound | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.changed = changed
        field = self.fields["chapters"]
        assert isinstance(field, ChaptersField)
        field.queryset = chapters
        if changed is None:
            self.initial = {"key": uuid4(), **self.initial}
            return
        # Who was asked at one level is not asked at the other by a change of the form.
        del self.fields["key"], self.fields["level"]
        self.fields["opens_on"].disabled = changed.is_open
        self.initial = {
            "name": changed.name,
            "chapters": changed.chapters.all(),
            "opens_on": changed.opens_on,
            "closes_on": changed.closes_on,
            "note": changed.note,
        }

    def clean_opens_on(self) -> date:
        day: date = self.cleaned_data["opens_on"]
        same = self.changed is not None and day == self.changed.opens_on
        if not same and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_on, closes_on = cleaned.get("opens_on"), cleaned.get("closes_on")
        if closes_on and closes_on < timezone.localdate():
            self.add_error("closes_on", _("Choose today or a later day."))
        elif opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("The last day cannot be before the first one."))
        return cleaned


class WithdrawRoundForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you withdraw this round?"),
        help_text=_("One line. Everybody who was asked can read it."),
        max_length=300,
        error_messages={"required": _("Say in one line why you withdraw it.")},
    )


class ReviewerForm(forms.Form):
    """Whom one's own organisation asks, and by which day."""

    user = forms.ModelChoiceField(
        label=_("Whom do you ask?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )
    due_on = DayField(label=_("By which day?"), required=False)

    def __init__(
        self,
        sent: Mapping[str, Any] | None = None,
        *,
        round_: ReviewRound,
        body: Body,
        people: Sequence[User],
    ) -> None:
        super().__init__(sent, prefix=body.slug)
        self.round = round_
        field = offer(self, "user", User.objects.filter(pk__in=[person.pk for person in people]))
        field.choices = [("", _("Choose a colleague")), *((one.pk, str(one)) for one in people)]

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day is not None and not self.round.opens_on <= day <= self.round.closes_on:
            raise forms.ValidationError(_("Choose a day within the round."))
        return day
