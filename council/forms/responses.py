"""What is answered to points: the words, a second pair of eyes, and when the councils read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.models import Outcome, Response, StandardAnswer
from milestones.models import Meeting
from ros_portal.lib.direction import WordsField
from ros_portal.lib.keys import renew

from .points import LONGEST_POINT


class ResponseForm(forms.Form):
    title = WordsField(
        label=_("Short name"),
        help_text=_("By which you find it in the list."),
        max_length=120,
        error_messages={"required": _("Give the answer a short name.")},
    )
    outcome = forms.ChoiceField(
        label=_("What is done with it?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is done with it.")},
    )
    text = WordsField(
        label=_("Answer and reason"),
        help_text=_("The council reads this after the BOSS."),
        max_length=LONGEST_POINT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer and the reason.")},
    )
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    standard = forms.ModelChoiceField(
        queryset=StandardAnswer.objects.all(), required=False, widget=forms.HiddenInput
    )

    def begun_with(self, standard: StandardAnswer | None) -> ResponseForm:
        """The same form with the words of `standard` in it; what was typed already stays, above them."""
        typed = {name: self.data.get(name, "") for name in ("title", "outcome", "text")}
        if standard is None:
            return type(self)(initial=typed)
        return type(self)(
            initial={
                "standard": standard.pk,
                "title": typed["title"] or standard.title,
                "outcome": typed["outcome"] or standard.outcome,
                "text": "\n\n".join(filter(None, [typed["text"].strip(), standard.text])),
            }
        )

    @property
    def wording(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "outcome", "text")}

    @staticmethod
    def words_of(answer: Response | StandardAnswer) -> dict[str, Any]:
        """To begin the form with."""
        return {name: getattr(answer, name) for name in ("title", "outcome", "text", "edition")}

    def begin_after(self, answer: Response | StandardAnswer) -> None:
        """Who saw the newer words and saves again writes over them knowingly."""
        renew(self, edition=answer.edition)


class StandardAnswerForm(ResponseForm):
    """Words to begin with: no council reads them until they stand in an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Who answers with it can change every word.")


class ReadForm(forms.Form):
    """The answers that a colleague read and approves, each with the words that were read."""

    read = forms.MultipleChoiceField(
        label=_("Answers"),
        error_messages={
            "required": _("Tick the answers that you approve."),
            "invalid_choice": _(
                "One of these answers changed meanwhile. Nothing was approved: look again."
            ),
        },
    )

    def __init__(self, *args: Any, answers: Iterable[Response], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = {one.as_read: one.pk for one in answers}
        field = self.fields["read"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in self.answers]

    @property
    def as_read(self) -> dict[int, str]:
        """By answer, `Response.as_read` of the page."""
        return {self.answers[one]: one for one in self.cleaned_data["read"]}


class PublishForm(forms.Form):
    """After which meeting, and which answers of no meeting go along."""

    meeting = forms.ModelChoiceField(queryset=Meeting.objects.none())
    also = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting, also = self.fields["meeting"], self.fields["also"]
        assert isinstance(meeting, forms.ModelChoiceField)
        assert isinstance(also, forms.TypedMultipleChoiceField)
        meeting.queryset = Meeting.objects.held()
        loose = Response.objects.of_no_meeting()
        also.choices = [(pk, pk) for pk in loose.values_list("pk", flat=True)]


class LinkForm(forms.Form):
    change = forms.RegexField(r"^[0-9]{1,18}#[A-Za-z0-9_-]{6,40}$")

    def clean_change(self) -> tuple[int, str]:
        revision, block = self.cleaned_data["change"].split("#")
        return int(revision), block
