"""What a member fills in, and what a clerk fills in for a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting
from stakeholders.models import Appointment, Group, User
from strategy.models import Chapter, Revision
from strategy.quoting import quote

from .models import Input, InputKind, InputSession, InputSource, SessionMode
from .speech import Said, Speech

LONGEST_ANSWER = 10_000  # characters
MOST_REMARKS = 50


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Fill in a date and a time."),
            "invalid": _("Fill in a date and a time, for example 24-11-2026 19.30."),
        },
        **options,
    )


class RemarkForm(forms.Form):
    """A remark on a chapter, or on one block of it as the member read it."""

    chapter = forms.ModelChoiceField(
        label=_("Chapter"),
        queryset=Chapter.objects.none(),
        required=False,
        empty_label=_("Choose a chapter"),
    )
    text = forms.CharField(
        label=_("Your remark"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    block_id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    revision = forms.ModelChoiceField(
        queryset=Revision.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, chapters: Sequence[Chapter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [chapter.pk for chapter in chapters]
        self.fields["chapter"].queryset = Chapter.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        self.fields["chapter"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a chapter")),
            *((chapter.pk, str(chapter)) for chapter in chapters),
        ]
        self.fields["revision"].queryset = Revision.objects.filter(  # type: ignore[attr-defined]
            chapter__in=ids
        )

    @property
    def quote(self) -> str:
        """The paragraph that was tapped, above the field in which one reacts to it."""
        block_id = self["block_id"].value()
        if not block_id:
            return ""
        revisions = self.fields["revision"].queryset  # type: ignore[attr-defined]
        return quote(revisions.filter(pk=self["revision"].value() or 0).first(), block_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text, chapter = cleaned.get("text", "").strip(), cleaned.get("chapter")
        if text and not chapter:
            self.add_error("chapter", _("Choose the chapter that this remark is about."))
        revision = cleaned.get("revision")
        if revision and chapter and revision.chapter_id != chapter.pk:
            # The chapter was changed by hand: the paragraph belongs to the other one.
            cleaned["revision"], cleaned["block_id"] = None, ""
        return cleaned


RemarkFormSet = forms.formset_factory(
    RemarkForm, extra=1, max_num=MOST_REMARKS, absolute_max=MOST_REMARKS
)


class AnswerTextarea(forms.Textarea):
    """The sentence above the questions says that they may be left empty: not at every one."""

    plainly_optional = True


class InputForm(forms.Form):
    """An answer per question; the questions are the session's own."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        session: InputSession,
        group: Group | None,
        draft: Input | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**self._initial(draft), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.questions = list(session.questions.all())
        self.group = group
        for question in self.questions:
            self.fields[f"question_{question.pk}"] = forms.CharField(
                label=question.text,
                required=False,
                max_length=LONGEST_ANSWER,
                widget=AnswerTextarea(attrs={"rows": 4}),
            )
        if group is not None:
            self.fields["kind"] = forms.ChoiceField(
                label=_("In whose name do you speak?"),
                choices=[
                    (InputKind.MEMBER, InputKind.MEMBER.label),
                    (InputKind.GROUP, f"{InputKind.GROUP.label} ({group.name})"),
                ],
                widget=forms.RadioSelect,
                initial=InputKind.MEMBER,
            )

    @staticmethod
    def _initial(draft: Input | None) -> dict[str, Any]:
        if draft is None:
            return {"key": uuid4()}
        answers = {
            f"question_{answer.question_id}": answer.text
            for answer in draft.answers.all()
            if answer.question_id
        }
        return {"key": draft.key, "kind": draft.kind, **answers}

    def answers(self) -> list[Said]:
        texts = (
            (question, self.cleaned_data[f"question_{question.pk}"].strip())
            for question in self.questions
        )
        return [Said(text=text, question=question) for question, text in texts if text]

    def speech(self, author: User, remarks: Iterable[Said], *, no_remarks: bool = False) -> Speech:
        kind = self.cleaned_data.get("kind", InputKind.MEMBER)
        key: UUID = self.cleaned_data["key"]
        return Speech(
            key=key,
            author=author,
            kind=kind,
            group=self.group,
            said=[*self.answers(), *remarks],
            no_remarks=no_remarks,
        )


class RoomInputForm(InputForm):
    """What the clerk writes down: who said it, how it came in, and what was said."""

    source = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[choice for choice in InputSource.choices if choice[0] != InputSource.ONLINE],
    )
    speaker = forms.ModelChoiceField(
        label=_("Who said it?"),
        queryset=Appointment.objects.none(),
        empty_label=_("Choose a member"),
        error_messages={"required": _("Choose who said it.")},
    )
    for_group = forms.BooleanField(label=_("Said on behalf of the whole group"), required=False)

    field_order = ["key", "speaker", "for_group", "source"]

    def __init__(self, *args: Any, members: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, group=None, **kwargs)
        field = self.fields["speaker"]
        field.queryset = Appointment.objects.filter(  # type: ignore[attr-defined]
            pk__in=[member.pk for member in members]
        ).select_related("user", "group")
        field.choices = [  # type: ignore[attr-defined]
            ("", _("Choose a member")),
            *(
                (member.pk, f"{member.user.name} ({member.group})" if member.group else member.user)
                for member in members
            ),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        speaker = cleaned.get("speaker")
        if speaker and cleaned.get("for_group") and speaker.group is None:
            self.add_error("for_group", _("This member sits in no group."))
        return cleaned

    def spoken(self) -> Speech:
        speaker: Appointment = self.cleaned_data["speaker"]
        return Speech(
            key=self.cleaned_data["key"],
            author=speaker.user,
            kind=InputKind.GROUP if self.cleaned_data["for_group"] else InputKind.MEMBER,
            group=speaker.group,
            said=self.answers(),
            source=self.cleaned_data["source"],
        )


class SessionForm(forms.Form):
    """The council's own dates, once."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings = Meeting.objects.upcoming().of_boss().select_related("body")
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]

    def clean_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines()]
        questions = [line for line in lines if line]
        if not questions:
            raise forms.ValidationError(_("Ask at least one question."))
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
