"""On Monday morning: what moved since the last time somebody was told, once, and nothing of nothing."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from letters import services as letters
from letters.models import Letter
from letters.starts import STARTS
from milestones.models import Meeting
from ros_portal.weekly import clock
from ros_portal.weekly.moved import moved_for
from ros_portal.weekly.span import WEEKLY
from stakeholders import services as stakeholders
from stakeholders.models import Body, BodyKind, Channel, Notification, User
from tests.council.conftest import plan
from tests.jobs import run_due
from tests.queries import ceiling
from tests.strategy.conftest import make_chapter, make_product, publish

HERE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 11, 16)


@pytest.fixture
def at(time_machine):
    """It is this moment in Twente."""

    def move(day: date, hour: int = 8) -> None:
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=HERE)
        time_machine.move_to(moment, tick=False)

    return move


@pytest.fixture
def publish_on(at, gijs: User, almelo_executive: Body, hengelo_executive: Body):
    """`publish_on(day)`: another chapter on that day."""
    product = make_product(almelo_executive, hengelo_executive)

    def one(day: date, number: int = 1) -> None:
        at(day)
        publish(make_chapter(product, number=number))

    return one


def mondays_mail() -> list[str]:
    before = len(mail.outbox)
    clock.tell_the_week()
    run_due()
    return [message.body for message in mail.outbox[before:]]


def test_what_moved_comes_on_monday_morning_with_links(at, publish_on, gijs):
    publish_on(MONDAY - timedelta(days=4))
    at(MONDAY, 6)
    assert mondays_mail() == []
    at(MONDAY, 7)
    (body,) = mondays_mail()
    assert "12 november: Hoofdstuk gepubliceerd: 1. Wonen" in body
    assert "/strategy/chapters/hoofdstuk-1/" in body
    assert "/progress/moved/?since=2026-11-09&until=2026-11-16" in body
    assert mail.outbox[-1].to == [gijs.email]
    assert mail.outbox[-1].subject == (
        "Wekelijks overzicht, 9 november tot en met 15 november 2026: 1 keer nieuws"
    )


def test_two_beats_send_one_mail_and_other_days_none(at, publish_on, gijs):
    publish_on(MONDAY - timedelta(days=4))
    at(MONDAY)
    assert len(mondays_mail()) == 1
    assert mondays_mail() == []
    at(MONDAY + timedelta(days=1))
    assert mondays_mail() == []


def test_nothing_is_sent_when_nothing_moved(at, gijs):
    at(MONDAY)
    assert mondays_mail() == []
    assert not Notification.objects.filter(kind=WEEKLY).exists()


def test_a_week_without_a_clock_is_made_up(at, publish_on, gijs):
    publish_on(MONDAY - timedelta(days=4), 1)
    at(MONDAY)
    mondays_mail()
    publish_on(MONDAY + timedelta(days=2), 2)
    # On the next Monday the worker was down; what moved on this one itself belongs to a later week.
    publish_on(MONDAY + timedelta(days=8), 3)
    publish_on(MONDAY + timedelta(days=14), 4)
    at(MONDAY + timedelta(days=14))
    (body,) = mondays_mail()
    assert [f"{n}. Wonen" in body for n in (1, 2, 3, 4)] == [False, True, True, False]
    at(MONDAY + timedelta(days=21))
    (body,) = mondays_mail()
    assert [f"{n}. Wonen" in body for n in (1, 2, 3, 4)] == [False, False, False, True]


def test_after_a_holiday_it_comes_on_tuesday(at, publish_on, gijs):
    easter_monday = date(2027, 3, 29)
    publish_on(easter_monday - timedelta(days=3))
    at(easter_monday)
    assert mondays_mail() == []
    at(easter_monday + timedelta(days=1))
    assert len(mondays_mail()) == 1


def test_who_switched_it_off_gets_nothing_and_others_never_do(at, publish_on, gijs, anna, chris):
    stakeholders.choose_channels(gijs, {WEEKLY: Channel.OFF})
    publish_on(MONDAY - timedelta(days=4))
    at(MONDAY)
    assert mondays_mail() == []


def test_it_stands_among_the_choices_of_a_project_lead_only(client, gijs, anna):
    for person, stands in ((gijs, True), (anna, False)):
        client.force_login(person)
        page = client.get(reverse("notification_settings")).content.decode()
        assert ("Wekelijks overzicht" in page) is stands


def test_sessions_and_a_boss_that_moved(at, gijs, almelo_council, hengelo_council):
    at(MONDAY)
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    boss = Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=60))
    Meeting.objects.update(moved_at=timezone.now() - timedelta(days=1))
    now = timezone.now()
    plan(almelo_council, opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=9))
    plan(hengelo_council, opens_at=now - timedelta(days=20), closes_at=now - timedelta(days=3))
    (text,) = mondays_mail()
    assert f"Verplaatst: {boss}" in text
    assert "Sessie begonnen: Sessie ROS, Gemeenteraad Almelo" in text
    assert "Sessie gesloten: Sessie ROS, Gemeenteraad Hengelo" in text
    assert "Sessie begonnen: Sessie ROS, Gemeenteraad Hengelo" not in text


def test_of_a_letter_of_another_executive_only_the_step(
    at, gijs, esra, almelo_council, almelo_executive
):
    """Sent under embargo: the words are the council's later on, the step is the region's."""
    at(MONDAY - timedelta(days=2))
    model = letters.start_model(STARTS["empty"], key=uuid.uuid4(), by=gijs)
    letters.name_model(model, subject="Uitkomsten", by=gijs)
    letters.hand_out(model, [almelo_executive], by=gijs)
    since, until = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    Letter.objects.update(
        subject="Merkonderwerp",
        status="sent",
        sent_at=timezone.now(),
        text="Merktekst",
        reference="R1",
        decision_number="B1",
        decided_on=MONDAY,
        date_on=MONDAY,
        embargo_until=timezone.now() + timedelta(days=30),
    )
    (one,) = moved_for(gijs, since, until)
    assert one.words == "Brief van Almelo verstuurd: Uitkomsten"
    assert one.url == model.get_absolute_url()
    assert moved_for(User.objects.get(pk=esra.pk), since, until)[0].words.endswith("Merkonderwerp")


def test_the_page_says_the_same(client, at, publish_on, gijs):
    publish_on(MONDAY - timedelta(days=4))
    at(MONDAY)
    client.force_login(gijs)
    page = client.get("/progress/moved/?since=2026-11-09&until=2026-11-16").content.decode()
    assert "Hoofdstuk gepubliceerd: 1. Wonen" in page
    assert "9 november 2026 tot en met 15 november 2026" in page
    page = client.get("/progress/moved/?since=2026-10-09&until=2026-10-16").content.decode()
    assert "In deze tijd veranderde er niets" in page
    for nonsense in ("?since=x", "?since=2026-13-01", "?since=2026-11-09&until=2026-11-01"):
        assert client.get(f"/progress/moved/{nonsense}").status_code == 404
    with ceiling(18):
        client.get("/progress/moved/")


@pytest.mark.django_db(transaction=True)
def test_two_clocks_in_the_same_second_tell_it_once(at, publish_on, gijs):
    publish_on(MONDAY - timedelta(days=4))
    at(MONDAY)
    together = Barrier(2)

    def tick(_number: int) -> None:
        together.wait(10)
        try:
            clock.tell_the_week()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tick, range(2)))
    run_due()
    assert len(mail.outbox) == 1
    assert Notification.objects.filter(kind=WEEKLY).count() == 1
