"""The list of points: many at once, also over pages, in the order and with the people one looks for."""

from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.http import QueryDict
from django.utils import timezone

from council import services
from council.files.points import points_sheet
from council.forms import PointFilter
from council.models import Outcome, Point, Theme
from council.speech import Said
from stakeholders.models import Appointment, Role
from tests.conftest import appointed
from tests.strategy.conftest import make_chapter, make_product

pytestmark = pytest.mark.django_db

ANSWER = "/council/answers/new/"


@pytest.fixture
def many(to_boss, opportunities, concerns) -> list[Point]:
    """More than stand on one page."""
    first, _last = to_boss(
        Said("Bouw bij station 0.", opportunities), Said("Wie betaalt dit?", concerns)
    )
    Point.objects.bulk_create(
        Point(
            report=first.report, number=number, text=f"Bouw bij station {number}.",
            question=opportunities, destination=first.destination, destined_at=first.destined_at,
            destined_by=first.destined_by,
        )
        for number in range(11, 69)
    )  # fmt: skip
    return list(Point.objects.order_by("number"))


def chosen(page) -> int:
    return len(page.context["points"])


def test_everything_that_matches_the_filter_is_chosen_at_once(client, bram, many):
    client.force_login(bram)
    page = client.get("/council/points/", {"q": "station"}).content.decode()
    assert "Alle 59 punten" in page
    for address in (ANSWER, "/council/points/change/"):
        page = client.get(address, {"all": "on", "back": "q=station&"})
        assert chosen(page) == 59
        assert page.content.decode().count('name="points"') == 59


def test_without_a_filter_it_is_everything_and_an_answer_takes_what_has_none(client, bram, many):
    services.answer_points(many[:1], title="x", outcome=Outcome.NOT, text="Nee.", by=bram)
    client.force_login(bram)
    assert chosen(client.get("/council/points/change/", {"all": "on"})) == 60
    assert chosen(client.get(ANSWER, {"all": "on", "points": many[0].pk})) == 59


def test_a_tick_at_what_has_an_answer_costs_no_other_tick(client, bram, points):
    services.answer_points(points[:1], title="x", outcome=Outcome.NOT, text="Nee.", by=bram)
    client.force_login(bram)
    page = client.get(ANSWER, {"points": [one.pk for one in points]})
    assert page.context["points"] == points[1:]
    assert "1 punt heeft al een antwoord" in page.content.decode()


def test_too_many_at_once_are_refused_with_a_reason(client, bram, many, monkeypatch):
    monkeypatch.setattr("council.forms.table.MOST_AT_ONCE", 50)
    client.force_login(bram)
    page = client.get(ANSWER, {"all": "on", "back": "q=station&"}, follow=True)
    assert page.redirect_chain[0][0] == "/council/points/?q=station&"
    assert "ten hoogste 50 punten" in page.content.decode()


def test_the_buttons_stand_above_and_below(client, bram, many):
    client.force_login(bram)
    page = client.get("/council/points/").content.decode()
    assert page.count("Beantwoord de aangevinkte punten") == 2


@pytest.fixture
def sorted_out(points, bram, anna) -> list[Point]:
    """The first is of Bram and for later; the second has everything that the first has not."""
    first, second = points
    Point.objects.filter(pk=first.pk).update(handler=bram, due_on=date(2027, 3, 1))
    Point.objects.filter(pk=second.pk).update(
        handler=anna, due_on=date(2027, 2, 1), theme=Theme.objects.create(name="Geld")
    )
    services.answer_points([first], title="x", outcome=Outcome.NOT, text="Nee.", by=bram)
    return points


@pytest.mark.parametrize(
    ("sort", "first"),
    [("", 1), ("number", 1), ("theme", 2), ("due", 2), ("handler", 2), ("state", 2), ("nonsense", 1)],
)  # fmt: skip
def test_one_chooses_the_order_and_the_spreadsheet_follows(bram, sorted_out, sort, first):
    query = f"sort={sort}&"
    points = PointFilter(QueryDict(query)).ordered(Point.objects.of_boss())
    expected = [one.code for one in points]
    assert points[0].number == first
    book = openpyxl.load_workbook(io(points_sheet(query, bram, lambda *_: None)))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == expected


