"""A session that was planned does not go on: said with a reason, told, and never wiped out."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from council import permissions, services, waiting
from council.dossier import dossier_of
from council.models import Input, InputKind, InputSession, SessionRequest
from council.overviews import council_stages
from council.planning import move_of, plans_for
from council.speech import Said, Speech
from tests.council.conftest import plan
from tests.jobs import run_due

pytestmark = pytest.mark.django_db

WHY = "De agenda van mei is vol."


@pytest.fixture
def coming(almelo_council, boss) -> InputSession:
    now = timezone.now()
    return plan(
        almelo_council,
        meeting=boss,
        held_at=now + timedelta(days=3),
        opens_at=now + timedelta(days=2),
        closes_at=now + timedelta(days=5),
    )


def cancel(client, session, reason=WHY):
    return client.post(f"/council/sessions/{session.pk}/cancel/", {"reason": reason})


def test_the_clerk_cancels_with_a_reason_and_who_was_invited_hears_of_it(
    client, dina, chris, esra, ivo, coming
):
    SessionRequest.objects.create(
        body=coming.body, why="Wonen", asked_by=esra, key=uuid4(), session=coming,
        answered_by=dina, answered_at=timezone.now(),
    )  # fmt: skip
    client.force_login(dina)
    assert (
        f"{coming.get_absolute_url()}cancel/"
        in client.get(coming.get_absolute_url()).content.decode()
    )
    assert cancel(client, coming, " ").status_code == 422
    assert cancel(client, coming).status_code == 302
    coming.refresh_from_db()
    assert (coming.state, coming.cancelled_because) == ("cancelled", WHY)
    run_due()
    assert sorted(one.to[0] for one in mail.outbox) == sorted([chris.email, esra.email])
    assert "gaat niet door" in mail.outbox[0].subject
    assert WHY in mail.outbox[0].body


def test_it_stays_to_be_seen_with_the_reason(client, dina, chris, coming):
    services.cancel_session(coming, reason=WHY, by=dina)
    client.force_login(chris)
    for address in ("/council/", coming.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Gaat niet door" in page
        assert WHY in page


def test_a_second_press_changes_nothing(client, dina, coming):
    services.cancel_session(coming, reason=WHY, by=dina)
    client.force_login(dina)
    assert cancel(client, coming, "Iets anders.").status_code == 403
    with pytest.raises(services.CannotCancel):
        services.cancel_session(coming, reason="Iets anders.", by=dina)
    coming.refresh_from_db()
    assert coming.cancelled_because == WHY


def test_what_opened_is_not_cancelled(client, dina, session):
    client.force_login(dina)
    assert cancel(client, session).status_code == 403
    with pytest.raises(services.CannotCancel):
        services.cancel_session(session, reason=WHY, by=dina)
    with pytest.raises(IntegrityError):
        InputSession.objects.filter(pk=session.pk).update(cancelled_at=timezone.now())


@pytest.fixture
def over(dina, coming) -> InputSession:
    """Cancelled, and its window has come since."""
    services.cancel_session(coming, reason=WHY, by=dina)
    InputSession.objects.update(
        cancelled_at=timezone.now() - timedelta(days=3),
        opens_at=timezone.now() - timedelta(days=2),
    )
    coming.refresh_from_db()
    return coming


def test_it_never_opens_and_what_was_begun_is_kept(client, chris, over):
    said = Speech(
        key=uuid4(), author=chris, kind=InputKind.MEMBER, group=None,
        said=[Said("Bouw bij het spoor.", over.questions.first())],
    )  # fmt: skip
    services.save_draft(over, said, by=chris)
    assert not over.is_open(timezone.now())
    assert not InputSession.objects.open().exists()
    with pytest.raises(services.SessionNotOpen):
        services.submit_input(over, said, by=chris, received_at=timezone.now())
    assert waiting.waiting_for(chris) == []
    client.force_login(chris)
    page = client.get(f"/council/sessions/{over.pk}/input/").content.decode()
    assert WHY in page
    assert "Bouw bij het spoor." in page
    assert Input.objects.drafts().count() == 1


def test_the_clerk_is_not_asked_to_run_it(client, dina, over):
    assert waiting.waiting_for(dina) == []
    for may in (
        permissions.can_change_session, permissions.can_extend_session, permissions.can_register,
        permissions.can_remind, permissions.can_ask_report, permissions.can_hand_over,
        permissions.can_make_public,
    ):  # fmt: skip
        assert not may(dina, over), may.__name__
    client.force_login(dina)
    page = client.get(over.get_absolute_url()).content.decode()
    for words in ("capture/", "change/", "read-back/", "qr/", "room/"):
        assert f"{over.get_absolute_url()}{words}" not in page


def test_nothing_is_registered_asked_or_passed_on(dina, over):
    said = Speech(
        key=uuid4(), author=dina, kind=InputKind.HARVEST, group=None,
        said=[Said("Bouw bij het spoor.", over.questions.first())],
    )  # fmt: skip
    with pytest.raises(services.SessionNotOpen):
        services.submit_input(over, said, by=dina, received_at=timezone.now())
    InputSession.objects.update(closes_at=timezone.now())
    over.refresh_from_db()
    for act in (services.ask_report, services.hand_over):
        with pytest.raises(services.SessionCancelled):
            act(over, by=dina)


def test_the_planning_counts_it_out_and_still_names_it(client, dina, over, boss):
    (row,) = plans_for(boss)
    assert row.session is None
    assert not move_of(boss, timezone.now() + timedelta(hours=1)).too_late
    assert council_stages(boss) == {}
    (council,) = dossier_of(boss).coverage.rows
    assert council.note == "Geen sessie gepland"
    client.force_login(dina)
    page = client.get(f"/schedule/boss/{boss.pk}/").content.decode()
    assert "gaat niet door" in page
    assert "Plan een sessie" in page


def test_calendars_take_it_out_by_the_same_name(client, almelo_council, dina, coming):
    before = client.get(f"/calendars/{almelo_council.slug}.ics").content.decode()
    services.cancel_session(coming, reason=WHY, by=dina)
    after = client.get(f"/calendars/{almelo_council.slug}.ics").content.decode()
    for what in ("held", "opens", "closes"):
        name = f"UID:session-{coming.pk}-{what}@ros-portaal"
        assert name in before
        assert name in after
    assert "STATUS:CANCELLED" not in before
    assert after.count("STATUS:CANCELLED") == 3


def test_what_arrives_as_the_clerk_cancels_is_refused_and_kept_as_a_draft(
    client, chris, dina, coming, monkeypatch
):
    """The page of the member was read before; the clerk had the row of the session first."""
    services.cancel_session(coming, reason=WHY, by=dina)
    InputSession.objects.update(
        cancelled_at=timezone.now() - timedelta(days=3),
        opens_at=timezone.now() - timedelta(days=2),
    )
    read_before = InputSession.objects.select_related("body").get(pk=coming.pk)
    read_before.cancelled_at, read_before.cancelled_because = None, ""
    assert read_before.is_open(timezone.now())
    monkeypatch.setattr("council.views.inputs.session_seen", lambda request, pk: read_before)
    client.force_login(chris)
    question = coming.questions.first()
    said = {
        "key": uuid4(), "page": uuid4(), "kind": "member", f"question_{question.pk}": "Bouw bij het spoor.",
        "remarks-TOTAL_FORMS": 0, "remarks-INITIAL_FORMS": 0, "action": "submit",
    }  # fmt: skip
    answer = client.post(f"/council/sessions/{coming.pk}/input/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert WHY in page
    assert "Uw tekst is bewaard als concept." in page
    (kept,) = Input.objects.drafts()
    assert kept.answers.get().text == "Bouw bij het spoor."
