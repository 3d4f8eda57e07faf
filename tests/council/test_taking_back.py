"""Who gave input takes it back while the session is open; it stays as it was, and counts no more."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from council import services, waiting
from council.models import Input, InputSession, InputStatus, Withdrawal
from tests.council.conftest import closed
from tests.council.test_input_pages import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(client, chris, session) -> Input:
    client.force_login(chris)
    give(client, session, "Wonen bij het spoor.")
    return Input.objects.get()


def address(given: Input) -> str:
    return f"/council/inputs/{given.receipt}/take-back/"


def test_nobody_else_reads_it_and_it_does_not_count(client, chris, dina, session, given):
    client.post(address(given), {"action": "withdraw"})
    assert "Wonen bij het spoor." in client.get(given.get_absolute_url()).content.decode()
    client.force_login(dina)
    assert client.get(given.get_absolute_url()).status_code == 404
    assert InputSession.objects.counted().get(pk=session.pk).submitted == 0
    report = services.ask_report(closed(session), by=dina)
    assert not report.points.exists()


def test_it_is_kept_as_it_was(client, given):
    before = given.content_sha256
    client.post(address(given), {"action": "withdraw"})
    given.refresh_from_db()
    assert (given.status, given.content_sha256) == (InputStatus.SUBMITTED, before)
    with pytest.raises(DatabaseError, match="stays so"), transaction.atomic():
        Withdrawal.objects.update(by=given.author)


def test_who_took_it_back_is_asked_again(client, chris, session, given):
    assert waiting.waiting_for(chris) == []
    client.post(address(given), {"action": "withdraw"})
    assert [one.url for one in waiting.waiting_for(chris)] == [
        f"/council/sessions/{session.pk}/input/"
    ]


def test_one_goes_on_with_the_same_words(client, chris, session, given):
    gone_on = client.post(address(given), {"action": "correct"})
    assert gone_on.url == f"/council/sessions/{session.pk}/input/"
    assert "Wonen bij het spoor." in client.get(gone_on.url).content.decode()
    draft = Input.objects.drafts().get()
    assert [one.text for one in draft.answers.all()] == ["Wonen bij het spoor."]


def test_pressing_twice_takes_back_once(chris, given):
    assert services.withdraw_input(given, by=chris) == services.withdraw_input(given, by=chris)
    assert Withdrawal.objects.count() == 1


def test_after_the_session_it_stays(client, chris, session, given):
    closed(session)
    assert client.post(address(given), {"action": "withdraw"}).status_code == 403
    assert not Withdrawal.objects.exists()


def test_the_clerk_takes_back_nothing_of_others(client, dina, given):
    client.force_login(dina)
    assert client.post(address(given), {"action": "withdraw"}).status_code == 403


def test_what_the_council_said_together_is_nobodys_to_take_back(
    client, dina, session, opportunities
):
    client.force_login(dina)
    sent = {"key": uuid4(), f"question_{opportunities.pk}": "Velen noemden het spoor."}
    registered = client.post(f"/council/sessions/{session.pk}/register/harvest/", sent)
    refused = client.post(f"{registered.url}take-back/", {"action": "withdraw"})
    assert refused.status_code == 403
    assert "Alleen wie het heeft ingebracht" in refused.content.decode()