def io(content):
    from io import BytesIO

    return BytesIO(content)


def test_handlers_stand_by_organisation_with_the_own_one_first(client, bram, anna, points):
    appointed("Zoë", bram.current_appointments[0].body, Role.EDITOR)
    client.force_login(bram)
    for address, field in (
        (points[0].get_absolute_url(), "assign"),
        (f"/council/points/change/?points={points[0].pk}", "form"),
    ):
        form = client.get(address).context[field]
        groups = [(name, [str(label) for _pk, label in people])
                  for name, people in form.fields["handler"].choices if isinstance(people, list)]  # fmt: skip
        assert groups == [("Gemeente Hengelo", ["Bram", "Zoë"]), ("Gemeente Almelo", ["Anna"])]


def test_a_handler_is_kept_as_chosen(client, bram, anna, points):
    client.force_login(bram)
    address = f"{points[0].get_absolute_url()}assign/"
    client.post(address, {"handler": anna.pk, "due_on": ""})
    assert Point.objects.get(pk=points[0].pk).handler == anna
    client.post(address, {"handler": "99999", "due_on": ""})
    assert Point.objects.get(pk=points[0].pk).handler == anna
    client.post(address, {"handler": "", "due_on": ""})
    assert Point.objects.get(pk=points[0].pk).handler is None


def test_who_works_here_no_longer_is_not_offered(client, bram, anna, points):
    Appointment.objects.filter(user=anna).update(until_on=timezone.localdate() - timedelta(days=1))
    client.force_login(bram)
    page = client.get(points[0].get_absolute_url())
    offered = [name for _place, name in page.context["assign"].fields["handler"].choices[1:]]
    assert "Anna" not in str(offered)
    address = f"{points[0].get_absolute_url()}assign/"
    client.post(address, {"handler": anna.pk, "due_on": ""})
    assert Point.objects.get(pk=points[0].pk).handler is None


@pytest.fixture
def twins(bram, to_boss, almelo_executive, hengelo_executive):
    chapter = make_chapter(make_product(almelo_executive, hengelo_executive))
    return to_boss(
        Said("Bouw bij het spoor.", chapter=chapter),
        Said("Bouw vooral bij het spoor.", chapter=chapter),
        Said("Houd het groen tussen de dorpen.", chapter=chapter),
    )


def test_who_answers_sees_first_what_another_point_like_it_got(client, bram, twins):
    services.answer_points(twins[1:2], title="Spoor", outcome=Outcome.NOT, text="Nee.", by=bram)
    client.force_login(bram)
    page = client.get(ANSWER, {"points": twins[0].pk}).content.decode()
    assert twins[1].get_absolute_url() in page
    assert "heeft al een antwoord" in page
    assert twins[2].get_absolute_url() not in page


def test_a_point_like_it_goes_along_with_one_tick(client, bram, twins):
    client.force_login(bram)
    page = client.get(ANSWER, {"points": twins[0].pk}).content.decode()
    assert f'name="points" value="{twins[1].pk}"' in page
    client.post(ANSWER, {
        "points": [twins[0].pk, twins[1].pk], "title": "Spoor", "outcome": Outcome.NOT,
        "text": "Nee.", "key": uuid4(),
    })  # fmt: skip
    assert Point.objects.filter(response__title="Spoor").count() == 2


def test_who_changes_an_answer_sees_what_is_answered_otherwise(client, bram, twins):
    one = services.answer_points(twins[:1], title="x", outcome=Outcome.NOT, text="Nee.", by=bram)
    services.answer_points(twins[1:2], title="y", outcome=Outcome.ALREADY, text="Ja.", by=bram)
    client.force_login(bram)
    page = client.get(f"{one.get_absolute_url()}edit/").content.decode()
    assert twins[1].get_absolute_url() in page
    assert "krijgt een ander antwoord" in page
