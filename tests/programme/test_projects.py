"""Two people fill in one project, it waits for others, and it tells how far it is."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from lxml import html

from programme import services
from programme.models import ProgressNote, Project

from .conftest import DAY, start

pytestmark = pytest.mark.django_db


def form_of(page: bytes) -> dict[str, list[str]]:
    """What a browser sends back when nothing is filled in."""
    (form,) = [one for one in html.fromstring(page).forms if "goal" in one.fields]
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def opened(client, person, project) -> dict[str, list[str]]:
    client.force_login(person)
    return form_of(client.get(f"/agenda/projects/{project.pk}/edit/").content)


def test_two_who_fill_in_other_fields_both_keep_their_words(client, project, anna, bram, hengelo):
    address = f"/agenda/projects/{project.pk}/edit/"
    of_anna = opened(client, anna, project) | {"goal": ["Wonen en werken."]}
    of_bram = opened(client, bram, project) | {"risks": ["De grond."], "places": [str(hengelo.pk)]}
    client.force_login(anna)
    assert client.post(address, of_anna).status_code == 302
    client.force_login(bram)
    assert client.post(address, of_bram).status_code == 302
    project.refresh_from_db()
    assert (project.goal, project.risks) == ("Wonen en werken.", "De grond.")
    assert list(project.places.all()) == [hengelo]
    assert list(project.partners.all()) == [hengelo]


@pytest.mark.parametrize(
    ("stood", "of_anna", "of_bram", "asked"),
    [
        (
            {"starts_on": "2026-01-01", "ends_on": "2028-01-01"},
            {"ends_on": "2026-06-01"},
            {"starts_on": "2027-01-01"},
            "ends_on",
        ),
        (
            {"research_question": "Waar is ruimte?"},
            {"research_question": ""},
            {"kind": "research"},
            "research_question",
        ),
    ],
)
def test_what_does_not_go_with_what_a_colleague_filled_in_is_asked_back(
    client, project, anna, bram, stood, of_anna, of_bram, asked
):
    """Each is right by itself; the database would refuse them together."""
    address = f"/agenda/projects/{project.pk}/edit/"
    client.post(address, opened(client, anna, project) | stood)
    first, second = opened(client, anna, project), opened(client, bram, project)
    client.force_login(anna)
    assert client.post(address, first | of_anna).status_code == 302
    client.force_login(bram)
    page = client.post(address, second | of_bram)
    assert page.status_code == 422
    assert "Een collega vulde intussen in" in page.content.decode()
    (name,), (typed,) = of_bram, of_bram.values()
    project.refresh_from_db()
    assert str(getattr(project, name)) != typed
    again = form_of(page.content)
    assert again[asked][0].strip() == stood[asked]
    assert client.post(address, again).status_code == 302
    project.refresh_from_db()
    assert str(getattr(project, name)) == typed


def test_what_a_public_project_waits_for_is_named_only_to_who_may_know_of_it(
    client, agenda, almelo, anna, gijs, dina
):
    hidden = start(agenda, almelo, anna, title="Nog geheim plan")
    shown = start(agenda, almelo, anna, title="Openbaar plan", after=[hidden],
                  starts_on=DAY, ends_on=DAY)  # fmt: skip
    services.publish_project(shown, by=gijs)
    for address in ("/agenda/time/", "/agenda/table.csv", f"/agenda/projects/{shown.pk}/"):
        for person, knows in ((anna, True), (dina, False)):
            client.force_login(person)
            words = client.get(address).content.decode()
            assert "Openbaar plan" in words
            assert ("Nog geheim plan" in words) is knows, (address, person)


def test_the_same_field_is_asked_back_and_the_second_time_it_counts(client, project, anna, bram):
    address = f"/agenda/projects/{project.pk}/edit/"
    of_anna = opened(client, anna, project) | {"goal": ["Wonen."]}
    of_bram = opened(client, bram, project) | {"goal": ["Werken."], "risks": ["De grond."]}
    client.force_login(anna)
    client.post(address, of_anna)
    client.force_login(bram)
    page = client.post(address, of_bram)
    assert page.status_code == 422
    words = page.content.decode()
    assert "Een collega vulde intussen in: “Wonen.”" in words
    project.refresh_from_db()
    assert (project.goal, project.risks) == ("Wonen.", "")
    assert client.post(address, form_of(page.content)).status_code == 302
    project.refresh_from_db()
    assert (project.goal, project.risks) == ("Werken.", "De grond.")


def test_dates_of_two_people_that_make_no_sense_together_are_asked_back(
    client, project, anna, bram
):
    address = f"/agenda/projects/{project.pk}/edit/"
    of_anna = opened(client, anna, project) | {"starts_on": ["2030-01-01"]}
    of_bram = opened(client, bram, project) | {"ends_on": ["2028-01-01"]}
    client.force_login(anna)
    assert client.post(address, of_anna).status_code == 302
    client.force_login(bram)
    page = client.post(address, of_bram)
    assert page.status_code == 422
    assert "Een collega vulde intussen in: “" in page.content.decode()
    again = form_of(page.content)
    assert (again["initial-starts_on"], again["ends_on"]) == (["2030-01-01"], ["2028-01-01"])
    assert client.post(address, again | {"starts_on": ["2027-01-01"]}).status_code == 302
    project.refresh_from_db()
    assert (project.starts_on, project.ends_on) == (date(2027, 1, 1), date(2028, 1, 1))


def test_a_form_that_is_sent_twice_starts_one_project(agenda, almelo, anna):
    key = uuid.uuid4()
    facts = {"kind": "project", "title": "Eén keer", "lead": almelo}
    first = services.start_project(agenda, facts, key=key, by=anna)
    assert services.start_project(agenda, facts, key=key, by=anna) == first


def test_another_project_on_the_form_of_the_first_is_no_second_press(client, agenda, almelo, anna):
    client.force_login(anna)
    sent = form_of(client.get("/agenda/projects/new/").content) | {"lead": [str(almelo.pk)]}
    for title in ("Eerste", "Tweede"):
        page = client.post("/agenda/projects/new/", sent | {"title": [title]})
    assert page.status_code == 422
    assert list(Project.objects.values_list("title", flat=True)) == ["Eerste"]
    assert client.post("/agenda/projects/new/", form_of(page.content)).status_code == 302
    assert Project.objects.filter(title="Tweede").exists()


def test_no_project_waits_for_itself(agenda, almelo, anna, project):
    second = start(agenda, almelo, anna, title="Tweede", after=[project])
    third = start(agenda, almelo, anna, title="Derde", after=[second])
    with pytest.raises(services.WaitsForItself):
        services.change_project(project, {"after": []}, {"after": [third]}, by=anna)
    assert not project.after.exists()


def test_the_newest_note_says_how_far_it_is(project, anna):
    said = {"phase": "exploration", "health": "at_risk", "text": "Onderzoek klaar.", "by": anna}
    services.note_progress(project, key=uuid.uuid4(), on=DAY, percent=40, **said)
    earlier = DAY - timedelta(days=30)
    services.note_progress(project, key=uuid.uuid4(), on=earlier, percent=10, **said)
    project.refresh_from_db()
    assert (project.percent, project.phase, project.health) == (40, "exploration", "at_risk")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgressNote.objects.update(percent=99)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"starts_on": "2028-01-01", "ends_on": "2027-01-01"}, "Het einde ligt vóór het begin."),
        ({"kind": "research"}, "Zeg wat er uitgezocht moet worden."),
        ({"title": ""}, "Geef het project een titel."),
        ({"lead": "99999999999999999999"}, "Selecteer een geldige keuze."),
        ({"starts_on": "0001-01-01"}, "Vul een jaar in van 1990"),
    ],
)
def test_what_makes_no_sense_is_told_at_the_field(client, project, anna, changed, says):
    sent = opened(client, anna, project) | changed
    page = client.post(f"/agenda/projects/{project.pk}/edit/", sent)
    assert page.status_code == 422
    assert says in page.content.decode()
    project.refresh_from_db()
    assert project.title == "Wonen bij het station"


def test_a_project_that_is_not_public_is_for_who_writes_the_agenda(
    client, project, anna, chris, gijs
):
    address = project.get_absolute_url()
    client.force_login(chris)
    assert client.get(address).status_code == 404
    assert "Wonen bij het station" not in client.get("/agenda/").content.decode()
    services.publish_project(project, by=gijs)
    assert client.get(address).status_code == 200
    assert "Wonen bij het station" in client.get("/agenda/").content.decode()


def test_what_a_project_waits_for_is_named_to_who_may_see_it(
    client, agenda, project, almelo, anna, chris, gijs
):
    dates = {"starts_on": DAY, "ends_on": DAY}
    later = start(agenda, almelo, anna, title="Fietspad", after=[project], **dates)
    services.publish_project(later, by=gijs)
    for view in ("time/", "table.csv"):
        for person, sees in ((anna, True), (chris, False)):
            client.force_login(person)
            page = client.get(f"/agenda/{view}?q=Fietspad").content.decode()
            assert "Fietspad" in page
            assert ("Wonen bij het station" in page) is sees


def test_a_note_of_a_day_to_come_is_refused(client, project, anna):
    client.force_login(anna)
    sent = {
        "key": uuid.uuid4(),
        "on": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "phase": "idea",
        "health": "on_track",
        "percent": 101,
        "text": "x",
    }
    page = client.post(f"/agenda/projects/{project.pk}/progress/", sent).content.decode()
    assert "Deze dag moet nog komen" in page
    assert len(html.fromstring(page).find_class("utrecht-form-field-error-message")) == 2
    assert not ProgressNote.objects.exists()


def test_every_view_shows_the_same_projects(client, agenda, project, almelo, anna):
    start(agenda, almelo, anna, title="Fietspad", goal="Fietsen")
    client.force_login(anna)
    for view in ("", "phases/", "time/", "map/", "table.csv"):
        page = client.get(f"/agenda/{view}?q=station").content.decode()
        assert "Fietspad" not in page
        if view != "map/":  # it lies nowhere yet
            assert "Wonen bij het station" in page
    assert Project.objects.count() == 2


def test_what_one_may_not_see_is_named_to_nobody_and_stays(
    client, agenda, project, almelo, anna, bram, gijs, hengelo_executive
):
    agenda.writers.remove(hengelo_executive)
    hidden = start(agenda, almelo, anna, title="Nog geheim plan")
    seen = start(agenda, almelo, anna, title="Fietspad")
    services.change_project(project, {"after": []}, {"after": [hidden]}, by=anna)
    for one in (project, seen):
        services.publish_project(one, by=gijs)
    sent = opened(client, bram, project)
    assert str(hidden.pk) not in sent.get("initial-after", [])
    sent["after"] = [str(seen.pk)]
    address = f"/agenda/projects/{project.pk}/edit/"
    assert client.post(address, sent).status_code == 302
    assert set(project.after.all()) == {hidden, seen}
    again = client.post(address, sent | {"after": []})  # on top of the page as it was opened
    assert "Nog geheim plan" not in again.content.decode()
