"""What lines cost and who pays: as one plan of a line, and added up over many lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Sum

from .models import Commitment, Contribution, InvestmentLine, YearOfLine


@dataclass(frozen=True, order=True)
class Share:
    """What one party pays in one year, in whole euros. `payer` is the id of an organisation, or
    None for the market."""

    year: int
    payer: int | None
    amount: int
    commitment: str = Commitment.ASKED
    decision_reference: str = ""


@dataclass(frozen=True)
class Plan:
    """Of one line: its cost per year, and the shares in it. Equal plans say the same."""

    costs: Mapping[int, int]
    shares: tuple[Share, ...] = ()

    @classmethod
    def of(cls, line: InvestmentLine) -> Plan:
        years = line.years.prefetch_related("contributions")
        costs = {year.year: year.cost for year in years}
        shares = [
            Share(year.year, one.payer_id, one.amount, one.commitment, one.decision_reference)
            for year in years
            for one in year.contributions.all()
        ]
        return cls(costs, in_order(shares))

    def told(self) -> dict[str, Any]:
        """For the log."""
        return {
            "costs": {str(year): cost for year, cost in sorted(self.costs.items())},
            "shares": [
                [one.year, one.payer, one.amount, one.commitment, one.decision_reference]
                for one in self.shares
            ],
        }


def in_order(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(sorted(shares, key=lambda one: (one.year, one.payer or 0, one.commitment)))


@dataclass
class Total:
    """Of a year, or of all: what it costs, and how much of that is how firm. The gap closes it."""

    cost: int = 0
    by_commitment: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Commitment, 0))

    @property
    def covered(self) -> int:
        return sum(self.by_commitment.values())

    @property
    def gap(self) -> int:
        return self.cost - self.covered


@dataclass
class Account:
    """Of any number of lines: per year, per party, and overall."""

    years: dict[int, Total]
    parties: dict[int | None, Total]
    overall: Total


def account_of(lines: QuerySet[InvestmentLine]) -> Account:
    """Two queries, whatever the number of lines."""
    years: defaultdict[int, Total] = defaultdict(Total)
    parties: defaultdict[int | None, Total] = defaultdict(Total)
    overall = Total()
    costs = YearOfLine.objects.filter(line__in=lines).order_by("year").values_list("year")
    for year, cost in costs.annotate(sum=Sum("cost")):
        years[year].cost = cost
        overall.cost += cost
    shares = (
        Contribution.objects.filter(year__line__in=lines)
        .order_by()
        .values_list("year__year", "payer", "commitment")
    )
    for year, payer, commitment, amount in shares.annotate(sum=Sum("amount")):
        for total in (years[year], parties[payer], overall):
            total.by_commitment[commitment] += amount
    for party in parties.values():
        party.cost = party.covered
    return Account(dict(years), dict(parties), overall)
