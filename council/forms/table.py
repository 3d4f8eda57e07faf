"""The shared table of points: what it shows, and what is done with several at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from django import forms
from django.db.models import Case, F, Model, Q, When
from django.utils.translation import gettext_lazy as _

from council.models import Theme
from council.models.reports import LOOSE, PointQuerySet
from ros_portal.lib.choices import FewField, PlainSelect
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from stakeholders.models import Body, User
from strategy.models import Chapter

from .points import ChoosePoints, Handlers

# Each goes along in the form, so that nothing is changed that was not seen; fewer than fields of a form.
MOST_AT_ONCE = 500


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
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False, widget=PlainSelect)
    theme = FewField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        required=False,
        empty_label=_("All themes"),
    )
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False, widget=PlainSelect)
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
    "loose": LOOSE,
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
