"""A line in one form: wrong numbers are told at the cell, and nothing is saved by halves."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from lxml import html

from programme.models import Contribution, InvestmentLine
from programme.money import Plan
from ros_portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def sent(years: list[tuple[Any, Any]], shares: list[tuple[Any, ...]] = (), **facts: Any) -> dict:
    """As a browser sends the form."""
    data = {
        "title": "Plein",
        "price_year": 2026,
        "key": uuid.uuid4(),
        "years-TOTAL_FORMS": len(years),
        "years-INITIAL_FORMS": 0,
        "shares-TOTAL_FORMS": len(shares),
        "shares-INITIAL_FORMS": 0,
        **facts,
    }
    for number, (year, cost) in enumerate(years):
        data |= {f"years-{number}-year": year, f"years-{number}-cost": cost}
    names = ("year", "payer", "amount", "commitment", "decision_reference")
    for number, share in enumerate(shares):
        data |= {
            f"shares-{number}-{name}": value for name, value in zip(names, share, strict=False)
        }
    return data


def post(client, person, project, data):
    client.force_login(person)
    return client.post(f"/agenda/projects/{project.pk}/lines/new/", data)


def test_a_line_is_added_with_its_years_and_shares(client, project, anna, almelo):
    data = sent(
        [(2027, "€ 1.000.000"), (2028, "2000000"), ("", "")],
        [(2027, almelo.pk, "250.000", "budgeted", "Raad, nr. 1"), (2028, "market", 5, "asked", "")],
    )
    assert post(client, anna, project, data).status_code == 302
    assert post(client, anna, project, data).status_code == 302
    line = InvestmentLine.objects.get()
    assert (line.cost, line.covered, line.gap) == (3_000_000, 250_005, 2_749_995)


def test_another_line_on_the_form_of_the_first_is_no_second_press(client, project, anna):
    first = sent([(2027, 5)])
    assert post(client, anna, project, first).status_code == 302
    page = post(client, anna, project, first | {"title": "Brug"})
    assert page.status_code == 422
    assert "Dit was al opgeschreven" in page.content.decode()
    assert list(InvestmentLine.objects.values_list("title", flat=True)) == ["Plein"]


@pytest.mark.parametrize(
    ("years", "shares", "says"),
    [
        ([(2027, 100)], [(2027, "own", 110, "asked")], "Dit is 10 euro meer dan 2027 kost."),
        ([(2027, -5)], [], "Een bedrag is niet minder dan nul."),
        ([(2027, "1,5 miljoen")], [], "Vul hele euro’s in"),
        ([(2027, 10**13)], [], "Dit bedrag is groter dan het portaal kan bewaren."),
        ([(2027, 5), (2027, 6)], [], "Dit jaar staat hier al."),
        ([(2027, 5)], [(2028, "own", 1, "asked")], "Vul hierboven in wat dit jaar kost."),
        ([(2027, 5)], [(2027, "own", 1, "budgeted")], "Wat in een begroting staat, is besloten"),
        ([(2027, 5)], [(2027, "own", 0, "asked")], "Vul meer dan nul in."),
        ([(1800, 5)], [], "2020"),
        (
            [(2027, 9)],
            [(2027, "own", 1, "asked"), (2027, "own", 2, "asked")],
            "Dit staat hier al: tel de bedragen op.",
        ),
    ],
)
def test_a_wrong_number_is_told_and_nothing_is_saved(
    client, project, anna, almelo, years, shares, says
):
    filled = [(one[0], almelo.pk, *one[2:]) for one in shares]
    page = post(client, anna, project, sent(years, filled))
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not InvestmentLine.objects.exists()


def test_more_rows_than_a_line_can_have_are_refused(client, project, anna):
    data = sent([(2027, 5)]) | {"years-TOTAL_FORMS": 1_000_000}
    assert post(client, anna, project, data).status_code == 422
    assert not InvestmentLine.objects.exists()


def test_who_saves_on_top_of_newer_numbers_is_told(client, line, anna, bram):
    address = f"/agenda/lines/{line.pk}/"
    client.force_login(anna)
    assert client.post(address, sent([(2027, 50)]) | {"edition": 1}).status_code == 302
    client.force_login(bram)
    page = client.post(address, sent([(2027, 60)]) | {"edition": 1})
    assert page.status_code == 422
    assert "Een collega heeft deze regel opgeslagen" in page.content.decode()
    line.refresh_from_db()
    assert (line.cost, line.edition) == (50, 2)


def form_at(client, address: str) -> dict[str, Any]:
    """What a browser sends of this page when nobody typed anything."""
    page = client.get(address).content.decode()
    (form,) = (one for one in html.fromstring(page).forms if "title" in one.fields)
    return dict(form.form_values())


def test_who_changes_one_field_keeps_the_money_as_it_stands(client, line, anna):
    client.force_login(anna)
    had = Plan.of(line)
    address = f"/agenda/lines/{line.pk}/"
    assert client.post(address, form_at(client, address) | {"title": "Brug"}).status_code == 302
    line.refresh_from_db()
    assert (line.title, Plan.of(line)) == ("Brug", had)
    more = form_at(client, address) | {"years-1-cost": "5000000"}
    assert client.post(address, more).status_code == 302
    assert Plan.of(line) == Plan({**had.costs, 2028: 5_000_000}, had.shares)


def test_a_row_that_is_emptied_is_gone_and_spare_rows_ask_nothing(client, line, anna):
    client.force_login(anna)
    address = f"/agenda/lines/{line.pk}/"
    emptied = {"years-1-year": "", "years-1-cost": "", "shares-1-year": "", "shares-1-payer": "",
               "shares-1-amount": ""}  # fmt: skip
    assert client.post(address, form_at(client, address) | emptied).status_code == 302
    line.refresh_from_db()
    assert (line.cost, line.covered) == (1_000_000, 500_000)


def test_half_a_row_is_no_empty_row(client, line, anna):
    client.force_login(anna)
    address = f"/agenda/lines/{line.pk}/"
    half = form_at(client, address) | {"shares-2-amount": "5"}
    assert client.post(address, half).status_code == 422


def test_what_stood_in_a_line_stays_in_the_log(client, line, anna):
    had = Plan.of(line).told()
    client.force_login(anna)
    assert client.post(f"/agenda/lines/{line.pk}/remove/").status_code == 302
    assert not Contribution.objects.exists()
    assert AuditEvent.objects.get(event="programme.line.removed").facts["old"] == had
