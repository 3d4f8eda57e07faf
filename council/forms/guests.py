"""Whom a clerk invites to a session beside the council itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.choices import RowsField, offer
from stakeholders.models import Body, User
from stakeholders.models.organisations import BodyQuerySet
from strategy.forms.texts import PeopleField


class BodiesField(RowsField[Body]):
    widget = forms.CheckboxSelectMultiple
    is_open = False


class InviteForm(forms.Form):
    bodies = BodiesField(
        label=_("Councils and executives"),
        help_text=_("Everybody who sits in it now, or comes to sit in it, is invited."),
        queryset=Body.objects.none(),
        required=False,
        template_name="strategy/_people_field.html",
        error_messages={"invalid_choice": _("This body cannot be invited to this session.")},
    )
    people = PeopleField(
        label=_("People"),
        help_text=_("For example a portfolio holder, an adviser or a member of another council."),
        queryset=User.objects.none(),
        required=False,
        template_name="strategy/_people_field.html",
        error_messages={"invalid_choice": _("This person cannot be invited to this session.")},
    )

    def __init__(
        self, *args: Any, bodies: BodyQuerySet, people: Mapping[User, Body], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "bodies", bodies)
        field = self.fields["people"]
        assert isinstance(field, PeopleField)
        field.offer(people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("bodies") or cleaned.get("people")):
            raise forms.ValidationError(_("Tick who is invited."))
        return cleaned
