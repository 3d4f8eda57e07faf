"""The report of a session, where its points go, and what is answered to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

from django import forms
from django.db.models import Case, F, Model, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from council.models import Destination, Outcome, Point, Response, StandardAnswer, Theme
from council.models.reports import PointQuerySet
from milestones.models import Meeting
from ros_portal.lib.choices import FewField, RowsField, offer
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from ros_portal.lib.keys import renew
from ros_portal.lib.one_line import one_line
from stakeholders.models import Appointment, Body, Role, User
from strategy.models import Chapter
from strategy.text.nodes import blocks_by_id, flat_text

LONGEST_POINT = 10_000  # characters
# Each goes along in the form, so that nothing is changed that was not seen; fewer than fields of a form.
MOST_AT_ONCE = 500
LONGEST_OPTION = 80


class PointsField(RowsField[Point]):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Point) -> str:
        return f"{obj.code}. {obj.text}"


def points_field() -> PointsField:
    return PointsField(
        label=_("Points"),
        queryset=Point.objects.none(),
        error_messages={
            "required": _("Tick at least one point."),
            "invalid_choice": _("One of these points is not there any more. Look again."),
        },
    )


class ChoosePoints(forms.Form):
    """Some of the points on the page, ticked in the list itself."""

    points = points_field()

    def __init__(self, *args: Any, points: PointQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "points", points)


class ChooseFromTable(ChoosePoints):
    """What is ticked; or `all`, which is everything that the filter of the list leaves."""

    all = forms.BooleanField(required=False)

    def __init__(self, *args: Any, points: PointQuerySet, left: PointQuerySet, **kwargs: Any):
        super().__init__(*args, points=points, **kwargs)
        self.left = left
        self.fields["points"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        points = cleaned.get("points")
        if cleaned.get("all"):
            points = self.left
            self.errors.pop("points", None)  # whatever was ticked besides
        if points is None or self.errors:
            return cleaned
        count = points.count()
        if count > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("Choose at most %(most)s points at once: filter the list first."),
                code="too_many",
                params={"most": MOST_AT_ONCE},
            )
        if not count:
            raise forms.ValidationError(_("Tick at least one point."))
        return {**cleaned, "points": points}


class JoinForm(ChoosePoints):
    def clean_points(self) -> QuerySet[Point]:
        points: QuerySet[Point] = self.cleaned_data["points"]
        if len(points) < 2:
            raise forms.ValidationError(_("Tick the points that say the same: two at least."))
        return points


class DestineForm(ChoosePoints):
    destination = forms.ChoiceField(
        label=_("Where do these points go?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where these points go.")},
    )
    reason = WordsField(
        label=_("Why?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, destinations: Sequence[Destination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        destination, reason = self.fields["destination"], self.fields["reason"]
        assert isinstance(destination, forms.ChoiceField)
        destination.choices = [(one.value, one.label) for one in destinations]
        if Destination.BOSS in destinations:
            reason.help_text = _(
                "Your council reads this. Only for what goes along to the BOSS you may leave it "
                "empty."
            )
        else:
            reason.help_text = _(
                "Your own body reads this. For your own consultation, say which one it is."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        destination = cleaned.get("destination")
        if destination and destination != Destination.BOSS and not cleaned.get("reason"):
            is_own = destination == Destination.OWN_CONSULTATION
            self.add_error(
                "reason",
                _("Say to which consultation these points go, and why.")
                if is_own
                else _("Say why these points do not go along."),
            )
        return cleaned


class PointForm(forms.Form):
    text = WordsField(
        label=_("What was said"),
        help_text=_("In your words or theirs; what was written stays beside it."),
        max_length=LONGEST_POINT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down what was said.")},
    )
    chapter = forms.ModelChoiceField(
        label=_("About which chapter?"),
        queryset=Chapter.objects.none(),
        required=False,
        empty_label=_("No chapter in particular"),
    )
    # The point as it was opened, so that nobody writes over other words unseen.
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, chapters: QuerySet[Chapter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chapter", chapters)

    def begin_after(self, point: Point) -> None:
        """Who saw the newer words and saves again writes over them knowingly."""
        renew(self, seen=point.stamp)

    @property
    def paragraphs(self) -> list[str]:
        """What stands between empty lines."""
        return re.split(r"\n\s*\n", self.cleaned_data["text"].replace("\r\n", "\n"))


class ReturnForm(forms.Form):
    remark = WordsField(
        label=_("What is not as it was said?"),
        help_text=_("Who makes the report reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is not as it was said.")},
    )


WORKERS = (Role.EDITOR, Role.PROJECT_LEAD)


class Handlers:
    """Who can work points out, as choices by organisation; that of `user` comes first."""

    def __init__(self, user: User) -> None:
        own = {one.body.organisation_id for one in user.current_appointments}
        self.people: dict[str, User] = {}
        groups: dict[str, list[tuple[str, User]]] = {}
        appointments = (
            Appointment.objects.current()  # who worked here before has no table any more
            .filter(role__in=WORKERS, user__is_active=True)
            .select_related("user", "body__organisation")
            .order_by("body__organisation__name", "user__name", "pk")
        )
        for one in sorted(appointments, key=lambda one: one.body.organisation_id not in own):
            key = str(one.user_id)
            if key not in self.people:  # somebody may work for two of them
                self.people[key] = one.user
                groups.setdefault(str(one.body.organisation), []).append((key, one.user))
        self.groups = list(groups.items())


class AssignForm(forms.Form):
    handler = forms.ChoiceField(label=_("Who works it out?"), required=False)
    due_on = DayField(label=_("By when?"), required=False)
    theme = WordsField(
        label=_("Theme"),
        required=False,
        max_length=60,
        help_text=_("A theme that is not there yet is made."),
        widget=forms.TextInput(attrs={"list": "themes", "autocomplete": "off"}),
    )
    chapter = forms.ModelChoiceField(
        label=_("About which chapter?"),
        queryset=Chapter.objects.none(),
        required=False,
        empty_label=_("No chapter in particular"),
    )
    block = forms.ChoiceField(
        label=_("About which paragraph?"),
        required=False,
        help_text=_("Of the chapter above. For another chapter: keep that first."),
    )

    def __init__(self, *args: Any, point: Point, user: User, **kwargs: Any) -> None:
        self.point = point
        self.handlers = Handlers(user)
        kwargs["initial"] = {
            "handler": point.handler_id or "",
            "due_on": point.due_on,
            "theme": point.theme,
            "chapter": point.chapter_id,
            "block": point.block_id,
        }
        super().__init__(*args, **kwargs)
        chapter, block = self.fields["chapter"], self.fields["block"]
        handler = self.fields["handler"]
        assert isinstance(chapter, forms.ModelChoiceField)
        assert isinstance(block, forms.ChoiceField)
        assert isinstance(handler, forms.ChoiceField)
        handler.choices = [("", _("Nobody yet")), *self.handlers.groups]
        chapter.queryset = chapters_for(point)
        block.choices = [("", _("The chapter as a whole")), *self._paragraphs().items()]

    def clean_handler(self) -> User | None:
        return self.handlers.people.get(self.cleaned_data["handler"])

    def _paragraphs(self) -> dict[str, str]:
        """Of the text that readers see, and the one that it was about when that went out of it."""
        shown = self.point.chapter.published if self.point.chapter else None
        words = (
            {one: flat_text(node) for one, node in blocks_by_id(shown.text).items()}
            if shown
            else {}
        )
        if self.point.block_id:
            words.setdefault(self.point.block_id, self.point.quote or self.point.block_id)
        return {one: one_line(text, LONGEST_OPTION) for one, text in words.items() if text}

    @property
    def said(self) -> dict[str, Any]:
        """The fields of the point; a theme by its name."""
        asked, point = self.cleaned_data, self.point
        changes = {name: asked[name] for name in ("handler", "due_on")}
        changes["theme"] = asked["theme"].strip()
        chapter = asked["chapter"]
        if chapter != point.chapter:
            changes |= {"chapter": chapter, "block_id": "", "revision": None}
        elif asked["block"] != point.block_id:
            revision = chapter.published if asked["block"] else None
            changes |= {"block_id": asked["block"], "revision": revision}
        return changes


def chapters_for(point: Point) -> QuerySet[Chapter]:
    """What readers see, and what the point is about now: keeping it takes nothing away."""
    offered = Q(published__isnull=False) | Q(pk=point.chapter_id)
    return Chapter.objects.filter(offered).select_related("product", "published")


class NoteForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(
        label=_("Internal note"),
        help_text=_("Only who works on the strategy reads this; it goes nowhere else."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a note first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4()}
        super().__init__(*args, **kwargs)


class BulkForm(ChoosePoints):
    """What changes for all of the ticked points; what is left as it is names nothing."""

    KEEP, NOBODY = "", "0"

    theme = WordsField(
        label=_("Theme"),
        required=False,
        max_length=60,
        help_text=_("Empty: every point keeps its own. A theme that is not there yet is made."),
        widget=forms.TextInput(attrs={"list": "themes", "autocomplete": "off"}),
    )
    handler = forms.ChoiceField(label=_("Who works it out?"), required=False)
    due_on = DayField(
        label=_("By when?"), required=False, help_text=_("Empty: every point keeps its own.")
    )
    # What the preview showed, so that nothing else is written over than what was seen.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handlers = Handlers(user)
        field = self.fields["handler"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (self.KEEP, _("As it is")),
            (self.NOBODY, _("Nobody yet")),
            *self.handlers.groups,
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned[name] for name in ("theme", "handler", "due_on")):
            raise forms.ValidationError(_("Choose what changes for these points."))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """The fields that change; a theme by its name."""
        asked = self.cleaned_data
        changes: dict[str, Any] = {}
        if theme := asked["theme"].strip():
            changes["theme"] = theme
        if asked["handler"] != self.KEEP:
            changes["handler"] = self.handlers.people.get(asked["handler"])
        if asked["due_on"]:
            changes["due_on"] = asked["due_on"]
        return changes


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


class PointFilter(forms.Form):
    """What stands on the table; the address keeps it, so that it can be sent to a colleague."""

    STATES = [
        ("", _("Everything")),
        ("open", _("Without an answer")),
        ("draft", _("Being answered")),
        ("approved", _("Ready for the BOSS")),
        ("published", _("Published")),
        ("loose", _("No BOSS has been planned for it")),
    ]

    SORTS = [
        ("", _("By chapter")),
        ("number", _("By number")),
        ("theme", _("By theme")),
        ("due", _("By the day it is due")),
        ("handler", _("By handler")),
        ("state", _("By state")),
    ]

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    body = FewField(
        label=_("Council"),
        queryset=Body.objects.councils().order_by("name").only("name"),
        required=False,
        empty_label=_("All councils"),
    )
    chapter = FewField(
        label=_("Chapter"),
        queryset=Chapter.objects.filter(published__isnull=False).only("number", "title"),
        required=False,
        empty_label=_("All chapters"),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    theme = FewField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        required=False,
        empty_label=_("All themes"),
    )
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)
    mine = forms.BooleanField(label=_("Only my table"), required=False)

    def narrowed(self, points: PointQuerySet, user: User) -> PointQuerySet:
        """A filter that makes no sense narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            points = points.filter(text__icontains=asked["q"])
        if asked.get("body"):
            points = points.filter(report__session__body=asked["body"])
        if asked.get("chapter"):
            points = points.filter(chapter=asked["chapter"])
        if asked.get("theme"):
            points = points.filter(theme=asked["theme"])
        if asked.get("mine"):
            points = points.filter(handler=user)
        return points.filter(_STATES.get(asked.get("state", ""), Q()))

    def ordered(self, points: PointQuerySet) -> PointQuerySet:
        """As somebody chose; what has no such thing comes last."""
        self.is_valid()
        order = _ORDERS.get(self.cleaned_data.get("sort", ""))
        return (
            points.order_by(*order, "chapter__number", "pk") if order else points.in_table_order()
        )

    @property
    def query(self) -> str:
        """What it narrows, in one way and never longer than its words and numbers are."""
        self.is_valid()
        asked = {name: _in_address(value) for name, value in self.cleaned_data.items() if value}
        return "".join(f"{name}={_quoted(value)}&" for name, value in asked.items())


def _in_address(value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    return "on" if value is True else str(value)


def _quoted(words: str) -> str:
    """A letter with an accent is one sign in an address of ours, and six when it is escaped."""
    return "".join(quote_plus(one) if one.isascii() else one for one in words)


_STATES = {
    "open": Q(response=None),
    "draft": Q(response__isnull=False, response__approved_at=None),
    "approved": Q(response__approved_at__isnull=False, response__published_at=None),
    "published": Q(response__published_at__isnull=False),
    "loose": Q(destination=Destination.BOSS, report__session__meeting=None),
}

_ORDERS: dict[str, list[Any]] = {
    "number": ["report__session", "number"],
    "theme": [F("theme__name").asc(nulls_last=True)],
    "due": [F("due_on").asc(nulls_last=True)],
    "handler": [F("handler__name").asc(nulls_last=True)],
    # Without an answer, being answered, ready, published.
    "state": [
        Case(*(When(which, then=place) for place, which in enumerate(_STATES.values())), default=0)
    ],
}
