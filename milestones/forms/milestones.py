"""A milestone as the programme manager fills it in; a new date is looked at before it is saved."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.deadlines import is_working_day, next_working_day
from milestones.models import (
    Milestone,
    MilestoneKind,
    MilestonePhase,
    MilestoneStatus,
    Precision,
)
from milestones.models.milestones import OPEN, Moment
from ros_portal.lib.choices import RowsField, offer
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from stakeholders.models import Organisation
from strategy.models import Product, Version

OF_THIS_FORM: Final = ("waits_for", "reason", "edition", "agreed")


class EarlierField(RowsField[Milestone]):
    def label_from_instance(self, obj: Milestone) -> str:
        return f"{obj.title} ({obj.when})"


class MilestoneForm(forms.Form):
    title = WordsField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the milestone a title.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MilestoneKind.choices)
    phase = forms.ChoiceField(
        label=gettext_lazy("Phase"),
        choices=[("", gettext_lazy("No phase")), *MilestonePhase.choices],
        required=False,
    )
    on = DayField(
        label=gettext_lazy("Date"),
        error_messages={"required": gettext_lazy("Fill in a date.")},
        help_text=gettext_lazy("Of a month, a quarter or a year: any day in it."),
    )
    precision = forms.ChoiceField(label=gettext_lazy("How exact?"), choices=Precision.choices)
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=MilestoneStatus.choices)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"),
        queryset=Organisation.objects.partners(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    product = forms.ModelChoiceField(
        label=gettext_lazy("Product"),
        queryset=Product.objects.all(),
        required=False,
        empty_label=gettext_lazy("No product"),
    )
    version = forms.ModelChoiceField(
        label=gettext_lazy("Version that meets it"),
        queryset=Version.objects.select_related("product").defer("figures", "terms", "left_open"),
        required=False,
        empty_label=gettext_lazy("No version"),
        help_text=gettext_lazy("Only when it has been reached by a frozen version."),
    )
    source = WordsField(label=gettext_lazy("Source"), max_length=200, required=False)
    waits_for = EarlierField(
        label=gettext_lazy("Waits for"),
        queryset=Milestone.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = WordsField(
        label=gettext_lazy("Why does it change?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed when the date moves, or it is at risk or was missed."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # What the person who sends this saw that would move along.
    agreed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(
        self,
        *args: Any,
        others: QuerySet[Milestone],
        milestone: Milestone | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        offer(self, "waits_for", others)
        if milestone is None:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        version, product = cleaned.get("version"), cleaned.get("product")
        if version and cleaned.get("status") != MilestoneStatus.REACHED:
            self.add_error("version", _("Choose the status “Reached” when a version meets it."))
        elif version and product and version.product_id != product.pk:
            self.add_error("version", _("This is a version of another product."))
        moment = self.moment
        if moment and moment.has_day and cleaned.get("status") in OPEN and self._is_new(moment):
            self._check_working_day(moment)
        return cleaned

    def _check_working_day(self, moment: Moment) -> None:
        if not is_working_day(moment.on):
            self.add_error(
                "on",
                _("%(day)s is no working day. The first one after it is %(next)s.")
                % {
                    "day": date_format(moment.on, "l j F Y").capitalize(),
                    "next": date_format(next_working_day(moment.on), "l j F Y"),
                },
            )

    def _is_new(self, moment: Moment) -> bool:
        return self.milestone is None or moment != self.milestone.moment

    @property
    def moment(self) -> Moment | None:
        on, precision = (self.cleaned_data.get(name) for name in ("on", "precision"))
        return Moment(on, precision) if on and precision else None

    @property
    def moves(self) -> bool:
        """It gets another date than it has now."""
        return self.moment is not None and self._is_new(self.moment)

    @property
    def facts(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.cleaned_data.items() if name not in OF_THIS_FORM
        }

    def look_anew(self) -> None:
        """Whoever fills in another date agreed to nothing yet."""
        self._send_again(agreed="")

    def see_anew(self, edition: int) -> None:
        """Saving once more changes what stands there now."""
        self._send_again(edition=str(edition))

    def _send_again(self, **hidden: str) -> None:
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            for name, value in hidden.items():
                data[name] = value
            self.data = data
