"""Submitted once, on time, and never changed again."""

import threading
import time
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from council import services
from council.models import Answer, Input, InputKind, InputSession, InputSource, InputStatus
from council.speech import Said, Speech
from ros_portal.audit.models import AuditEvent
from tests.council.conftest import closed, plan
from tests.council.test_input_pages import give
from tests.jobs import run_due


def speech(author, *said, **changes):
    fields = {"key": uuid4(), "kind": InputKind.MEMBER, "group": None, **changes}
    return Speech(author=author, said=said, **fields)


def submit(session, spoken, *, by=None, at=None):
    return services.submit_input(
        session, spoken, by=by or spoken.author, received_at=at or timezone.now()
    )


def test_a_submitted_input_has_a_receipt_and_stands_in_the_log(chris, session, opportunities):
    given = submit(session, speech(chris, Said("Wonen bij het spoor.", opportunities)))

    assert given.status == InputStatus.SUBMITTED
    assert given.receipt.startswith(str(timezone.localdate().year))
    assert [answer.text for answer in given.answers.all()] == ["Wonen bij het spoor."]
    assert AuditEvent.objects.about(given).get().event == "council.input.submitted"


def test_the_same_act_twice_is_one_input(chris, session, opportunities):
    spoken = speech(chris, Said("Wonen bij het spoor.", opportunities))
    assert submit(session, spoken) == submit(session, spoken)
    assert Input.objects.count() == 1


def test_the_same_key_with_other_words_is_refused(chris, session, opportunities):
    key = uuid4()
    submit(session, speech(chris, Said("Wonen bij het spoor.", opportunities), key=key))
    with pytest.raises(services.KeyUsedForOtherText):
        submit(session, speech(chris, Said("Toch niet.", opportunities), key=key))
    assert Input.objects.get().answers.get().text == "Wonen bij het spoor."


def test_a_key_of_somebody_else_opens_nothing(chris, dina, session, opportunities):
    given = submit(session, speech(chris, Said("Wonen bij het spoor.", opportunities)))
    with pytest.raises(services.KeyUsedForOtherText):
        services.save_draft(
            session, speech(dina, Said("Ik?", opportunities), key=given.key), by=dina
        )


def test_the_closing_moment_is_too_late(chris, session, opportunities):
    spoken = speech(chris, Said("Wonen bij het spoor.", opportunities))
    with pytest.raises(services.SessionNotOpen):
        submit(session, spoken, at=session.closes_at)
    assert submit(session, spoken, at=session.closes_at - timedelta(seconds=1)).receipt


def test_before_it_opens_is_too_early(chris, session, opportunities):
    spoken = speech(chris, Said("Wonen bij het spoor.", opportunities))
    with pytest.raises(services.SessionNotOpen):
        submit(session, spoken, at=session.opens_at - timedelta(seconds=1))


def test_a_draft_from_before_the_deadline_is_not_submitted_after_it(chris, session, opportunities):
    spoken = speech(chris, Said("Wonen bij het spoor.", opportunities))
    services.save_draft(session, spoken, by=chris)
    with pytest.raises(services.SessionNotOpen):
        submit(session, spoken, at=session.closes_at + timedelta(seconds=1))
    assert Input.objects.get().status == InputStatus.DRAFT


def test_a_draft_may_be_kept_after_closing(chris, session, opportunities):
    session.closes_at = timezone.now() - timedelta(hours=1)
    session.save()
    services.save_draft(session, speech(chris, Said("Te laat.", opportunities)), by=chris)
    assert Input.objects.get().answers.get().text == "Te laat."


def test_two_pages_share_the_one_draft(chris, session, opportunities):
    services.save_draft(session, speech(chris, Said("Telefoon.", opportunities)), by=chris)
    services.save_draft(session, speech(chris, Said("Laptop.", opportunities)), by=chris)
    assert Input.objects.get().answers.get().text == "Laptop."


