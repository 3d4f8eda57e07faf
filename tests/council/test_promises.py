"""Questions to the executive and undertakings: between the two bodies, and never to the BOSS."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from council import services, waiting
from council.dossier import dossier_of
from council.models import Inquiry, Undertaking
from milestones.services import renew_calendar_address
from ros_portal.audit.models import AuditEvent
from stakeholders.models import User
from tests.jobs import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(session, chris) -> Inquiry:
    return services.ask_inquiry(
        session, text="Wie betaalt de bus?", chapter=None, key=uuid4(), by=chris
    )


@pytest.fixture
def undertaking(session, dina, fred) -> Undertaking:
    return services.register_undertaking(
        session,
        text="Een brief vóór de zomer.",
        holder=fred,
        due_on=timezone.localdate() + timedelta(days=9),
        key=uuid4(),
        by=dina,
    )


def test_a_question_goes_to_the_executive_and_its_answer_to_the_council(
    client, chris, fred, session
):
    client.force_login(chris)
    sent = {"key": uuid4(), "text": "Wie betaalt de bus?"}
    address = f"/council/sessions/{session.pk}/ask/"
    assert client.post(address, sent).url == client.post(address, sent).url
    inquiry = Inquiry.objects.get()
    (waits,) = [one for one in waiting.waiting_for(fred) if "vraag" in one.title]
    client.force_login(fred)
    client.post(waits.url, {"answer": "De provincie, tot 2030."})
    client.force_login(chris)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "De provincie, tot 2030." in page
    assert inquiry.get_absolute_url().endswith(f"#inquiry-{inquiry.pk}")
    assert not [one for one in waiting.waiting_for(fred) if "vraag" in one.title]


def test_no_mail_about_a_question_that_a_colleague_answered(chris, fred, inquiry):
    services.answer_inquiry(inquiry, answer="De provincie.", by=fred)
    run_due()
    assert {message.to[0] for message in mail.outbox} == {chris.email}


def test_the_mails_link_and_never_quote(chris, fred, inquiry):
    run_due()
    services.answer_inquiry(inquiry, answer="De provincie.", by=fred)
    run_due()
    assert {message.to[0] for message in mail.outbox} >= {fred.email, chris.email}
    assert not any("provincie" in one.body or "bus" in one.body for one in mail.outbox)


def test_a_question_is_answered_once(client, fred, inquiry):
    services.answer_inquiry(inquiry, answer="De provincie.", by=fred)
    client.force_login(fred)
    address = f"/council/inquiries/{inquiry.pk}/answer/"
    assert client.post(address, {"answer": "Toch wij."}).status_code == 403
    with pytest.raises(services.InquiryAnswered):
        services.answer_inquiry(inquiry, answer="Toch wij.", by=fred)


def test_another_organisation_sees_neither(client, bram, ivo, session, inquiry, undertaking):
    for outsider in (bram, ivo):
        client.force_login(outsider)
        assert client.get(f"/council/inquiries/{inquiry.pk}/answer/").status_code == 404
        assert client.get(f"/council/undertakings/{undertaking.pk}/settle/").status_code == 404


def test_neither_stands_in_the_dossier(client, bram, boss, inquiry, undertaking):
    client.force_login(bram)
    page = client.get(f"/council/meetings/{boss.pk}/").content.decode()
    assert "Wat de raden meegeven" in page
    assert "Wie betaalt de bus?" not in page
    assert "Een brief vóór de zomer." not in page
    assert dossier_of(boss).themes == []


def test_an_undertaking_waits_for_who_promised_it_until_it_is_settled(
    client, chris, dina, fred, session
):
    client.force_login(dina)
    due = timezone.localdate() + timedelta(days=9)
    client.post(
        f"/council/sessions/{session.pk}/undertake/",
        {
            "key": uuid4(),
            "text": "Een brief vóór de zomer.",
            "holder": fred.pk,
            "due_on": due.isoformat(),
        },
    )
    (waits,) = [one for one in waiting.waiting_for(fred) if "brief" in one.note]
    assert timezone.localtime(waits.due_at).date() == due
    client.force_login(fred)
    client.post(waits.url, {"settlement": "Verstuurd op 1 mei."})
    client.force_login(chris)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "Verstuurd op 1 mei." in page
    assert not [one for one in waiting.waiting_for(fred) if "brief" in one.note]


def test_the_calendar_of_who_promised_it_does_not_quote_it(client, fred, undertaking):
    token = renew_calendar_address(fred)
    feed = client.get(reverse("calendar_own", args=[token])).content.decode()
    assert "undertakings" in feed and "zomer" not in feed


def test_who_went_elsewhere_has_nothing_to_settle_here(fred, undertaking):
    fred.appointments.update(until_on=date(2024, 2, 1))
    assert waiting.waiting_for(User.objects.get(pk=fred.pk)) == []


def test_the_log_quotes_neither(inquiry, undertaking):
    labels = " ".join(AuditEvent.objects.values_list("subject_label", flat=True))
    assert "bus" not in labels and "brief" not in labels


@pytest.mark.parametrize(
    "wrong", [{"text": " "}, {"holder": "9" * 30}, {"due_on": "31-02-2027"}, {"key": ""}]
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, dina, fred, session, wrong):
    client.force_login(dina)
    sent = {"key": uuid4(), "text": "Een brief.", "holder": fred.pk, "due_on": "01-05-2027"}
    refused = client.post(f"/council/sessions/{session.pk}/undertake/", {**sent, **wrong})
    assert refused.status_code == 422
    assert not Undertaking.objects.exists()


def test_another_day_under_the_same_key_is_never_lost_in_silence(client, dina, fred, session):
    client.force_login(dina)
    sent = {"key": uuid4(), "text": "Een brief.", "holder": fred.pk, "due_on": "01-05-2027"}
    address = f"/council/sessions/{session.pk}/undertake/"
    assert client.post(address, sent).status_code == 302
    again = client.post(address, {**sent, "due_on": "01-06-2027"})
    assert again.status_code == 422
    assert "Verstuur het nog een keer" in again.content.decode()


def test_late_is_said(client, chris, dina, fred, session):
    yesterday = timezone.localdate() - timedelta(days=1)
    services.register_undertaking(
        session, text="Een brief.", holder=fred, due_on=yesterday, key=uuid4(), by=dina
    )
    client.force_login(chris)
    assert "Te laat" in client.get(session.get_absolute_url()).content.decode()
