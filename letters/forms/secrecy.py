"""A decision that a letter may be read by some only, and the one that lifts it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.choices import RowsField, offer
from ros_portal.lib.dates import DayField
from stakeholders.models import User

from .fields import PrintableField


class SecrecyForm(forms.Form):
    ground = PrintableField(
        label=_("On what ground?"),
        max_length=200,
        help_text=_("The article of the law, and why. It stands on the letter."),
        error_messages={"required": _("Give the ground.")},
    )
    decided_by = PrintableField(
        label=_("Who imposes it?"),
        max_length=120,
        help_text=_("The body that decided, for example the executive."),
        error_messages={"required": _("Say who decided.")},
    )
    decided_on = DayField(
        label=_("Date of the decision"), error_messages={"required": _("Fill in the date.")}
    )
    recipients = RowsField[User](
        label=_("Who may read the letter?"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of the council and its griffie. Nobody else of them sees that it exists."),
    )

    def __init__(self, *args: Any, readers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "recipients", readers)


class LiftSecrecyForm(forms.Form):
    lifted_by = PrintableField(
        label=_("Who lifts it?"),
        max_length=120,
        error_messages={"required": _("Say who decided.")},
    )
    lifted_on = DayField(
        label=_("Date of the decision"), error_messages={"required": _("Fill in the date.")}
    )
