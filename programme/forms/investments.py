"""A line of the investment agenda: what is paid for, what it costs per year, and who pays."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import MOST_EUROS, YEARS, Commitment, DecisionBy
from programme.money import Plan, Share, in_order
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from stakeholders.models import Organisation

MOST_YEARS: Final = 40
MOST_SHARES: Final = 300
SPARE: Final = 4  # empty rows to fill in
MARKET: Final = "market"


class EurosField(forms.IntegerField):
    """Whole euros, as people type them: 1.250.000 or € 1250000."""

    default_error_messages = {
        "invalid": gettext_lazy("Fill in whole euros, for example 1.250.000."),
        "min_value": gettext_lazy("An amount is not less than nothing."),
        "max_value": gettext_lazy("This amount is larger than the portal can keep."),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"min_value": 0, "max_value": MOST_EUROS, "widget": widget, **options})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.replace("€", "").replace("\u00a0", "").replace(" ", "")
            head, *groups = value.split(".")
            if groups and head.lstrip("-").isdigit() and all(len(one) == 3 for one in groups):
                value = "".join([head, *groups])
        return super().to_python(value)


class LineForm(forms.Form):
    title = WordsField(
        label=gettext_lazy("What is paid for?"),
        max_length=160,
        error_messages={"required": gettext_lazy("Say what is paid for.")},
    )
    price_year = forms.IntegerField(
        label=gettext_lazy("Price level"),
        min_value=YEARS[0],
        max_value=YEARS[-1],
        help_text=gettext_lazy("The year in whose prices the amounts stand."),
    )
    with_vat = forms.BooleanField(label=gettext_lazy("With VAT"), required=False)
    indexation = WordsField(label=gettext_lazy("Indexation"), max_length=120, required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        localize=True,
    )
    unit = WordsField(label=gettext_lazy("Of what?"), max_length=40, required=False)
    unit_price = forms.DecimalField(
        label=gettext_lazy("Price of one, in euros"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
        localize=True,
    )
    risk_bearer = forms.ModelChoiceField(
        label=gettext_lazy("Bears the risk"),
        queryset=Organisation.objects.partners(),
        required=False,
    )
    decision_by = forms.ChoiceField(
        label=gettext_lazy("Who decides?"),
        choices=[("", gettext_lazy("Not known yet")), *DecisionBy.choices],
        required=False,
    )
    decision_on = DayField(label=gettext_lazy("Day of the decision"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        quantity, price = cleaned.get("quantity"), cleaned.get("unit_price")
        if not self.errors and (quantity is None) != (price is None):
            self.add_error(
                "quantity" if quantity is None else "unit_price",
                _("Fill in quantity and price both, or neither."),
            )
        elif quantity == 0:
            self.add_error("quantity", _("Fill in more than nothing, or leave it empty."))
        return cleaned


class YearForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=YEARS[0], max_value=YEARS[-1])
    cost = EurosField(label=gettext_lazy("Cost in euros"))


class ShareForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=YEARS[0], max_value=YEARS[-1])
    payer = forms.ChoiceField(label=gettext_lazy("Who pays?"))
    amount = EurosField(
        label=gettext_lazy("Amount in euros"),
        min_value=1,
        error_messages={"min_value": gettext_lazy("Fill in more than nothing.")},
    )
    commitment = forms.ChoiceField(
        label=gettext_lazy("How firm?"), choices=Commitment.choices, initial=Commitment.ASKED
    )
    decision_reference = WordsField(label=gettext_lazy("Decision"), max_length=200, required=False)

    def __init__(self, *args: Any, payers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["payer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *payers, (MARKET, _("The market"))]

    def has_changed(self) -> bool:
        """A list always says something: that alone is no row."""
        return any(name != "commitment" for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("commitment") == Commitment.BUDGETED and not cleaned.get(
            "decision_reference"
        ):
            self.add_error(
                "decision_reference",
                _("What stands in a budget was decided: say by which decision."),
            )
        return cleaned

    @property
    def share(self) -> Share:
        told = self.cleaned_data
        payer = None if told["payer"] == MARKET else int(told["payer"])
        return Share(
            told["year"], payer, told["amount"], told["commitment"], told["decision_reference"]
        )


class Rows(forms.BaseFormSet[Any]):
    """What is sent is all there is: a row that stood there counts as one that was added, and one
    that was emptied is gone."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()


def _formset(form: type[forms.Form], most: int) -> type[forms.BaseFormSet[Any]]:
    return forms.formset_factory(
        form, Rows, extra=SPARE, max_num=most, absolute_max=most + SPARE, validate_max=True
    )


YearFormSet = _formset(YearForm, MOST_YEARS)
ShareFormSet = _formset(ShareForm, MOST_SHARES)


class PlanForms:
    """Years and shares below each other. A row in which nothing stands is no row; one that makes the
    shares of a year more than its cost says so itself."""

    def __init__(self, data: QueryDict | None, plan: Plan | None = None) -> None:
        # Beside what was sent, what stands there now would make rows of which nothing changed no rows.
        plan = plan if plan and data is None else Plan({})
        payers = [
            (str(pk), name)
            for pk, name in Organisation.objects.partners().values_list("pk", "name")
        ]
        years = [{"year": year, "cost": cost} for year, cost in sorted(plan.costs.items())]
        shares = [
            {
                "year": one.year,
                "payer": str(one.payer) if one.payer else MARKET,
                "amount": one.amount,
                "commitment": one.commitment,
                "decision_reference": one.decision_reference,
            }
            for one in plan.shares
        ]
        self.years = YearFormSet(data, prefix="years", initial=years)
        self.shares = ShareFormSet(
            data, prefix="shares", initial=shares, form_kwargs={"payers": payers}
        )

    @property
    def errors(self) -> bool:
        return bool(self.years.total_error_count() or self.shares.total_error_count())

    def is_valid(self) -> bool:
        return all((self.years.is_valid(), self.shares.is_valid())) and self._closes()

    @property
    def plan(self) -> Plan:
        costs = {one.cleaned_data["year"]: one.cleaned_data["cost"] for one in _filled(self.years)}
        return Plan(costs, in_order(one.share for one in _filled(self.shares)))

    def _closes(self) -> bool:
        costs: dict[int, int] = {}
        for form in _filled(self.years):
            year = form.cleaned_data["year"]
            if year in costs:
                form.add_error("year", _("This year stands here already."))
            costs[year] = form.cleaned_data["cost"]
        paid: defaultdict[int, int] = defaultdict(int)
        seen = set[tuple[int, int | None, str]]()
        for form in _filled(self.shares):
            share = form.share
            if share.year not in costs:
                form.add_error("year", _("Fill in above what this year costs."))
                continue
            if (key := (share.year, share.payer, share.commitment)) in seen:
                form.add_error("payer", _("This stands here already: add the amounts up."))
            seen.add(key)
            paid[share.year] += share.amount
            if (over := paid[share.year] - costs[share.year]) > 0:
                form.add_error(
                    "amount",
                    _("This is %(over)s euros more than %(year)s costs.")
                    % {"over": number_format(over, force_grouping=True), "year": share.year},
                )
        return not self.errors


def _filled(formset: forms.BaseFormSet[Any]) -> list[Any]:
    return [form for form in formset if form.has_changed() and form.cleaned_data]
