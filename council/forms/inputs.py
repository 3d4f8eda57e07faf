"""What a member fills in, and what the clerk fills in for a member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from council.models import POSTED, Input, InputKind, InputSession, InputSource
from council.speech import LONGEST_ANSWER, Resolved, Said, Speech, Voted
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from ros_portal.lib.keys import renew
from ros_portal.lib.requests import whole_number
from stakeholders.models import Appointment, Group, User
from strategy.models import Chapter, Revision
from strategy.quoting import quote

MOST_REMARKS = 50


class RemarkForm(forms.Form):
    """A remark on a chapter, or on one block of it as the member read it."""

    chapter = forms.TypedChoiceField(
        label=_("Chapter"), required=False, coerce=int, empty_value=None
    )
    text = WordsField(
        label=_("Your remark"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    block_id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        chapters: Mapping[int, Chapter],
        revisions: Mapping[int, Revision],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chapters, self.revisions = chapters, revisions
        field = self.fields["chapter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a chapter")), *chapters.items()]

    @property
    def quote(self) -> str:
        """The paragraph that was tapped, above the field in which one reacts to it."""
        return quote(self._revision(self["revision"].value()), self["block_id"].value())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chapter = self.chapters.get(cleaned.get("chapter") or 0)
        revision = self._revision(cleaned.get("revision"))
        if cleaned.get("text", "").strip() and not chapter and not self.has_error("chapter"):
            self.add_error("chapter", _("Choose the chapter that this remark is about."))
        if revision and chapter and revision.chapter_id != chapter.pk:
            # The chapter was changed by hand: the paragraph belongs to the other one.
            revision = None
        return {**cleaned, "chapter": chapter, "revision": revision}

    def _revision(self, named: object) -> Revision | None:
        """What the browser names, when it is one of the texts that were remarked on."""
        return self.revisions.get(whole_number(str(named)) or 0)


class BaseRemarkFormSet(forms.BaseFormSet[RemarkForm]):
    """Reads at once the texts that were remarked on; `form_kwargs` has the chapters by id."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "revisions": self.revisions}

    @cached_property
    def revisions(self) -> dict[int, Revision]:
        """The published texts that were remarked on, whatever the browser says."""
        if self.is_bound:
            named = [
                self.data.get(f"{self.add_prefix(place)}-revision")
                for place in range(self.total_form_count())
            ]
        else:
            named = [remark.get("revision") for remark in self.initial or []]
        found = Revision.objects.published().filter(chapter__in=self.form_kwargs["chapters"])
        return found.in_bulk({whole_number(str(one)) or 0 for one in named})


RemarkFormSet = forms.formset_factory(
    RemarkForm,
    formset=BaseRemarkFormSet,
    extra=1,
    max_num=MOST_REMARKS,
    absolute_max=MOST_REMARKS,
)


class AnswerTextarea(forms.Textarea):
    """The sentence above the questions says that they may be left empty: not at every one."""

    plainly_optional = True


