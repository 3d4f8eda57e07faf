"""What the project team has at hand: themes, notes, standard answers, many points at once."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import QueryDict

from council import busy, services
from council.forms import PointFilter
from council.likeness import alike
from council.models import Outcome, Point, Response, StandardAnswer, Theme
from council.speech import Said
from stakeholders.models import Role, User
from stakeholders.services import appoint
from strategy.models import Export
from tests.strategy.conftest import make_chapter, make_product, publish

pytestmark = pytest.mark.django_db

CHANGE = "/council/points/change/"


@pytest.fixture
def chapter(almelo_executive, hengelo_executive):
    return make_chapter(make_product(almelo_executive, hengelo_executive))


def bulk(client, points, **said):
    return client.post(CHANGE, {"points": [point.pk for point in points], **said})


def test_many_points_change_only_after_it_was_seen(client, bram, points):
    client.force_login(bram)
    said = {"theme": "Wonen", "handler": bram.pk, "due_on": "01-02-2027"}
    shown = bulk(client, points, **said, action="preview")
    assert len(shown.context["preview"]) == 6
    assert not Theme.objects.exists()
    bulk(client, points, **said, action="apply", seen=shown.context["form"]["seen"].value())
    for point in Point.objects.all():
        assert (str(point.theme), point.handler, point.due_on) == ("Wonen", bram, date(2027, 2, 1))


def test_what_a_colleague_changed_meanwhile_is_shown_first(
    client,
    bram,
    points,
):
    client.force_login(bram)
    shown = bulk(client, points, theme="Wonen", action="preview")
    seen = shown.context["form"]["seen"].value()
    Point.objects.filter(pk=points[0].pk).update(theme=Theme.objects.create(name="Water"))
    again = bulk(client, points, theme="Wonen", action="apply", seen=seen)
    assert again.status_code == 200
    assert "Water" in again.content.decode()
    assert Point.objects.get(pk=points[0].pk).theme.name == "Water"


def test_a_theme_is_found_however_its_letters_are_written(client, bram, points):
    Theme.objects.create(name="Wonen")
    client.force_login(bram)
    shown = bulk(client, points, theme="WONEN", action="preview")
    bulk(client, points, theme="WONEN", action="apply", seen=shown.context["form"]["seen"].value())
    assert [theme.name for theme in Theme.objects.all()] == ["Wonen"]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "Kies wat er voor deze punten verandert."),
        ({"due_on": "31-02-2027"}, "Vul een datum in"),
        ({"handler": "999"}, "Selecteer een geldige keuze."),
    ],
)
def test_what_is_wrong_is_said(client, bram, points, said, says):
    client.force_login(bram)
    refused = bulk(client, points, **said, action="apply")
    assert refused.status_code == 422
    assert says in refused.content.decode()


def test_a_point_that_is_not_there_leads_back(client, bram, points):
    client.force_login(bram)
    assert client.post(CHANGE, {"points": ["9" * 30], "back": "q=water&x=1"}).url == (
        "/council/points/?q=water&"
    )


def test_a_note_is_for_colleagues_alone(client, bram, chris, fred, points):
    client.force_login(bram)
    address = f"/council/points/{points[0].pk}/note/"
    said = {"key": uuid4(), "text": "Even bellen met de provincie."}
    client.post(address, said)
    client.post(address, said)
    assert points[0].notes.count() == 1
    page = f"/council/points/{points[0].pk}/"
    assert "Even bellen" in client.get(page).content.decode()
    for outsider in (chris, fred):
        client.force_login(outsider)
        assert "Even bellen" not in client.get(page).content.decode()
        assert client.post(address, {"key": uuid4(), "text": "Ik ook."}).status_code == 403


def test_an_answer_begins_with_a_standard_one_and_goes_its_own_way(
    client,
    bram,
    points,
):
    standard = StandardAnswer.objects.create(
        title="Hoort elders", outcome=Outcome.NOT_OURS, text="Dat staat elders.", written_by=bram
    )
    client.force_login(bram)
    begun = client.post(
        "/council/answers/new/",
        {
            "points": points[0].pk,
            "title": "Spoor",
            "text": "Dank.",
            "begin_with": standard.pk,
            "action": "begin",
        },
    )
    form = begun.context["form"]
    assert (form["title"].value(), form["text"].value()) == ("Spoor", "Dank.\n\nDat staat elders.")
    assert not Response.objects.exists()
    client.post(
        "/council/answers/new/",
        {
            "points": points[0].pk,
            "standard": form["standard"].value(),
            "title": "Spoor",
            "outcome": Outcome.NOT_OURS,
            "text": "Dat staat in de visie van Almelo.",
        },
    )
    made = Response.objects.get()
    assert (made.standard, made.text) == (standard, "Dat staat in de visie van Almelo.")
    assert "gebruikt in 1 antwoord" in client.get("/council/standard-answers/").content.decode()


def test_of_two_who_change_a_standard_answer_the_second_sees_the_first(client, bram):
    standard = StandardAnswer.objects.create(
        title="Hoort elders", outcome=Outcome.NOT_OURS, text="Dat staat elders.", written_by=bram
    )
    client.force_login(bram)
    said = {"title": "Elders", "outcome": Outcome.NOT_OURS, "edition": 1}
    assert client.post(standard.get_absolute_url(), {**said, "text": "Eerst."}).status_code == 302
    late = client.post(standard.get_absolute_url(), {**said, "text": "Later."})
    assert late.status_code == 422
    assert "Later." in late.content.decode()
    standard.refresh_from_db()
    assert standard.text == "Eerst."


def test_a_colleague_who_is_busy_is_named_and_oneself_is_not(
    client,
    bram,
    almelo_executive,
    points,
):
    anna = User.objects.create(name="Anna B", email="annab@gemeente.test")
    appoint(anna, almelo_executive, Role.EDITOR, by=None)
    busy.is_at(points, anna)
    client.force_login(bram)
    address = f"/council/answers/new/?points={points[0].pk}"
    assert "Anna B is bezig" in client.get(address).content.decode()
    assert client.get("/council/points/").content.decode().count("Anna B is ermee bezig") == 1
    assert "is bezig" not in client.get(address).content.decode()


def answered(points, by):
    return services.answer_points(points, title="x", outcome=Outcome.NOT, text="Nee.", by=by)


def test_points_that_say_the_same_are_found_with_their_other_answer(bram, to_boss, chapter):
    first, second, _other = to_boss(
        Said("Bouw bij het spoor.", chapter=chapter),
        Said("Bouw vooral bij het spoor.", chapter=chapter),
        Said("Houd het groen tussen de dorpen.", chapter=chapter),
    )
    one, _two = answered([first], bram), answered([second], bram)
    assert alike(one.points.with_everything_to_show(), one) == [second]


def test_the_same_words_about_something_else_are_another_point(bram, response, points):
    assert alike(response.points.with_everything_to_show(), response) == []


def test_a_point_that_says_the_same_joins_the_answer(client, bram, to_boss, chapter):
    first, second = to_boss(
        Said("Bouw bij het spoor.", chapter=chapter),
        Said("Bouw vooral bij het spoor.", chapter=chapter),
    )
    answer = answered([first], bram)
    client.force_login(bram)
    assert second.code in client.get(answer.get_absolute_url()).content.decode()
    client.post(f"{answer.get_absolute_url()}step/", {"action": "add", "point": second.pk})
    assert set(answer.points.all()) == {first, second}


def test_a_theme_that_a_colleague_makes_at_the_same_moment_is_one(monkeypatch, db):
    made = Theme.objects.create(name="Wonen")
    monkeypatch.setattr(type(Theme.objects.all()), "first", lambda self: None)  # not there yet
    assert services.theme_named("wonen") == made


def test_a_long_filter_can_be_exported_and_means_the_same(client, bram, points):
    client.force_login(bram)
    asked = QueryDict(urlencode({"q": "é/" * 50, "state": "open", "mine": "x" * 300, "body": "zz"}))
    query = PointFilter(asked).query
    assert QueryDict(query).dict() == {"q": "é/" * 50, "state": "open", "mine": "on"}
    sent = {"format": "xlsx", "key": str(uuid4()), "query": query}
    assert client.post("/council/points/export/", sent).status_code == 302
    export = Export.objects.get()
    assert export.source == f"points:{query}"
    assert len(export.source) <= Export._meta.get_field("source").max_length


def assign(client, point, **said):
    return client.post(f"/council/points/{point.pk}/assign/", {"handler": "", "due_on": "", **said})


def test_theme_chapter_and_paragraph_are_set_on_the_page_of_one_point(
    client, bram, points, chapter
):
    publish(chapter)
    client.force_login(bram)
    point = points[0]
    assign(client, point, theme="Wonen", chapter=chapter.pk, block="")
    point = Point.objects.get(pk=point.pk)
    assert (str(point.theme), point.chapter, point.block_id) == ("Wonen", chapter, "")
    page = client.get(point.get_absolute_url()).content.decode()
    assert '<option value="para-1"' in page
    assign(client, point, theme="wonen", chapter=chapter.pk, block="para-1")
    point = Point.objects.get(pk=point.pk)
    assert (str(point.theme), point.block_id) == ("Wonen", "para-1")
    assert point.quote == "Twente bouwt bij de stations."
    # Nothing said of it: it is about no paragraph, and the day stays.
    assign(client, point, chapter="", due_on="01-02-2027", block="para-1")
    point = Point.objects.get(pk=point.pk)
    assert (point.theme, point.chapter, point.block_id, point.revision) == (None, None, "", None)
    assert point.due_on == date(2027, 2, 1)


def test_taking_a_point_up_keeps_what_it_is_about(client, bram, points, chapter):
    publish(chapter)
    about = {"chapter": chapter, "block_id": "para-1", "revision": chapter.published}
    Point.objects.filter(pk=points[0].pk).update(**about)
    client.force_login(bram)
    client.post(f"/council/points/{points[0].pk}/assign/", {"action": "take"})
    point = Point.objects.get(pk=points[0].pk)
    assert (point.handler, point.chapter, point.block_id) == (bram, chapter, "para-1")


@pytest.mark.parametrize("block", ["para-99", "x" * 300, "<b>"])
def test_a_paragraph_that_is_not_there_changes_nothing(client, bram, points, chapter, block):
    publish(chapter)
    Point.objects.filter(pk=points[0].pk).update(chapter=chapter)
    client.force_login(bram)
    assign(client, points[0], theme="Wonen", chapter=chapter.pk, block=block)
    point = Point.objects.get(pk=points[0].pk)
    assert (point.theme, point.block_id) == (None, "")


def test_a_paragraph_that_went_out_of_the_text_stays_where_it_was_said(
    client, bram, points, chapter
):
    publish(chapter)
    about = {"chapter": chapter, "block_id": "para-gone", "revision": chapter.published}
    Point.objects.filter(pk=points[0].pk).update(**about)
    client.force_login(bram)
    assign(client, points[0], theme="Wonen", chapter=chapter.pk, block="para-gone")
    point = Point.objects.get(pk=points[0].pk)
    assert (str(point.theme), point.block_id) == ("Wonen", "para-gone")
