"""What is asked while a text is written, discussed, decided about and taken along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.choices import RowsField, offer
from ros_portal.lib.keys import renew
from stakeholders.models import Body, User
from strategy import docx, permissions
from strategy.mentions import calls
from strategy.models import Chapter, ChapterStatus, ConflictChoice, ExportFormat, Level, Stance
from strategy.text.nodes import Node, children


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


EVERYBODY, OWN_BODY = "everybody", "own_body"


class CommentForm(forms.Form):
    """An answer in a conversation, in the name of one of the writer's bodies."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    body = forms.ModelChoiceField(
        label=_("In the name of"),
        queryset=Body.objects.none(),
        error_messages={"required": _("Choose in whose name you speak.")},
    )
    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("Write @ and a name to call somebody in."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your comment.")},
    )

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        offer_bodies(self.fields["body"], bodies)


class PeopleField(RowsField[User]):
    """Several people, folded away until somebody wants them, by organisation."""

    widget = forms.CheckboxSelectMultiple
    is_open = False

    def offer(self, people: Mapping[User, Body]) -> None:
        self.queryset = User.objects.filter(pk__in=[person.pk for person in people])
        groups: dict[str, list[tuple[int, str]]] = {}
        for person, body in people.items():
            groups.setdefault(body.brief_name, []).append((person.pk, str(person)))
        self.choices = list(groups.items())