class InputForm(forms.Form):
    """An answer per question; the questions are the session's own."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput, required=False)
    after = forms.UUIDField(widget=forms.HiddenInput, required=False)

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
            self.fields[f"question_{question.pk}"] = WordsField(
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
            return {"key": uuid4(), "page": uuid4()}
        answers = {
            f"question_{answer.question_id}": answer.text
            for answer in draft.answers.all()
            if answer.question_id
        }
        pages = {"page": uuid4(), "after": draft.written_in}
        return {"key": draft.key, "kind": draft.kind, **pages, **answers}

    def begin_after(self, draft: Input) -> None:
        """Who saw that draft and saves again writes over it knowingly."""
        renew(self, after=draft.written_in)

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
            page=self.cleaned_data["page"],
            after=self.cleaned_data["after"],
        )


class RoomInputForm(InputForm):
    """What the clerk writes down: who said it, how it came in, and what was said."""

    source = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[choice for choice in InputSource.choices if choice[0] != InputSource.ONLINE],
    )
    arrived_on = DayField(
        label=_("When did it come in?"),
        required=False,
        help_text=_("Of an e-mail or a letter. What came in before the session closed counts."),
    )
    speaker = forms.ModelChoiceField(
        label=_("Who said it?"),
        queryset=Appointment.objects.none(),
        empty_label=_("Choose a member"),
        error_messages={"required": _("Choose who said it.")},
    )
    for_group = forms.BooleanField(label=_("Said on behalf of the whole group"), required=False)

    field_order = ["key", "speaker", "for_group", "source", "arrived_on"]

    def __init__(self, *args: Any, members: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, group=None, **kwargs)
        self.session: InputSession = kwargs["session"]
        field = self.fields["speaker"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Appointment.objects.filter(
            pk__in=[member.pk for member in members]
        ).select_related("user", "group")
        field.choices = [
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
        if cleaned.get("source") not in POSTED:
            return {**cleaned, "arrived_on": None}
        if not self.has_error("arrived_on"):
            cleaned["arrived_on"] = self._arrival(cleaned.get("arrived_on"))
        return cleaned

    def _arrival(self, day: date | None) -> date | None:
        """Today, while that is in time anyhow."""
        today = timezone.localdate()
        if day is None and self.session.is_open(timezone.now()):
            return today
        if day is None:
            self.add_error("arrived_on", _("Fill in the day on which it came in."))
        elif day > today:
            self.add_error("arrived_on", _("This day is still to come."))
        elif day > self.session.last_day:
            self.add_error("arrived_on", _("It came in after the session closed."))
        return day

    def spoken(self) -> Speech:
        speaker: Appointment = self.cleaned_data["speaker"]
        return Speech(
            key=self.cleaned_data["key"],
            author=speaker.user,
            kind=InputKind.GROUP if self.cleaned_data["for_group"] else InputKind.MEMBER,
            group=speaker.group,
            said=self.answers(),
            source=self.cleaned_data["source"],
            arrived_on=self.cleaned_data["arrived_on"],
        )


class HarvestForm(InputForm):
    """What came out of a meeting, by nobody in particular: an answer to each question."""

    def registered(self, clerk: User) -> Speech:
        return Speech(
            key=self.cleaned_data["key"],
            author=clerk,
            kind=InputKind.HARVEST,
            group=None,
            said=self.answers(),
            source=InputSource.ROOM,
        )


class VoteForm(forms.Form):
    """One group; its `group` comes with the form, not from the browser."""

    in_favour = forms.IntegerField(label=_("In favour"), min_value=0, max_value=99, required=False)
    against = forms.IntegerField(label=_("Against"), min_value=0, max_value=99, required=False)
    view = WordsField(
        label=_("What this group wants to be known"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group

    def voted(self) -> Voted | None:
        """None: this group neither voted nor said anything."""
        facts = self.cleaned_data
        in_favour, against = facts["in_favour"] or 0, facts["against"] or 0
        if not (in_favour or against or facts["view"].strip()):
            return None
        return Voted(self.group, in_favour, against, facts["view"].strip())


class ResolutionForm(forms.Form):
    """A motion or a decision: what it is called, what it says and about what."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = WordsField(
        label=_("Title"), max_length=150, error_messages={"required": _("Fill in a title.")}
    )
    number = WordsField(
        label=_("Number"),
        required=False,
        max_length=40,
        help_text=_("As the council names it, for example 2026-41."),
        error_messages={"required": _("Fill in the number of the decision.")},
    )
    adopted_on = DayField(
        label=_("Adopted on"),
        error_messages={"required": _("Fill in a date, for example 24-11-2026.")},
    )
    about = forms.ChoiceField(
        label=_("What is it about?"),
        error_messages={"required": _("Choose a question or a chapter.")},
    )
    text = WordsField(
        label=_("What does the council say?"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down what the council says.")},
    )
    without_vote = forms.BooleanField(
        label=_("Adopted without a vote"),
        required=False,
        help_text=_("Nobody asked for a vote: the votes below stay empty."),
    )

    def __init__(
        self,
        *args: Any,
        session: InputSession,
        chapters: Sequence[Chapter],
        kind: InputKind,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"key": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.seats = session.body.seats
        # A decision is found by its number; a motion may have none.
        self.fields["number"].required = kind == InputKind.DECISION
        self.questions = {f"question-{one.pk}": one for one in session.questions.all()}
        self.chapters = {f"chapter-{one.pk}": one for one in chapters}
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose a question or a chapter")),
            (_("Questions"), list(self.questions.items())),
            (_("Chapters"), list(self.chapters.items())),
        ]

    def clean_adopted_on(self) -> date:
        day: date = self.cleaned_data["adopted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def accepts(self, votes: Sequence[Voted]) -> bool:
        """Only what was adopted is a statement of the council; else the form is told why not."""
        in_favour, against = sum(v.in_favour for v in votes), sum(v.against for v in votes)
        if self.cleaned_data["without_vote"]:
            if in_favour or against:
                self.add_error("without_vote", _("There are votes below: clear them, or this."))
        elif not (in_favour or against):
            self.add_error("without_vote", _("Fill in the votes of the groups, or choose this."))
        elif self.seats and in_favour + against > self.seats:
            self.add_error(
                None,
                _("These are %(votes)s votes, and the council has %(seats)s seats. Look again.")
                % {"votes": in_favour + against, "seats": self.seats},
            )
        elif in_favour <= against:
            self.add_error(
                None,
                _(
                    "With these votes it was rejected. What the council rejected is no statement of it: "
                    "write it down as what came out of the meeting."
                ),
            )
        return not self.errors

    def registered(self, clerk: User, kind: InputKind, votes: Iterable[Voted]) -> Speech:
        facts = self.cleaned_data
        said = Said(
            text=facts["text"].strip(),
            question=self.questions.get(facts["about"]),
            chapter=self.chapters.get(facts["about"]),
        )
        return Speech(
            key=facts["key"],
            author=clerk,
            kind=kind,
            group=None,
            said=[said],
            source=InputSource.ROOM,
            resolved=Resolved(
                title=facts["title"].strip(),
                number=facts["number"].strip(),
                adopted_on=facts["adopted_on"],
                votes=list(votes),
            ),
        )
