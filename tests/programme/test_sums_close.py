"""What the parties pay and the gap are the cost, per year and overall, whoever writes the rows."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme import services
from programme.models import Commitment, Contribution, InvestmentLine, YearOfLine
from programme.money import Plan, account_of

from .conftest import plan

pytestmark = pytest.mark.django_db

YEARS = [2027, 2028, 2029]


def totals(line: InvestmentLine) -> tuple[int, int, int]:
    line.refresh_from_db()
    return line.cost, line.covered, line.gap


def test_a_line_knows_what_it_costs_and_what_nobody_pays(line):
    assert totals(line) == (4_000_000, 1_500_000, 2_500_000)
    first, second = line.years.all()
    assert (first.gap, second.gap) == (500_000, 2_000_000)


def test_rows_written_past_the_services_count_as_well(line, hengelo):
    year = line.years.get(year=2027)
    Contribution.objects.create(year=year, payer=hengelo, amount=200_000)
    assert totals(line) == (4_000_000, 1_700_000, 2_300_000)
    Contribution.objects.filter(payer=hengelo).update(amount=300_000)
    assert totals(line) == (4_000_000, 1_800_000, 2_200_000)
    year.delete()
    assert totals(line) == (3_000_000, 1_000_000, 2_000_000)


def test_nobody_pays_more_than_a_year_costs(line, hengelo):
    year = line.years.get(year=2027)
    with pytest.raises(DatabaseError), transaction.atomic():
        Contribution.objects.create(year=year, payer=hengelo, amount=500_001)
    with pytest.raises(DatabaseError), transaction.atomic():
        YearOfLine.objects.filter(pk=year.pk).update(cost=499_999)
    assert totals(line) == (4_000_000, 1_500_000, 2_500_000)


def test_a_budget_names_its_decision(line, hengelo):
    year = line.years.get(year=2028)
    with pytest.raises(DatabaseError), transaction.atomic():
        Contribution.objects.create(
            year=year, payer=hengelo, amount=1, commitment=Commitment.BUDGETED
        )


def plans(payers: list[int | None]) -> st.SearchStrategy[Plan]:
    """Any that a form lets through: shares of a year never more than its cost."""
    costs = st.dictionaries(st.sampled_from(YEARS), st.integers(0, 10**9), max_size=3)

    def shared(given_costs: dict[int, int]) -> st.SearchStrategy[Plan]:
        each = [(year, payer) for year in given_costs for payer in payers]
        parts = st.lists(st.integers(0, 100), min_size=len(each), max_size=len(each))

        def divided(numbers: list[int]) -> Plan:
            all_parts = {year: 0 for year in given_costs}
            for (year, _payer), number in zip(each, numbers, strict=True):
                all_parts[year] += number
            shares = [
                (year, payer, given_costs[year] * number // (all_parts[year] + 1))
                for (year, payer), number in zip(each, numbers, strict=True)
            ]
            return plan(given_costs, *(one for one in shares if one[2]))

        return parts.map(divided)

    return costs.flatmap(shared)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_sums_close_under_any_order_of_edits(data, project, almelo, hengelo, anna):
    with transaction.atomic():
        lines = [
            services.add_line(
                project,
                {"title": f"Regel {number}", "price_year": 2026},
                plan({}),
                key=uuid.uuid4(),
                by=anna,
            )
            for number in range(2)
        ]
        payers = [almelo.pk, hengelo.pk, None]
        for _edit in range(data.draw(st.integers(1, 5))):
            line = data.draw(st.sampled_from(lines))
            line.refresh_from_db()
            wanted = data.draw(plans(payers))
            services.change_line(line, {"title": line.title}, wanted, edition=line.edition, by=anna)
            assert Plan.of(line) == wanted
        for line in lines:
            years = list(line.years.prefetch_related("contributions"))
            for year in years:
                paid = sum(one.amount for one in year.contributions.all())
                assert (year.covered, year.covered + year.gap) == (paid, year.cost)
            assert totals(line) == tuple(
                sum(getattr(year, name) for year in years) for name in ("cost", "covered", "gap")
            )
        account = account_of(project.lines.all())
        assert account.overall.cost == sum(total.cost for total in account.years.values())
        assert account.overall.covered == sum(one.covered for one in account.parties.values())
        assert account.overall.gap == sum(total.gap for total in account.years.values())
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_who_change_two_years_at_once_both_count(line):
    years = list(line.years.all())

    def add(year: YearOfLine) -> None:
        try:
            for _time in range(10):
                with transaction.atomic():
                    one = YearOfLine.objects.select_for_update().get(pk=year.pk)
                    one.cost += 7
                    one.save(update_fields=["cost"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, years))
    assert totals(line) == (4_000_140, 1_500_000, 2_500_140)