def test_a_retry_from_the_page_that_was_opened_before_the_draft(chris, session, opportunities):
    services.save_draft(session, speech(chris, Said("Telefoon.", opportunities)), by=chris)
    spoken = speech(chris, Said("Laptop.", opportunities))
    assert submit(session, spoken) == submit(session, spoken)
    assert Input.objects.count() == 1


def test_saying_nothing_is_not_submitted(chris, session):
    with pytest.raises(services.NothingSaid):
        submit(session, speech(chris))
    assert not Input.objects.submitted().exists()


def test_no_remarks_is_an_answer(chris, session):
    assert submit(session, speech(chris, no_remarks=True)).no_remarks


def test_a_clerk_writes_down_what_a_member_said(chris, dina, session, opportunities):
    spoken = speech(chris, Said("Wonen.", opportunities), source=InputSource.ROOM)
    given = submit(session, spoken, by=dina)
    assert (given.author, given.entered_by) == (chris, dina)


def test_a_clerk_may_write_down_two_inputs_of_one_member(chris, dina, session, opportunities):
    for words in ("Eerst dit.", "En nog iets."):
        submit(
            session,
            speech(chris, Said(words, opportunities), source=InputSource.ROOM),
            by=dina,
        )
    assert Input.objects.submitted().count() == 2


@pytest.fixture
def given(chris, session, opportunities):
    return submit(session, speech(chris, Said("Wonen bij het spoor.", opportunities)))


def one_more_answer(given):
    question = given.session.questions.get(position=2)
    Answer.objects.create(input=given, question=question, text="Erbij.")


CHANGES = {
    "the input": lambda given: Input.objects.filter(pk=given.pk).update(no_remarks=True),
    "its words": lambda given: given.answers.update(text="Iets anders."),
    "one more answer": one_more_answer,
    "the question it answers": lambda given: given.session.questions.update(text="Wat anders?"),
}
if connection.vendor == "postgresql":
    # SQLite has no TRUNCATE: Django empties its tables between tests by DELETE, so there
    # relations alone refuse to delete.
    CHANGES |= {
        "deleting the input": lambda given: delete_by_hand(Input.objects.filter(pk=given.pk)),
        "deleting its words": lambda given: delete_by_hand(given.answers.all()),
        "deleting the question": lambda given: delete_by_hand(given.session.questions.all()),
    }


def delete_by_hand(rows):
    """Without what Django looks at first."""
    rows._raw_delete(rows.db)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_what_was_submitted(given, change):
    with pytest.raises(DatabaseError, match="submitted input never changes"), transaction.atomic():
        change(given)


def test_no_answer_moves_into_what_was_submitted(dina, given, session, concerns):
    other = speech(given.author, Said("Verhuisd.", concerns), source=InputSource.ROOM)
    draft = services.save_draft(session, other, by=dina)
    with pytest.raises(DatabaseError, match="submitted input never changes"), transaction.atomic():
        draft.answers.update(input=given)


def test_no_question_moves_away_from_what_was_submitted(given, session):
    elsewhere = plan(session.body)
    elsewhere.questions.all().delete()
    with pytest.raises(DatabaseError, match="submitted input never changes"), transaction.atomic():
        session.questions.filter(position=1).update(session=elsewhere)


def test_an_answered_question_is_not_deleted_on_either_database(given, session):
    with pytest.raises(DatabaseError), transaction.atomic():
        delete_by_hand(session.questions.filter(position=1))
        connection.check_constraints()  # SQLite looks at relations last


def test_a_question_without_submitted_answers_may_be_reworded(chris, session, opportunities):
    services.save_draft(session, speech(chris, Said("Nog niet.", opportunities)), by=chris)
    session.questions.filter(position=1).update(text="Waar ziet u een kans?")
    assert session.questions.get(position=1).text == "Waar ziet u een kans?"


