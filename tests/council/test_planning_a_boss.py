"""Which councils fit before a BOSS, why others do not, and what moving it brings about."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from council.models import InputSession, SessionPurpose
from council.planning import move_of, plans_for
from milestones.models import CouncilDate, Meeting
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Body, BodyKind
from tests import factories
from tests.council.conftest import plan
from tests.jobs import run_due
from tests.queries import ceiling

pytestmark = pytest.mark.django_db

# From 29 January 2027 back: session from 26 November to 5 January, input closes on 8 January,
# position on 15 January, papers on 22 January; letter on 12 February.
BOSS_AT = datetime(2027, 1, 29, 9, 30)
TODAY = datetime(2026, 12, 3, 12)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(timezone.make_aware(TODAY), tick=False):
        yield


@pytest.fixture
def boss(db) -> Meeting:
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(body=body, starts_at=timezone.make_aware(BOSS_AT))


def enter(council, *dates):
    for kind, on, *rest in dates:
        until = rest[0] if rest else None
        CouncilDate.objects.create(body=council, kind=kind, on=on, until_on=until)


COMMITTEE = ("committee", date(2026, 12, 15))
COUNCIL = ("council", date(2027, 1, 12))


def told(boss, **when):
    """What the page says of the only council."""
    (one,) = plans_for(boss, **when)
    return one.status, one.reasons


def test_a_committee_and_then_a_council_meeting_fit(boss, almelo_council):
    enter(almelo_council, COMMITTEE, COUNCIL)
    assert told(boss) == ("done", [])


def test_a_council_without_dates_is_not_known_yet(boss, almelo_council):
    enter(almelo_council, ("council", date(2026, 10, 13)))
    assert told(boss) == ("none", [])


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ([COMMITTEE], "geen raadsvergadering na de sessie en vóór 16 januari"),
        ([COMMITTEE, ("council", date(2027, 1, 19))], "geen raadsvergadering na de sessie en vóór 16 januari"),
        ([("committee", date(2027, 1, 6)), COUNCIL], "geen raads- of commissievergadering vóór 6 januari"),
        (
            [("recess", date(2026, 11, 28), date(2027, 1, 5)), COUNCIL],
            "reces tot en met 5 januari",
        ),
        (
            [("papers", date(2026, 12, 2)), COMMITTEE, COUNCIL],
            "stukken moesten al op 2 december ingeleverd zijn",
        ),
    ],
)  # fmt: skip
def test_a_council_that_does_not_fit_reads_why(boss, almelo_council, dates, reason):
    enter(almelo_council, *dates)
    assert told(boss) == ("not", [reason])


def test_papers_of_the_meeting_before_do_not_count(boss, almelo_council):
    enter(almelo_council, ("papers", date(2026, 11, 20)), ("committee", date(2026, 12, 1)),
          ("council", date(2026, 12, 1)), COMMITTEE, COUNCIL)  # fmt: skip
    assert told(boss) == ("done", [])


def test_papers_of_today_are_in_time(boss, almelo_council):
    enter(almelo_council, ("papers", date(2026, 12, 3)), COMMITTEE, COUNCIL)
    assert told(boss) == ("done", [])


def test_a_session_that_is_planned_counts_and_one_that_closes_late_does_not(boss, almelo_council):
    enter(almelo_council, COUNCIL)
    session = plan(
        almelo_council,
        meeting=boss,
        opens_at=timezone.make_aware(datetime(2026, 12, 10, 9)),
        closes_at=timezone.make_aware(datetime(2027, 1, 8, 23, 59)),
    )
    assert told(boss) == ("done", [])
    InputSession.objects.filter(pk=session.pk).update(
        closes_at=session.closes_at + timedelta(minutes=1)
    )
    late = "de sessie sluit op 9 januari, inbreng moet uiterlijk op 8 januari binnen zijn"
    assert told(boss) == ("not", [late])


def test_a_session_in_which_the_council_decides_needs_no_other_meeting(boss, almelo_council):
    enter(almelo_council, COMMITTEE)
    plan(almelo_council, meeting=boss, purpose=SessionPurpose.DECISION)
    assert told(boss) == ("done", [])


def test_when_the_last_day_is_over_it_says_so(boss, almelo_council):
    enter(almelo_council, COMMITTEE, COUNCIL)
    with time_machine.travel(timezone.make_aware(datetime(2027, 1, 6, 9)), tick=False):
        assert told(boss) == ("not", ["de laatste dag voor een sessie was 5 januari"])


def test_a_boss_that_was_held_says_who_could_make_it(boss, almelo_council):
    enter(almelo_council, ("papers", date(2026, 12, 4)), COMMITTEE, COUNCIL)
    with time_machine.travel(timezone.make_aware(datetime(2027, 3, 1, 9)), tick=False):
        assert told(boss) == ("done", [])


@pytest.fixture
def early(boss, hengelo_council) -> Body:
    """Hengelo is ready well before."""
    enter(hengelo_council, ("committee", date(2026, 12, 8)), ("council", date(2026, 12, 15)))
    return hengelo_council


FORWARD = "2027-01-15T09:30"  # session to 18, input to 23, position on 31 December


def test_moving_it_forward_lists_exactly_those_that_no_longer_fit(
    client, gijs, boss, almelo_council, early
):
    enter(almelo_council, COMMITTEE, COUNCIL)
    third = factories.council_of(factories.OrganisationFactory.create(slug="borne"))
    enter(third, COMMITTEE)  # did not fit before either
    starts_at = timezone.make_aware(datetime.fromisoformat(FORWARD))
    move = move_of(boss, starts_at)
    assert [one.body for one in move.dropped] == [almelo_council]
    client.force_login(gijs)
    sent = {"starts_at": FORWARD, "place": "", "seen": boss.starts_at.isoformat()}
    page = client.post(f"/schedule/boss/{boss.pk}/move/", sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert "1 raad haalt het niet meer" in text
    assert "Geen raadsvergadering na de sessie en vóór 1 januari" in text
    boss.refresh_from_db()
    assert boss.starts_at == timezone.make_aware(BOSS_AT)


def test_sessions_that_would_close_after_it_are_listed(boss, almelo_council, early):
    session = plan(
        almelo_council,
        meeting=boss,
        opens_at=timezone.make_aware(datetime(2026, 12, 10, 9)),
        closes_at=timezone.make_aware(datetime(2027, 1, 20, 12)),
    )
    move = move_of(boss, timezone.make_aware(datetime.fromisoformat(FORWARD)))
    assert (move.dropped, move.too_late) == ([], [session])  # it closed too late already
    assert move.told == [almelo_council]


def test_moving_is_recorded_and_tells_the_clerks_of_who_drops_out(
    client, gijs, dina, boss, almelo_council, early
):
    enter(almelo_council, COMMITTEE, COUNCIL)
    client.force_login(gijs)
    seen = boss.starts_at
    sent = {"starts_at": FORWARD, "place": "Borne", "seen": seen.isoformat(), "confirmed": "on"}
    address = f"/schedule/boss/{boss.pk}/move/"
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent, follow=True)  # the same button once more
    assert "Een collega heeft dit BOSS intussen verplaatst." in again.content.decode()
    boss.refresh_from_db()
    assert timezone.localtime(boss.starts_at).isoformat() == "2027-01-15T09:30:00+01:00"
    (event,) = AuditEvent.objects.filter(event="milestones.meeting.moved")
    assert (event.actor, event.facts["told"]) == (gijs, [almelo_council.pk])
    run_due()
    (message,) = mail.outbox
    assert message.to == [dina.email]
    assert "vrijdag 15 januari 2027, 09.30 uur" in message.body
    assert f"/schedule/boss/{boss.pk}/" in message.body


def test_moving_it_later_tells_nobody_who_still_fits(client, gijs, boss, almelo_council):
    enter(almelo_council, COMMITTEE, COUNCIL)
    client.force_login(gijs)
    client.post(
        f"/schedule/boss/{boss.pk}/move/",
        {"starts_at": "2027-02-01T09:30", "seen": boss.starts_at.isoformat(), "confirmed": "on"},
    )
    assert run_due() == 0
    boss.refresh_from_db()
    assert boss.on == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        ("", "Vul een datum en een tijd in."),
        ("vrijdag", "Vul een datum en een tijd in, bijvoorbeeld 24-11-2026 19.30."),
        ("2026-12-01T09:30", "Kies een moment dat nog komt."),
        ("2027-03-26T09:30", "Op dit moment is er al een BOSS."),
    ],
)
def test_a_wrong_moment_says_why(client, gijs, boss, moment, error):
    Meeting.objects.create(
        body=boss.body, starts_at=timezone.make_aware(datetime(2027, 3, 26, 9, 30))
    )
    client.force_login(gijs)
    moved = {"starts_at": moment, "seen": boss.starts_at.isoformat(), "confirmed": "on"}
    for address in (f"/schedule/boss/{boss.pk}/move/", "/schedule/boss/new/"):
        page = client.post(address, moved)
        assert page.status_code == 422
        assert page.context["form"].errors["starts_at"] == [error]


def test_a_boss_that_was_held_stays_when_it_was(client, gijs, boss):
    with time_machine.travel(timezone.make_aware(BOSS_AT), tick=False):
        client.force_login(gijs)
        refused = client.get(f"/schedule/boss/{boss.pk}/move/")
        assert refused.status_code == 403
        assert "Dit BOSS is al geweest" in refused.content.decode()
        assert "/move/" not in client.get(f"/schedule/boss/{boss.pk}/").content.decode()


def test_a_project_lead_plans_a_boss(client, gijs, boss):
    client.force_login(gijs)
    page = client.post("/schedule/boss/new/", {"starts_at": "2027-03-26T09:30"}, follow=True)
    assert "BOSS van 26 maart 2027" in page.content.decode()


def test_the_page_asks_no_more_for_fourteen_councils(client, dina, boss, almelo_council):
    for number in range(13):
        council = factories.council_of(
            factories.OrganisationFactory.create(slug=f"plaats-{number}")
        )
        enter(council, COMMITTEE, COUNCIL)
        plan(council, meeting=boss)
    client.force_login(dina)
    with ceiling(14):
        page = client.get(f"/schedule/boss/{boss.pk}/")
    assert len(page.context["plans"]) == 14


def test_the_form_of_a_session_proposes_when_input_opens_and_closes(client, dina, boss):
    client.force_login(dina)
    form = client.get("/council/sessions/new/", {"meeting": boss.pk}).context["form"]
    moments = [form[name].value().strftime("%d-%m-%Y %H.%M") for name in ("opens_at", "closes_at")]
    # The first day of the window is over: from tomorrow on.
    assert moments == ["04-12-2026 09.00", "08-01-2027 23.59"]
    assert client.get("/council/sessions/new/", {"meeting": "99"}).status_code == 404


def test_no_moment_is_proposed_that_is_over(client, dina, boss):
    with time_machine.travel(timezone.make_aware(datetime(2027, 1, 11, 9)), tick=False):
        client.force_login(dina)
        form = client.get("/council/sessions/new/").context["form"]
    assert form["meeting"].value() == boss.pk
    assert form["closes_at"].value() is None


def test_an_open_session_whose_boss_moved_before_it_can_still_change_its_place(
    client, dina, boss, almelo_council
):
    session = plan(almelo_council, meeting=boss)
    Meeting.objects.update(starts_at=timezone.now())
    client.force_login(dina)
    sent = {
        "title": session.title, "purpose": "opinion", "mode": "meeting", "place": "Zaal 2",
        "meeting": boss.pk,
    }  # fmt: skip
    assert client.post(f"/council/sessions/{session.pk}/change/", sent).status_code == 302
    session.refresh_from_db()
    assert session.place == "Zaal 2"
