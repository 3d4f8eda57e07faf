"""The council's own dates, and what is asked in a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from council.models import SessionMode
from milestones.models import Meeting
from ros_portal.lib.dates import in_our_time
from stakeholders.models import Body

MOST_QUESTIONS = 30


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        validators=[in_our_time],
        error_messages={
            "required": _("Fill in a date and a time."),
            "invalid": _("Fill in a date and a time, for example 24-11-2026 19.30."),
        },
        **options,
    )


class SessionForm(forms.Form):
    """The council's own dates, once."""

    body = forms.ModelChoiceField(
        label=_("For which council?"),
        queryset=Body.objects.none(),
        error_messages={"required": _("Choose a council.")},
    )
    title = forms.CharField(
        label=_("Title"), max_length=150, error_messages={"required": _("Fill in a title.")}
    )
    introduction = forms.CharField(
        label=_("Introduction"),
        required=False,
        help_text=_("What members read above the questions."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mode = forms.ChoiceField(label=_("How is it held?"), choices=SessionMode.choices)
    held_at = moment_field(_("When is it?"), required=False)
    place = forms.CharField(label=_("Where?"), required=False, max_length=120)
    meeting = forms.ModelChoiceField(
        label=_("Which BOSS does it feed?"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("Not known yet"),
    )
    opens_at = moment_field(_("Input opens"))
    closes_at = moment_field(_("Input closes"))
    questions = forms.CharField(
        label=_("Questions"),
        help_text=_("One question on a line."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Ask at least one question.")},
    )

    def __init__(self, *args: Any, councils: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body, meeting = self.fields["body"], self.fields["meeting"]
        assert isinstance(body, forms.ModelChoiceField)
        assert isinstance(meeting, forms.ModelChoiceField)
        body.queryset = councils
        if len(councils) == 1:  # nothing to choose, for nearly every clerk
            body.initial, body.disabled, body.widget = councils[0], True, forms.HiddenInput()
        meeting.queryset = Meeting.objects.upcoming().of_boss().select_related("body")

    def clean_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines()]
        questions = [line for line in lines if line]
        if not questions:
            raise forms.ValidationError(_("Ask at least one question."))
        if len(questions) > MOST_QUESTIONS:
            raise forms.ValidationError(
                _("Ask at most %(most)s questions."), params={"most": MOST_QUESTIONS}
            )
        if any(len(question) > 300 for question in questions):
            raise forms.ValidationError(_("A question has at most 300 characters."))
        return questions

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Input must close after it opens."))
        return cleaned


class ExtendSessionForm(forms.Form):
    closes_at = moment_field(_("New closing moment"))
    reason = forms.CharField(
        label=_("Why?"), max_length=200, error_messages={"required": _("Give the reason.")}
    )
