"""The council's own dates, and what is asked in a session."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.models import InputSession, SessionMode, SessionPurpose
from council.plans import SETTLED_BY_OPENING, Plan
from milestones.boss import consultations_for, is_linked
from milestones.models import Meeting
from ros_portal.lib.dates import DayField, MomentField, in_our_time
from ros_portal.lib.direction import WordsField
from stakeholders.models import Body
from strategy.models import Version

MOST_QUESTIONS = 30
WITHOUT_DECISION = {
    "secrecy_by": _("Say who decided that this session is behind closed doors."),
    "secrecy_on": _("Fill in the date of the decision on secrecy."),
    "secrecy_ground": _("Give the ground for secrecy."),
}


def taken_already(day: date) -> None:
    if day > timezone.localdate():
        raise forms.ValidationError(_("A decision of tomorrow has not been taken yet."))


class SessionForm(forms.Form):
    """The council's own dates, once; of a `session` that opened, only what nobody spoke on."""

    body = forms.ModelChoiceField(
        label=_("For which council?"),
        queryset=Body.objects.none(),
        error_messages={"required": _("Choose a council.")},
    )
    title = WordsField(
        label=_("Title"), max_length=150, error_messages={"required": _("Fill in a title.")}
    )
    introduction = WordsField(
        label=_("Introduction"),
        required=False,
        help_text=_("What members read above the questions."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose = forms.ChoiceField(label=_("What is the session for?"), choices=SessionPurpose.choices)
    mode = forms.ChoiceField(label=_("How is it held?"), choices=SessionMode.choices)
    held_at = MomentField(label=_("When is it?"), required=False)
    place = WordsField(label=_("Where?"), required=False, max_length=120)
    invited = WordsField(
        label=_("Who else is invited, without an account here?"),
        required=False,
        max_length=200,
        help_text=_(
            "For example an expert. The whole council is invited already; other people of this "
            "portal you invite on the page of the session."
        ),
    )
    meeting = forms.ModelChoiceField(
        label=_("Which BOSS does it feed?"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("Not known yet"),
    )
    version = forms.ModelChoiceField(
        label=_("About which text?"),
        queryset=Version.objects.none(),
        required=False,
        empty_label=_("The text as it is published"),
    )
    is_closed = forms.BooleanField(
        label=_("This session is behind closed doors"),
        required=False,
        help_text=_(
            "Outside the council nobody sees who said what. That takes a decision on secrecy "
            "(geheimhouding): fill it in below."
        ),
    )
    secrecy_by = WordsField(label=_("Who decided on secrecy?"), required=False, max_length=120)
    secrecy_on = DayField(
        label=_("When was that decided?"), required=False, validators=[in_our_time, taken_already]
    )
    secrecy_ground = WordsField(
        label=_("On what ground?"),
        required=False,
        max_length=300,
        help_text=_("Everybody who sees the session reads this."),
    )
    opens_at = MomentField(label=_("Input opens"))
    closes_at = MomentField(label=_("Input closes"))
    questions = WordsField(
        label=_("Questions"),
        help_text=_("One question on a line."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Ask at least one question.")},
    )

    def __init__(
        self,
        *args: Any,
        councils: QuerySet[Body],
        session: InputSession | None = None,
        **kwargs: Any,
    ) -> None:
        if session is not None:
            kwargs["initial"] = _planned(session)
        super().__init__(*args, **kwargs)
        self.session = session
        body, meeting, version = (self.fields[name] for name in ("body", "meeting", "version"))
        assert isinstance(body, forms.ModelChoiceField)
        assert isinstance(meeting, forms.ModelChoiceField)
        assert isinstance(version, forms.ModelChoiceField)
        body.queryset = councils
        if len(councils) == 1:  # nothing to choose, for nearly every clerk
            body.initial, body.disabled, body.widget = councils[0], True, forms.HiddenInput()
        if not any(is_linked(one) for one in councils):
            meeting.label = _("Which consultation does it feed?")
        chosen = session.meeting_id if session else None
        meeting.queryset = consultations_for(councils).filter(
            Q(starts_at__gte=timezone.now()) | Q(pk=chosen)
        )
        version.queryset = Version.objects.select_related("product")
        if session is not None and timezone.now() >= session.opens_at:
            for name in (*SETTLED_BY_OPENING, "questions"):
                self.fields[name].disabled = True

    @property
    def meetings(self) -> QuerySet[Meeting]:
        """Those to choose from."""
        field = self.fields["meeting"]
        assert isinstance(field, forms.ModelChoiceField)
        assert field.queryset is not None
        return field.queryset

    @property
    def plan(self) -> Plan:
        # A moment in a form has no fractions of a second: what is settled is taken as it is.
        settled = {
            name: getattr(self.session, name)
            for name in SETTLED_BY_OPENING
            if self.fields[name].disabled
        }
        facts = {name: value for name, value in self.cleaned_data.items() if name != "body"}
        return Plan(**{**facts, **settled})

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
        return {**cleaned, **self._secrecy(cleaned)}

    def _secrecy(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Behind closed doors only with a decision; without it there is nothing to record."""
        if not cleaned.get("is_closed"):
            return {"secrecy_by": "", "secrecy_on": None, "secrecy_ground": ""}
        for name, missing in WITHOUT_DECISION.items():
            if not cleaned.get(name) and not self.has_error(name):
                self.add_error(name, missing)
        return {}


def _planned(session: InputSession) -> dict[str, Any]:
    questions = [question.text for question in session.questions.all()]
    return {**model_to_dict(session), "questions": "\n".join(questions)}


class ExtendSessionForm(forms.Form):
    closes_at = MomentField(label=_("New closing moment"))
    reason = WordsField(
        label=_("Why?"), max_length=200, error_messages={"required": _("Give the reason.")}
    )


class CancelSessionForm(forms.Form):
    reason = WordsField(
        label=_("Why does it not go on?"),
        help_text=_("Everybody who sees the session reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason.")},
    )


class WithholdForm(forms.Form):
    """The decision that one input is secret."""

    decided_by = WordsField(
        label=_("Who decided on secrecy?"),
        max_length=120,
        error_messages={"required": _("Say who decided that this input is secret.")},
    )
    decided_on = DayField(
        label=_("When was that decided?"),
        validators=[in_our_time, taken_already],
        error_messages={"required": _("Fill in the date of the decision on secrecy.")},
    )
    ground = WordsField(
        label=_("On what ground?"),
        max_length=300,
        error_messages={"required": _("Give the ground for secrecy.")},
    )


class AskSessionForm(forms.Form):
    """An executive asks its council for a session."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    body = forms.ModelChoiceField(
        label=_("Which council do you ask?"),
        queryset=Body.objects.none(),
        error_messages={"required": _("Choose a council.")},
    )
    meeting = forms.ModelChoiceField(
        label=_("For which BOSS?"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("Not known yet"),
    )
    why = WordsField(
        label=_("What would you like to talk about?"),
        help_text=_("The clerk reads this, and takes it to the agenda committee."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what it is about.")},
    )

    def __init__(self, *args: Any, councils: QuerySet[Body], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        body, meeting = self.fields["body"], self.fields["meeting"]
        assert isinstance(body, forms.ModelChoiceField)
        assert isinstance(meeting, forms.ModelChoiceField)
        body.queryset = councils
        if len(councils) == 1:
            body.initial, body.disabled, body.widget = councils[0], True, forms.HiddenInput()
        meeting.queryset = consultations_for(councils).upcoming()
        if not any(is_linked(one) for one in councils):
            meeting.label = _("For which consultation?")


class DeclineForm(forms.Form):
    reason = WordsField(
        label=_("Why is there no session?"),
        help_text=_("The executive reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason.")},
    )
