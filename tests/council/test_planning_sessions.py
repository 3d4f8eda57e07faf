"""An executive asks for a session, the clerk plans it, and may change it until members speak."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format

from council import waiting
from council.models import Answer, Input, InputKind, InputSession, Report, SessionRequest
from milestones.deadlines import count_back
from ros_portal.lib.dates import begin_of
from tests.council.conftest import IN_SECRET, plan
from tests.jobs import run_due

pytestmark = pytest.mark.django_db

QUESTIONS = ["Waar ziet u kansen?", "Waar zitten zorgen?"]


# As the form asks it.
CLOSED = {
    "is_closed": "on",
    "secrecy_by": "Presidium",
    "secrecy_on": "2026-03-02",
    "secrecy_ground": "Financiële belangen",
}


def planned(**changes):
    """A filled-in form."""
    moment = timezone.localtime(timezone.now())
    return {
        "title": "Sessie ROS",
        "mode": "meeting",
        "purpose": "opinion",
        "opens_at": (moment + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (moment + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "questions": "\n".join(QUESTIONS),
        **changes,
    }


@pytest.fixture
def asked(client, esra, almelo_council, boss) -> SessionRequest:
    client.force_login(esra)
    said = {"key": uuid4(), "meeting": boss.pk, "why": "Wonen bij het spoor"}
    client.post("/council/sessions/ask/", said)
    client.post("/council/sessions/ask/", said)  # twice in a row
    return SessionRequest.objects.get()


@pytest.fixture
def coming(almelo_council, boss) -> InputSession:
    now = timezone.now()
    return plan(
        almelo_council,
        meeting=boss,
        opens_at=now + timedelta(days=2),
        closes_at=now + timedelta(days=5),
    )


def kept(session, **changes):
    """The form of the page, with other words here and there."""
    local = timezone.localtime
    return planned(
        meeting=session.meeting_id or "",
        opens_at=local(session.opens_at).strftime("%Y-%m-%dT%H:%M"),
        closes_at=local(session.closes_at).strftime("%Y-%m-%dT%H:%M"),
        **changes,
    )


def texts(session):
    return [question.text for question in session.questions.all()]


def test_the_clerk_hears_of_a_request_and_puts_it_on_the_agenda(client, dina, esra, asked, boss):
    run_due()
    (told,) = mail.outbox
    assert (told.to, told.reply_to) == ([dina.email], [esra.email])
    (waits,) = waiting.waiting_for(dina)
    assert (waits.note, waits.due_at) == ("Wonen bij het spoor", boss.starts_at)
    client.force_login(dina)
    page = client.get(waits.url)
    assert "Wonen bij het spoor" in page.content.decode()
    assert page.context["form"]["meeting"].value() == boss.pk
    client.post(waits.url, planned())
    session = InputSession.objects.get()
    assert session.request == asked
    assert waiting.waiting_for(dina) == []
    run_due()
    assert mail.outbox[-1].to == [esra.email]
    assert session.get_absolute_url() in mail.outbox[-1].body


def test_a_clerk_who_plans_no_session_says_why(client, dina, esra, asked):
    client.force_login(dina)
    address = f"/council/session-requests/{asked.pk}/decline/"
    assert client.post(address, {"reason": " "}).status_code == 422
    client.post(address, {"reason": "De agenda is vol tot maart."})
    assert client.post(address, {"reason": "Toch niet."}).status_code == 403
    client.force_login(esra)
    assert "De agenda is vol tot maart." in client.get("/council/").content.decode()


def written_out(day):
    return date_format(day, "j F")


def test_the_form_shows_the_last_days_of_the_boss_it_is_for(client, dina, boss):
    last = count_back(boss.on)
    client.force_login(dina)
    page = client.get("/council/sessions/new/").content.decode()
    for day in (last.last_session_on, last.input_closes_on, last.papers_on):
        assert date_format(day, "l j F Y") in page


def test_days_that_do_not_fit_are_said_and_not_refused(client, dina, boss):
    last = count_back(boss.on)
    late = begin_of(last.input_closes_on) + timedelta(days=1, hours=12)
    client.force_login(dina)
    sent = planned(
        meeting=boss.pk,
        held_at=late.strftime("%Y-%m-%dT%H:%M"),
        closes_at=late.strftime("%Y-%m-%dT%H:%M"),
    )
    page = client.post("/council/sessions/new/", sent, follow=True).content.decode()
    assert InputSession.objects.get().meeting == boss
    assert f"Inbreng moet uiterlijk {written_out(last.input_closes_on)} binnen zijn" in page
    assert f"de laatste dag voor een sessie is {written_out(last.last_session_on)}" in page


def test_of_days_that_fit_nothing_is_said(client, dina, boss):
    client.force_login(dina)
    page = client.post("/council/sessions/new/", planned(meeting=boss.pk), follow=True)
    assert "Past niet bij" not in page.content.decode()


def test_one_request_gets_one_session(client, dina, asked):
    client.force_login(dina)
    address = f"/council/sessions/new/?request={asked.pk}"
    client.post(address, planned())
    assert client.post(address, planned(title="Nog een")).status_code == 403
    assert InputSession.objects.count() == 1


@pytest.mark.parametrize("number", ["99", "9" * 30, "²", "x"])
def test_a_request_that_is_not_there_is_not_found(client, dina, number):
    client.force_login(dina)
    assert client.get("/council/sessions/new/", {"request": number}).status_code == 404


def test_before_it_opens_a_clerk_changes_everything(client, dina, coming):
    stays = coming.questions.get(text=QUESTIONS[1])
    client.force_login(dina)
    sent = kept(coming, title="Avond over wonen", **CLOSED, questions=f"{QUESTIONS[1]}\nEn water?")
    assert client.post(f"/council/sessions/{coming.pk}/change/", sent).status_code == 302
    coming.refresh_from_db()
    assert (coming.title, coming.is_closed) == ("Avond over wonen", True)
    assert texts(coming) == [QUESTIONS[1], "En water?"]
    assert coming.questions.get(position=1) == stays


def test_two_questions_change_places(client, dina, coming):
    client.force_login(dina)
    sent = kept(coming, questions="\n".join(reversed(QUESTIONS)))
    client.post(f"/council/sessions/{coming.pk}/change/", sent)
    assert texts(coming) == QUESTIONS[::-1]


def test_a_question_that_somebody_began_to_answer_stays(client, dina, chris, coming):
    draft = Input.objects.create(
        session=coming, author=chris, entered_by=chris, kind=InputKind.MEMBER
    )
    Answer.objects.create(input=draft, question=coming.questions.first(), text="Bij het spoor.")
    client.force_login(dina)
    refused = client.post(
        f"/council/sessions/{coming.pk}/change/", kept(coming, questions=QUESTIONS[1])
    )
    assert refused.status_code == 422
    assert QUESTIONS[0] in refused.context["form"].errors["questions"][0]
    assert texts(coming) == QUESTIONS


def test_once_open_the_text_the_questions_and_the_moments_stay(client, dina, session):
    closes = session.closes_at
    client.force_login(dina)
    sent = planned(title="In zaal 2", questions="Iets anders?", is_closed="on", place="Zaal 2")
    assert client.post(f"/council/sessions/{session.pk}/change/", sent).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.place) == ("In zaal 2", "Zaal 2")
    assert (session.is_closed, session.closes_at) == (False, closes)
    assert texts(session) == QUESTIONS


@pytest.mark.parametrize("missing", ["secrecy_by", "secrecy_on", "secrecy_ground"])
def test_doors_close_only_with_a_decision(client, dina, coming, missing):
    client.force_login(dina)
    sent = kept(coming, **{**CLOSED, missing: ""})
    assert client.post(f"/council/sessions/{coming.pk}/change/", sent).status_code == 422
    coming.refresh_from_db()
    assert not coming.is_closed
    with pytest.raises(IntegrityError):
        InputSession.objects.filter(pk=coming.pk).update(is_closed=True)


def test_a_decision_of_tomorrow_closes_nothing(client, dina, coming):
    client.force_login(dina)
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = kept(coming, **{**CLOSED, "secrecy_on": tomorrow.isoformat()})
    response = client.post(f"/council/sessions/{coming.pk}/change/", sent)
    assert "secrecy_on" in response.context["form"].errors


def test_open_doors_need_no_decision_and_keep_none(client, dina, coming):
    client.force_login(dina)
    sent = kept(coming, **{**CLOSED, "is_closed": ""})
    assert client.post(f"/council/sessions/{coming.pk}/change/", sent).status_code == 302
    coming.refresh_from_db()
    assert (coming.is_closed, coming.secrecy_by, coming.secrecy_on) == (False, "", None)


def test_while_the_report_is_made_nothing_changes(client, dina, session):
    Report.objects.create(session=session, asked_by=dina, asked_at=timezone.now())
    client.force_login(dina)
    assert client.post(f"/council/sessions/{session.pk}/change/", kept(session)).status_code == 403


def test_members_read_that_the_doors_are_closed(client, chris, session):
    InputSession.objects.update(**IN_SECRET)
    client.force_login(chris)
    page = client.get(f"/council/sessions/{session.pk}/input/").content.decode()
    assert "achter gesloten deuren" in page
