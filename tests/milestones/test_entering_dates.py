"""A clerk enters the dates of the own council, one by one or as a list."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from milestones.models import CouncilDate
from ros_portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

ADDRESS = "/schedule/councils/raad-almelo/"
LIST = """
raad 12-01-2099
Commissie: 5-1-2099 wonen
stukken 2098-12-17
reces 19/12/2098 t/m 3.1.2099 kerst
"""


@pytest.fixture
def as_clerk(client, dina):
    client.force_login(dina)
    return client


def entered():
    return list(CouncilDate.objects.values_list("kind", "on", "until_on", "note"))


def test_a_list_becomes_dates_and_doubles_nothing(as_clerk):
    assert as_clerk.post(ADDRESS, {"lines": LIST}).status_code == 302
    as_clerk.post(ADDRESS, {"lines": LIST})
    assert entered() == [
        ("papers", date(2098, 12, 17), None, ""),
        ("recess", date(2098, 12, 19), date(2099, 1, 3), "kerst"),
        ("committee", date(2099, 1, 5), None, "wonen"),
        ("council", date(2099, 1, 12), None, ""),
    ]
    assert AuditEvent.objects.filter(event="milestones.council_date.entered").count() == 4


@pytest.mark.parametrize(
    ("line", "on", "until_on", "note"),
    [
        ("raad 14 januari 2099", date(2099, 1, 14), None, ""),
        ("raad donderdag 14 Jan. 2099 begroting 2100", date(2099, 1, 14), None, "begroting 2100"),
        ("commissie do 5 mrt 2099 wonen", date(2099, 3, 5), None, "wonen"),
        ("reces 19 december 2098 t/m 3 januari 2099 kerst", date(2098, 12, 19), date(2099, 1, 3), "kerst"),
    ],
)  # fmt: skip
def test_a_date_may_be_written_out(as_clerk, line, on, until_on, note):
    assert as_clerk.post(ADDRESS, {"lines": line}).status_code == 302
    ((_, *facts),) = entered()
    assert facts == [on, until_on, note]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("raad 31-02-2099", "Vul een datum in, bijvoorbeeld 24-11-2026."),
        ("raad 31 februari 2099", "Vul een datum in, bijvoorbeeld 24-11-2026."),
        ("raad 3 brumaire 2099", "Schrijf wat het is en dan de datum, zoals “raad 12-01-2027”."),
        ("raad morgen", "Schrijf wat het is en dan de datum, zoals “raad 12-01-2027”."),
        ("12-01-2099 raad", "Schrijf wat het is en dan de datum, zoals “raad 12-01-2027”."),
        ("komitee 12-01-2099", "“komitee” is niet een van deze woorden"),
        ("reces 12-01-2099", "Vul de laatste dag van het reces in."),
        ("reces 12-01-2099 t/m 11-01-2099", "De laatste dag ligt vóór de eerste."),
        ("raad 12-01-2099 - 13-01-2099", "Alleen een reces heeft een laatste dag"),
        ("raad 12-01-0027", "Vul een jaar in van 1990 tot en met 2149."),
        ("raad 12-01-2099 " + "x" * 121, "niet meer dan 120 tekens"),
    ],
)
def test_a_wrong_line_says_what_and_where_and_nothing_is_entered(as_clerk, line, error):
    page = as_clerk.post(ADDRESS, {"lines": f"raad 13-01-2099\n{line}"})
    assert page.status_code == 422
    (told,) = page.context["many"].errors["lines"]
    assert told.startswith("Regel 2: ")
    assert error in told
    assert entered() == []


def test_too_many_lines_are_refused_as_one(as_clerk):
    page = as_clerk.post(ADDRESS, {"lines": "raad 13-01-2099\n" * 201})
    assert page.context["many"].errors["lines"] == ["Vul hoogstens 200 regels tegelijk in."]


def test_one_date_at_a_time(as_clerk):
    sent = {"kind": "recess", "on": "2099-02-13", "until_on": "2099-02-21", "note": ""}
    as_clerk.post(ADDRESS, sent)
    assert "13 februari 2099 tot en met 21 februari 2099" in as_clerk.get(ADDRESS).content.decode()
    assert as_clerk.post(ADDRESS, {**sent, "kind": "council"}).status_code == 422
    assert as_clerk.post(ADDRESS, {}).status_code == 422


def test_a_date_that_is_removed_is_gone_and_stays_in_the_log(as_clerk, dina, almelo_council):
    one = CouncilDate.objects.create(body=almelo_council, kind="council", on=date(2099, 1, 13))
    as_clerk.post(f"/schedule/dates/{one.pk}/remove/")
    assert entered() == []
    (event,) = AuditEvent.objects.filter(event="milestones.council_date.removed")
    assert (event.actor, event.subject_label) == (dina, "Raadsvergadering, 13 januari 2099")


def test_a_clerk_enters_nothing_for_another_council(as_clerk, hengelo_council):
    sent = {"lines": "raad 12-01-2099"}
    assert as_clerk.post("/schedule/councils/raad-hengelo/", sent).status_code == 403
    assert as_clerk.get("/schedule/councils/raad-hengelo/").status_code == 200


def test_only_a_recess_lasts(almelo_council):
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilDate.objects.create(
            body=almelo_council, kind="council", on=date(2099, 1, 1), until_on=date(2099, 1, 2)
        )
