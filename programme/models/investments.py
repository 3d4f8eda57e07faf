"""What a project costs, who pays which part of it in which year, and what nobody pays yet.

Money is in whole euros. A line and a year keep their totals by triggers, and their gap is a column
the database computes: what the parties pay and the gap are the cost, per year and overall, whoever
writes the rows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Organisation

from .projects import Project

MOST_EUROS: Final = 1_000_000_000_000  # a thousand billion: more is a slip of the finger
YEARS: Final = range(2020, 2101)


class DecisionBy(models.TextChoices):
    CONSULTATION = "consultation", _("Consultation with the Rijk")
    EXECUTIVE = "executive", _("Municipal, provincial or water executive")
    COUNCIL = "council", _("Municipal council")
    PROVINCIAL_COUNCIL = "provincial_council", _("Provincial council")
    GENERAL_BOARD = "general_board", _("General board of the water authority")


class InvestmentLine(models.Model):
    key = models.UUIDField(unique=True, editable=False)
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="lines", verbose_name=_("project")
    )
    title = models.CharField(_("what is paid for"), max_length=160)
    price_year = models.PositiveSmallIntegerField(_("price level"))
    with_vat = models.BooleanField(_("with VAT"), default=False)
    indexation = models.CharField(_("indexation"), max_length=120, blank=True)
    # P × Q: how the cost was found, where it was.
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    unit_price = models.DecimalField(
        _("price of one"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    risk_bearer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bears the risk"),
    )
    decision_by = models.CharField(_("who decides"), max_length=20, choices=DecisionBy, blank=True)
    decision_on = models.DateField(_("day of the decision"), null=True, blank=True)
    # Counts the changes: who saves on top of somebody else's newer numbers is told.
    edition = models.PositiveIntegerField(default=1, editable=False)
    # Kept by triggers.
    cost = models.BigIntegerField(_("cost"), default=0, editable=False)
    covered = models.BigIntegerField(_("what the parties pay"), default=0, editable=False)
    gap = models.GeneratedField(
        expression=F("cost") - F("covered"),
        output_field=models.BigIntegerField(_("gap")),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("investment line")
        verbose_name_plural = _("investment lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__isnull=True, unit_price__isnull=True)
                | Q(quantity__gt=0, unit_price__gte=0),
                name="line_price_has_quantity",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def computed(self) -> Decimal | None:
        """Quantity times price, in euros."""
        if self.quantity is None or self.unit_price is None:
            return None
        return self.quantity * self.unit_price


class YearOfLine(models.Model):
    line = models.ForeignKey(InvestmentLine, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    cost = models.BigIntegerField(_("cost"))
    # Kept by triggers.
    covered = models.BigIntegerField(_("what the parties pay"), default=0, editable=False)
    gap = models.GeneratedField(
        expression=F("cost") - F("covered"),
        output_field=models.BigIntegerField(_("gap")),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("year of an investment line")
        verbose_name_plural = _("years of investment lines")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="year_once_per_line"),
            models.CheckConstraint(
                condition=Q(cost__gte=0, cost__lte=MOST_EUROS), name="year_cost_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(covered__lte=F("cost")), name="year_is_not_paid_twice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, {self.year}"


class Commitment(models.TextChoices):
    """How firm a contribution is: a council, PS or AB has the last word about its own money."""

    ASKED = "asked", _("Asked")
    PLEDGED = "pledged", _("Pledged, subject to council, PS or AB")
    BUDGETED = "budgeted", _("In the budget")


class Contribution(models.Model):
    year = models.ForeignKey(YearOfLine, models.CASCADE, related_name="contributions")
    # Nobody in particular: the market.
    payer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("who pays"),
    )
    amount = models.BigIntegerField(_("amount"))
    commitment = models.CharField(
        _("how firm"), max_length=10, choices=Commitment, default=Commitment.ASKED
    )
    decision_reference = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "payer", "commitment"],
                condition=Q(payer__isnull=False),
                name="contribution_once_per_payer",
            ),
            models.UniqueConstraint(
                fields=["year", "commitment"],
                condition=Q(payer__isnull=True),
                name="contribution_once_of_the_market",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MOST_EUROS),
                name="contribution_is_more_than_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(commitment="budgeted") | ~Q(decision_reference=""),
                name="contribution_in_budget_was_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer or _('the market')}: {self.amount}"
