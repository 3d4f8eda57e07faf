"""A session is held once its moment has come: the planning and the page say on which day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from council import services
from council.dossier import dossier_of
from council.models import InputSession, Sitting
from council.overviews import council_stages
from ros_portal.audit.models import AuditEvent
from tests.council.conftest import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(almelo_council, boss) -> InputSession:
    now = timezone.now()
    return plan(almelo_council, meeting=boss, held_at=now - timedelta(days=2),
                opens_at=now - timedelta(days=5), closes_at=now - timedelta(days=1))  # fmt: skip


def test_it_is_held_when_its_moment_has_come(time_machine, almelo_council, dina, chris):
    now = timezone.now()
    coming = plan(almelo_council, held_at=now + timedelta(days=1), opens_at=now + timedelta(hours=9),
                  closes_at=now + timedelta(days=3))  # fmt: skip
    assert coming.held_on is None
    time_machine.move_to(coming.held_at)
    assert coming.held_on == timezone.localdate(coming.held_at)


def test_what_does_not_go_on_was_not_held(almelo_council, dina):
    now = timezone.now()
    coming = plan(almelo_council, held_at=now - timedelta(days=1), opens_at=now + timedelta(days=1),
                  closes_at=now + timedelta(days=3))  # fmt: skip
    assert services.cancel_session(coming, reason="Vol.", by=dina).held_on is None


def test_the_planning_and_the_page_say_when_it_was_held(client, gijs, held, boss, almelo_council):
    day = date_format(timezone.localdate(held.held_at), "j F")
    client.force_login(gijs)
    for address in (f"/schedule/boss/{boss.pk}/", held.get_absolute_url(), "/council/"):
        assert f"behandeld op {day}" in client.get(address).content.decode(), address
    stage = council_stages(boss)[almelo_council.organisation_id]
    assert stage.note == f"Behandeld op {day}, geen inbreng ontvangen"


def test_the_clerk_records_it_and_corrects_it(client, held, dina, boss, chris):
    client.force_login(dina)
    address = f"/council/sessions/{held.pk}/record/"
    assert 'name="present"' in client.get(address).content.decode()
    moment = timezone.localtime(held.held_at - timedelta(days=1)).replace(second=0, microsecond=0)
    for present in ("23", "24"):
        asked = {"held_at": moment.strftime("%Y-%m-%dT%H:%M"), "present": present}
        assert client.post(address, asked).status_code == 302
    sitting = Sitting.objects.get()
    assert (sitting.held_at, sitting.present, sitting.recorded_by) == (moment, 24, dina)
    corrected = AuditEvent.objects.get(event="council.session.record_corrected")
    assert (corrected.facts["old"]["present"], corrected.facts["new"]["present"]) == (23, 24)

    client.force_login(chris)
    page = client.get(held.get_absolute_url()).content.decode()
    day = date_format(timezone.localdate(moment), "j F Y")
    assert f"behandeld op {day}, {moment:%H.%M} uur, 24 aanwezig" in page


def test_the_report_and_the_dossier_say_it(client, held, dina, boss, gijs, fred, almelo_council):
    services.record_sitting(held, held_at=held.held_at, present=None, by=dina)
    services.ask_report(held, by=dina)
    day = date_format(timezone.localdate(held.held_at), "j F Y")
    for person, address in (
        (dina, f"/council/sessions/{held.pk}/report/"),
        (fred, f"/council/meetings/{boss.pk}/"),
    ):
        client.force_login(person)
        assert f"behandeld op {day}" in client.get(address).content.decode()
    services.record_sitting(held, held_at=held.held_at, present=1, by=dina)
    [row] = [one for one in dossier_of(boss).coverage.rows if one.council == almelo_council]
    assert row.note.endswith(", 1 aanwezig")


def test_what_is_still_to_come_is_not_recorded(client, time_machine, almelo_council, dina, held):
    now = timezone.now()
    coming = plan(almelo_council, held_at=now + timedelta(days=1), opens_at=now + timedelta(hours=9),
                  closes_at=now + timedelta(days=3))  # fmt: skip
    client.force_login(dina)
    assert client.get(f"/council/sessions/{coming.pk}/record/").status_code == 403
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(f"/council/sessions/{held.pk}/record/", {"held_at": tomorrow})
    assert answer.status_code == 422
    assert "Dit moment moet nog komen" in answer.content.decode()
    with pytest.raises(services.NotHeldYetThen):
        services.record_sitting(held, held_at=now + timedelta(days=1), present=1, by=dina)
    assert not Sitting.objects.exists()


def test_what_was_discussed_while_input_is_open_says_so(boss, almelo_council, dina):
    session = plan(almelo_council, meeting=boss)
    services.record_sitting(session, held_at=session.opens_at, present=5, by=dina)
    [row] = [one for one in dossier_of(boss).coverage.rows if one.council == almelo_council]
    assert row.note.startswith("Behandeld, inbreng kan nog; behandeld op")
