"""Calendars follow the portal: one feed per body for everybody, one per person under a secret."""

from datetime import date, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone

from milestones.models import CalendarAddress, CouncilDate, Meeting
from milestones.services import move_meeting, renew_calendar_address
from stakeholders.models import Body, BodyKind
from tests.council.conftest import IN_SECRET, plan

pytestmark = pytest.mark.django_db

OF_ALMELO = "/calendars/raad-almelo.ics"


@pytest.fixture
def boss(db) -> Meeting:
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(
        body=body, starts_at=local(2099, 3, 27, 9, 30), place="Stadhuis; zaal 2, Almelo"
    )


def local(*moment):
    return timezone.make_aware(datetime(*moment))


def events(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


def test_a_meeting_stands_at_the_hour_of_the_clock_on_either_side_of_its_change(client, boss):
    """Summer time begins on 29 March 2099."""
    later = Meeting.objects.create(body=boss.body, starts_at=local(2099, 3, 30, 9, 30))
    found = events(client, "/calendars/boss.ics")
    for meeting, moment in ((boss, "2099-03-27"), (later, "2099-03-30")):
        start = found[f"meeting-{meeting.pk}@ros-portaal"]["DTSTART"]
        assert start.params["TZID"] == "Europe/Amsterdam"
        assert start.dt.strftime("%Y-%m-%d %H:%M") == f"{moment} 09:30"
    assert found[f"meeting-{boss.pk}@ros-portaal"]["LOCATION"] == boss.place


def test_the_changes_of_the_clock_go_along(client, boss):
    calendar = icalendar.Calendar.from_ical(client.get("/calendars/boss.ics").content)
    (zone,) = calendar.timezones
    offsets = {part["TZOFFSETTO"].td for part in zone.subcomponents}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


def test_a_moved_meeting_is_the_same_event_with_its_last_days(client, gijs, boss):
    before = events(client, OF_BOSS := "/calendars/boss.ics")
    move_meeting(
        boss, seen=boss.starts_at, starts_at=local(2099, 4, 3, 10), place=boss.place, by=gijs
    )
    after = events(client, OF_BOSS)
    assert before.keys() == after.keys()
    uid = f"meeting-{boss.pk}@ros-portaal"
    assert "LAST-MODIFIED" not in before[uid]
    assert after[uid]["LAST-MODIFIED"].dt <= timezone.now()
    assert after[uid]["DTSTART"].dt == local(2099, 4, 3, 10)
    papers = f"meeting-{boss.pk}-papers@ros-portaal"
    assert before[papers]["DTSTART"].dt == date(2099, 3, 20)
    assert after[papers]["DTSTART"].dt == date(2099, 3, 27)


def test_a_council_has_its_own_dates_and_those_of_the_boss(
    client, boss, almelo_council, hengelo_council
):
    recess = CouncilDate.objects.create(
        body=almelo_council, kind="recess", on=date(2099, 2, 14), until_on=date(2099, 2, 22)
    )
    other = CouncilDate.objects.create(body=hengelo_council, kind="council", on=date(2099, 3, 3))
    found = events(client, OF_ALMELO)
    assert f"meeting-{boss.pk}@ros-portaal" in found
    one = found[f"council-date-{recess.pk}@ros-portaal"]
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2099, 2, 14), date(2099, 2, 23))
    assert one["SUMMARY"] == "Reces, Almelo"
    assert f"council-date-{other.pk}@ros-portaal" not in found


def test_everybody_sees_open_sessions_and_no_closed_ones(client, boss, almelo_council):
    public = plan(almelo_council, meeting=boss, held_at=timezone.now())
    closed = plan(almelo_council, meeting=boss, **IN_SECRET, title="Besloten avond")
    found = events(client, OF_ALMELO)
    assert found[f"session-{public.pk}-closes@ros-portaal"]["SUMMARY"] == (
        "Inbreng sluit: Sessie ROS, Almelo"
    )
    assert f"session-{public.pk}-held@ros-portaal" in found
    assert f"session-{closed.pk}-closes@ros-portaal" not in found


def test_a_feed_of_a_body_names_nobody(client, boss, almelo_council, chris, dina):
    plan(almelo_council, meeting=boss, introduction="Alleen voor raadsleden.")
    text = client.get(OF_ALMELO).content.decode()
    assert "Sessie ROS" in text
    for secret in (chris.name, dina.name, "raadsleden", "Waar ziet u kansen?"):
        assert secret not in text


def test_a_calendar_is_kept_by_nobody_in_between(client, boss, dina):
    for address in (OF_ALMELO, f"/calendars/own/{renew_calendar_address(dina)}.ics"):
        answer = client.get(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert "private" in answer["Cache-Control"]


def test_the_own_calendar_has_what_waits_and_the_own_bodies(client, boss, almelo_council, chris):
    closed = plan(almelo_council, meeting=boss, **IN_SECRET)
    found = events(client, f"/calendars/own/{renew_calendar_address(chris)}.ics")
    assert f"session-{closed.pk}-closes@ros-portaal" in found
    assert f"meeting-{boss.pk}@ros-portaal" in found
    (waits,) = [one for uid, one in found.items() if uid.startswith("waits-")]
    assert waits["SUMMARY"] == "Uiterlijk nu: Sessie ROS: geef uw inbreng"
    assert waits["DTSTART"].dt == timezone.localtime(closed.closes_at).replace(microsecond=0)
    again = events(client, f"/calendars/own/{renew_calendar_address(chris)}.ics")
    assert found.keys() == again.keys()


def test_a_renewed_address_leaves_the_old_one_dead(client, dina):
    client.force_login(dina)
    first, second = (
        client.post("/schedule/calendar/").context["new_address"].partition("/calendars/")[2]
        for _time in range(2)
    )
    client.logout()
    assert client.get(f"/calendars/{second}").status_code == 200
    assert client.get(f"/calendars/{first}").status_code == 404
    assert second.partition("/")[2].removesuffix(".ics") not in str(
        list(CalendarAddress.objects.values())
    )


@pytest.mark.parametrize("token", ["x", "%00", "é" * 300, "..%2F"])
def test_a_wrong_address_is_not_found(client, dina, token):
    renew_calendar_address(dina)
    assert client.get(f"/calendars/own/{token}.ics").status_code == 404


def test_who_left_has_no_calendar(client, dina):
    token = renew_calendar_address(dina)
    dina.is_active = False
    dina.save()
    assert client.get(f"/calendars/own/{token}.ics").status_code == 404


def test_the_address_is_shown_once(client, dina):
    client.force_login(dina)
    made = client.post("/schedule/calendar/")
    assert made.context["new_address"] in made.content.decode()
    page = client.get("/schedule/calendar/").content.decode()
    assert "/calendars/own/" not in page
    assert "Maak een nieuw adres" in page


def test_a_session_that_is_kept_open_moves_in_the_calendar(client, boss, almelo_council, dina):
    session = plan(almelo_council, meeting=boss)
    client.force_login(dina)
    closes_at = (timezone.localtime() + timedelta(days=5)).replace(second=0, microsecond=0)
    client.post(
        f"/council/sessions/{session.pk}/extend/",
        {"closes_at": closes_at.strftime("%Y-%m-%dT%H:%M"), "reason": "Sneeuw"},
    )
    one = events(client, OF_ALMELO)[f"session-{session.pk}-closes@ros-portaal"]
    assert one["DTSTART"].dt == closes_at
    assert one["LAST-MODIFIED"].dt <= timezone.now()
