"""What the clerk writes down while it is said, and what comes of reading it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.models import InputKind, InputSession, InputSource
from council.overviews import council_members
from council.speech import LONGEST_ANSWER, Said, Speech
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from ros_portal.lib.requests import whole_number
from stakeholders.models import Group, User
from strategy.models import Chapter, Revision
from strategy.quoting import words_of_block

SAY_SOMETHING: Final = _("Write down what was said.")


@dataclass(frozen=True)
class Voice:
    """Somebody who can be heard: a member, a member for a group, or a group as a whole."""

    label: str
    kind: str
    group: Group | None
    author: User | None = None


@dataclass(frozen=True)
class Subject:
    """A question, a chapter or a paragraph, as the clerk finds it while typing."""

    label: str
    number: int | None
    said: dict[str, Any]


def voices(session: InputSession) -> dict[str, Voice]:
    """Whom the clerk can hear in this council now, by the code that the page sends."""
    found: dict[str, Voice] = {}
    for group in Group.objects.on(timezone.localdate()).filter(body=session.body_id):
        found[f"group-{group.pk}"] = Voice(group.name, InputKind.GROUP, group)
    for member in council_members(session):
        name, of_group = member.user.name, member.group
        label = f"{name} ({of_group.name})" if of_group else name
        found[f"member-{member.pk}"] = Voice(label, InputKind.MEMBER, of_group, member.user)
        if of_group:
            label = gettext("%(name)s for %(group)s") % {"name": name, "group": of_group.name}
            found[f"voice-{member.pk}"] = Voice(label, InputKind.GROUP, of_group, member.user)
    return found


def subjects(session: InputSession, reader: User) -> dict[str, Subject]:
    """What one can speak about as `reader` sees the texts now, by the code that the page sends."""
    found = {}
    for number, question in enumerate(session.questions.all(), start=1):
        label = f"{number}. {question.text}"
        found[f"question-{question.pk}"] = Subject(label, number, {"question": question})
    chapters = Chapter.objects.visible_to(reader).select_related("product", "published")
    for chapter in chapters.defer("published__text", "published__html", "published__plain"):
        found[f"chapter-{chapter.pk}"] = Subject(str(chapter), None, {"chapter": chapter})
        for heading in chapter.published.contents if chapter.published else ():
            revision = chapter.published
            found[f"block-{chapter.published_id}-{heading['id']}"] = Subject(
                f"{chapter}: {heading['text']}",
                None,
                {"chapter": chapter, "revision": revision, "block_id": heading["id"]},
            )
    return found


class CaptureForm(forms.Form):
    """One thing that was said. `who` and `about` are codes of `voices` and `subjects`."""

    key = forms.UUIDField()
    who = forms.CharField(max_length=40)
    about = forms.CharField(max_length=80)
    source = forms.ChoiceField(
        choices=[choice for choice in InputSource.choices if choice[0] != InputSource.ONLINE]
    )
    text = WordsField(
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": SAY_SOMETHING},
    )

    def __init__(self, *args: Any, session: InputSession, clerk: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clerk = clerk
        self.voices, self.subjects = voices(session), subjects(session, clerk)

    def clean_who(self) -> Voice:
        voice = self.voices.get(self.cleaned_data["who"])
        if voice is None:
            raise forms.ValidationError(_("This member or group is not in this council now."))
        return voice

    def clean_about(self) -> dict[str, Any]:
        code: str = self.cleaned_data["about"]
        subject = self.subjects.get(code)
        said = subject.said if subject else self._block(code)
        if not said:
            raise forms.ValidationError(_("This question or paragraph is not there any more."))
        return said

    def _block(self, code: str) -> dict[str, Any]:
        """A paragraph of a text that was published before the present one, while it was typed."""
        kind, _dash, rest = code.partition("-")
        number, _dash, block_id = rest.partition("-")
        chapters = [one.said["chapter"] for one in self.subjects.values() if "chapter" in one.said]
        revision = (
            Revision.objects.published()
            .filter(pk=whole_number(number) or 0, chapter__in=chapters)
            .select_related("chapter")
            .first()
        )
        if kind != "block" or revision is None or not words_of_block(revision, block_id):
            return {}
        return {"chapter": revision.chapter, "revision": revision, "block_id": block_id}

    def speech(self) -> Speech:
        facts = self.cleaned_data
        voice: Voice = facts["who"]
        return Speech(
            key=facts["key"],
            # Nobody in particular spoke for a group: whoever wrote it down stands for it.
            author=voice.author or self.clerk,
            kind=voice.kind,
            group=voice.group,
            said=[Said(text=facts["text"].strip(), **facts["about"])],
            source=facts["source"],
            is_captured=True,
        )


class MendForm(forms.Form):
    """The clerk mends what was captured; `answer` is its row."""

    key = forms.UUIDField()
    answer = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    text = WordsField(max_length=LONGEST_ANSWER, error_messages={"required": SAY_SOMETHING})


class AskReadingForm(forms.Form):
    due_on = DayField(
        label=_("Until which day can they react?"),
        error_messages={"required": _("Fill in a date, for example 24-11-2026.")},
    )

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class ReactionForm(forms.Form):
    """Asked at every answer of the page, which has the keys."""

    key = forms.UUIDField()
    text = WordsField(required=False, max_length=LONGEST_ANSWER)
