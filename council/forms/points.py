"""The report of a session: its points, where they go, and who works them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from council.models import Destination, Point
from council.models.reports import PointQuerySet
from ros_portal.lib.choices import RowsField, offer
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from ros_portal.lib.keys import renew
from ros_portal.lib.one_line import one_line
from stakeholders.models import Appointment, Role, User
from strategy.models import Chapter
from strategy.text.nodes import blocks_by_id, flat_text

LONGEST_POINT = 10_000  # characters
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