def test_a_group_speaks_only_when_it_is_named(chris, session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Input.objects.create(
            session=session, author=chris, entered_by=chris, kind=InputKind.GROUP, key=uuid4()
        )


def test_handing_over_happens_once(dina, session):
    InputSession.objects.update(closes_at=timezone.now())
    services.hand_over(session, by=dina)
    with pytest.raises(services.AlreadyHandedOver):
        services.hand_over(session, by=dina)


def test_extending_keeps_the_reason(dina, session):
    later = session.closes_at + timedelta(days=2)
    services.extend_session(session, closes_at=later, reason="Storing", by=dina)
    session.refresh_from_db()
    assert session.closes_at == later
    assert AuditEvent.objects.about(session).get().facts["reason"] == "Storing"


def test_an_open_session_is_not_handed_over(session, dina):
    with pytest.raises(services.SessionStillOpen):
        services.hand_over(session, by=dina)


def test_a_session_stays_open_longer_only_before_it_is_handed_over(session, dina):
    InputSession.objects.update(closes_at=timezone.now())
    services.hand_over(session, by=dina)
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(services.AlreadyHandedOver):
        services.extend_session(session, closes_at=later, reason="Storing", by=dina)


@pytest.mark.parametrize(
    ("days", "refusal"), [(-1, services.ClosesEarlier), (31, services.ClosesAfterMeeting)]
)
def test_a_new_closing_moment_lies_between_the_old_one_and_the_meeting(
    session, dina, days, refusal
):
    with pytest.raises(refusal):
        services.extend_session(
            session, closes_at=timezone.now() + timedelta(days=days), reason="Anders", by=dina
        )


def test_who_spoke_hears_what_was_written_down_and_can_answer(chris, dina, session, opportunities):
    said = speech(chris, Said("Wonen bij het spoor.", opportunities), source=InputSource.ROOM)
    services.submit_input(session, said, by=dina, received_at=timezone.now())
    run_due()
    run_due()
    (message,) = mail.outbox
    assert (message.to, message.reply_to) == ([chris.email], [dina.email])
    assert "Wonen bij het spoor" not in message.body


def test_who_submits_oneself_gets_no_mail(given):
    run_due()
    assert not mail.outbox


def test_what_came_in_time_is_in_the_report_that_was_asked_meanwhile(
    chris, dina, session, opportunities
):
    in_time = timezone.now()
    report = services.ask_report(closed(session), by=dina)
    given = submit(session, speech(chris, Said("Wonen.", opportunities)), at=in_time)
    point = report.points.get()
    assert (point.text, point.answers.get().input) == ("Wonen.", given)


def test_a_report_that_was_confirmed_takes_in_nothing_more(
    client, chris, dina, session, monkeypatch
):
    in_time = timezone.now()
    services.confirm_report(services.ask_report(closed(session), by=dina), by=dina)
    clock = SimpleNamespace(now=lambda: in_time, localtime=timezone.localtime)
    monkeypatch.setattr("council.views.inputs.timezone", clock)
    client.force_login(chris)
    answer = give(client, session, "Wonen.")
    assert answer.status_code == 422 and "verslag" in answer.content.decode()
    assert Input.objects.get().answers.get().text == "Wonen."
    assert not Input.objects.submitted().exists()


@pytest.mark.django_db(transaction=True)
def test_who_asks_for_the_report_waits_for_who_is_submitting(chris, dina, session, opportunities):
    closes_at = timezone.now() + timedelta(seconds=1)
    InputSession.objects.filter(pk=session.pk).update(closes_at=closes_at)
    session.refresh_from_db()
    spoken = speech(chris, Said("Wonen.", opportunities))
    services.save_draft(session, spoken, by=chris)
    submitted = threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                submit(session, spoken)
                submitted.set()
                time.sleep(2)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    submitted.wait(5)
    time.sleep(1)
    report = services.ask_report(session, by=dina)
    thread.join()
    assert [point.text for point in report.points.all()] == ["Wonen."]