class AnswerForm(CommentForm):
    """With whom the writer calls in: ticked, or by name in the text."""

    mentioned = PeopleField(
        label=_("Whom do you want to call in?"),
        help_text=_("They get one mail with a link to this conversation."),
        queryset=User.objects.none(),
        required=False,
        template_name="strategy/_people_field.html",
        error_messages={"invalid_choice": _("This person cannot read this conversation.")},
    )

    def __init__(self, *args: Any, people: Mapping[User, Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.unknown: list[str] = []  # whom the text calls and nobody is called
        self.people_field.offer(people)

    @property
    def people_field(self) -> PeopleField:
        field = self.fields["mentioned"]
        assert isinstance(field, PeopleField)
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ticked = set(cleaned.get("mentioned", ()))
        for call in calls(cleaned.get("text", ""), self.who_reads(cleaned)):
            if len(call.meant) == 1:
                ticked.update(call.meant)
            elif not call.meant:
                self.unknown.append(call.words)
            elif not ticked.intersection(call.meant):
                self.add_error(
                    "mentioned",
                    _("More people are called %(name)s. Tick whom you mean.")
                    % {"name": call.words},
                )
        cleaned["mentioned"] = ticked
        return cleaned

    def who_reads(self, cleaned: Mapping[str, Any]) -> Mapping[User, Body]:
        return self.people


class StartThreadForm(AnswerForm):
    quote = forms.CharField(
        label=_("About which words?"),
        help_text=_("Leave this empty when it is about the whole paragraph."),
        max_length=300,
        required=False,
    )
    readers = forms.ChoiceField(
        label=_("Who may read this?"),
        choices=[
            (EVERYBODY, _("All who write this text")),
            (OWN_BODY, _("Only my own organisation")),
        ],
        initial=EVERYBODY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may read this.")},
    )
    assigned_to = forms.ModelChoiceField(
        label=_("Who should answer?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )

    field_order = ["key", "body", "quote", "text", "readers", "mentioned", "assigned_to"]

    def __init__(self, *args: Any, chapter: Chapter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapter = chapter
        offer(self, "assigned_to", User.objects.filter(pk__in=[one.pk for one in self.people]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person, body = cleaned.get("assigned_to"), cleaned.get("body")
        if person and body and person not in self.who_reads(cleaned):
            self.add_error(
                "assigned_to", _("This person cannot read what stays in your own organisation.")
            )
        for person in cleaned["mentioned"].difference(self.who_reads(cleaned)):
            self.add_error(
                "mentioned",
                _("%(person)s cannot read what stays in your own organisation.")
                % {"person": person},
            )
        return cleaned

    def who_reads(self, cleaned: Mapping[str, Any]) -> Mapping[User, Body]:
        body = cleaned.get("body")
        if body is None or cleaned.get("readers") != OWN_BODY:
            return self.people
        inside = permissions.readers_of_thread(self.chapter, body)
        return {person: inside[person] for person in self.people if person in inside}


class ReadDocumentForm(forms.Form):
    document = forms.FileField(
        label=_("Word document"),
        help_text=_("A Word document (.docx) of 20 MB at most."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={
            "required": _("Choose a Word document first."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter name."),
        },
    )

    def clean_document(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["document"]
        if (file.size or 0) > docx.MAX_BYTES:
            raise forms.ValidationError(docx.TOO_LARGE)
        return file


class ImportDocumentForm(forms.Form):
    """Put what was read into the chapter; asked is only what there is to choose."""

    body = forms.ModelChoiceField(
        label=_("In the name of"),
        queryset=Body.objects.none(),
        error_messages={"required": _("Choose in whose name you do this.")},
    )
    readers = forms.ChoiceField(
        label=_("Who may read the comments from Word?"),
        choices=[
            (OWN_BODY, _("Only my own organisation")),
            (EVERYBODY, _("All who write this text")),
        ],
        initial=OWN_BODY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may read the comments.")},
    )

    def __init__(
        self, *args: Any, bodies: Sequence[Body], has_comments: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self.fields["body"], bodies)
        if not has_comments:
            del self.fields["readers"]

    @property
    def is_internal(self) -> bool:
        return bool(self.cleaned_data.get("readers", OWN_BODY) == OWN_BODY)


class StartSuggestionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    body = forms.ModelChoiceField(
        label=_("In the name of"),
        queryset=Body.objects.none(),
        error_messages={"required": _("Choose in whose name you propose this.")},
    )

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"key": uuid4()}})
        offer_bodies(self.fields["body"], bodies)


class SendSuggestionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you propose this?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the others must be able to weigh it.")},
    )


class DecideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you decide so?"),
        help_text=_("All who write this text read this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you decide so.")},
    )


class AdaptForm(DecideForm):
    """Other words for what was proposed; a blank line begins another paragraph."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("The text as it should be"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the text as it should be.")},
    )

    field_order = ["base", "text", "reason"]

    def begin_on(self, chapter: Chapter) -> None:
        """Who saw the newer text and saves again writes on it knowingly."""
        renew(self, base=chapter.head_id)

    def document(self, proposed: Node) -> Node:
        """The typed words; a heading stays a heading. Only for what `is_plain`."""
        first = children(proposed)[0]
        kind: Node = {"type": "paragraph"}
        if first["type"] == "heading":
            kind = {"type": "heading", "attrs": {"level": first["attrs"]["level"]}}
        paragraphs = [" ".join(part.split()) for part in self.cleaned_data["text"].split("\n\n")]
        content = [
            {
                **(kind if number == 0 else {"type": "paragraph"}),
                "content": [{"type": "text", "text": words}],
            }
            for number, words in enumerate(filter(None, paragraphs))
        ]
        return {"type": "doc", "content": content}


def offer_bodies(field: forms.Field, bodies: Sequence[Body]) -> None:
    """In whose name; with one body there is nothing to choose, as for nearly everybody."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])
    if len(bodies) == 1:
        field.initial, field.disabled, field.widget = bodies[0], True, forms.HiddenInput()


class FreezeForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the version"),
        help_text=_("As people will call it, for example 0.8 or 80% version."),
        max_length=60,
        error_messages={"required": _("Give the version a name.")},
    )
    note = forms.CharField(
        label=_("What is it for?"),
        help_text=_("One line, for example the meeting in which it is discussed."),
        max_length=300,
        error_messages={"required": _("Say in one line what it is for.")},
    )


class PositionForm(forms.Form):
    """What one's organisation thinks of the text that is published now."""

    # The text that was read: another one is not judged unseen.
    revision = forms.IntegerField(widget=forms.HiddenInput)
    offer = forms.ChoiceField(
        label=_("In whose name?"), error_messages={"required": _("Choose in whose name.")}
    )
    stance = forms.ChoiceField(
        label=_("What does your organisation think of it?"),
        choices=Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a position.")},
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        help_text=_("Needed when you agree with remarks, or do not agree."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self, *args: Any, offers: Sequence[tuple[Body, str]], published: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"revision": published}})
        self.published = published
        self.offers = {f"{body.pk}-{level}": (body, level) for body, level in offers}
        field = self.fields["offer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (key, f"{body}: {Level(level).label}") for key, (body, level) in self.offers.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "revision" in cleaned and cleaned["revision"] != self.published:
            self.add_error(None, _("A new text has been published. Read it first."))
        asks_for_words = cleaned.get("stance") in {Stance.REMARKS, Stance.DISAGREES}
        if asks_for_words and not cleaned.get("remarks"):
            self.add_error("remarks", _("Say what should be different."))
        if "offer" in cleaned:
            cleaned["offer"] = self.offers[cleaned["offer"]]
        return cleaned


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Which file?"),
        choices=[one for one in ExportFormat.choices if one[0] != ExportFormat.XLSX],
        initial=ExportFormat.DOCX,
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
