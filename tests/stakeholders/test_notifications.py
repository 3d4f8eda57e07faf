"""What people are told: once, as they chose it, and only about what they may still read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from ros_portal.jobs.models import Job
from ros_portal.lib.one_line import one_line
from stakeholders import clock, kinds, services
from stakeholders.kinds import Kind
from stakeholders.models import Channel, Digest, Notification, NotificationChoice, User
from stakeholders.permissions import Grant
from stakeholders.tasks import leave_to_the_digest
from tests.jobs import run_due

KIND = "test.news"
OTHER = "test.other"


@pytest.fixture
def news(monkeypatch):
    """Two kinds of this test; what `readable` holds may be read by everybody."""
    readable: set[int] = set()
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def write(notification: Notification) -> EmailMessage:
        return EmailMessage(subject=notification.title, body=notification.url,
                            to=[notification.user.email])  # fmt: skip

    for name, label in [(KIND, "Nieuws"), (OTHER, "Anders")]:
        kinds.register(
            Kind(
                name,
                gettext_lazy(label),
                frozenset({Grant.GIVE_INPUT}),
                readable=lambda user: User.objects.filter(pk__in=readable),
                message=write,
            )
        )
    return readable


@pytest.fixture
def tell(news, chris):
    """Tell Chris something about himself, which he may read."""

    def told(title: str = "Nieuws", *, key: str = "1", kind: str = KIND) -> Notification:
        news.add(chris.pk)
        services.notify([chris], kind, title=title, url="/", subject_id=chris.pk, key=key)
        return Notification.objects.get(key=f"{kind}:{key}:{chris.pk}")

    return told


@pytest.fixture
def at(time_machine):
    """It is this moment in Twente."""

    def move(*moment: int) -> None:
        time_machine.move_to(datetime(*moment, tzinfo=ZoneInfo("Europe/Amsterdam")), tick=False)

    return move


def choose(user: User, channel: Channel, kind: str = KIND) -> None:
    services.choose_channels(user, {kind: channel})


def morning() -> list[str]:
    """What the clock of this moment mails."""
    before = len(mail.outbox)
    clock.send_digests()
    run_due()
    return [message.body for message in mail.outbox[before:]]


class TestTelling:
    def test_the_same_news_is_told_once(self, tell):
        tell()
        tell()
        run_due()
        run_due()
        (message,) = mail.outbox
        assert message.subject == "Nieuws"
        assert Notification.objects.get().mailed_at

    @pytest.mark.parametrize(
        ("channel", "mailed", "shown"),
        [(Channel.MAIL, 1, 1), (Channel.DIGEST, 0, 1), (Channel.PORTAL, 0, 1), (Channel.OFF, 0, 0)],
    )
    def test_as_the_person_chose(self, chris, tell, channel, mailed, shown):
        choose(chris, channel)
        tell()
        run_due()
        assert len(mail.outbox) == mailed
        assert Notification.objects.shown_to(chris).count() == shown

    def test_news_that_is_undone_is_told_to_nobody(self, tell):
        with pytest.raises(RuntimeError), transaction.atomic():
            tell()
            raise RuntimeError
        run_due()
        assert not mail.outbox
        assert not Notification.objects.exists()

    def test_who_may_not_read_it_any_more_gets_no_mail(self, news, tell):
        tell("Geheim")
        news.clear()
        run_due()
        assert not mail.outbox

    def test_who_is_not_active_gets_no_mail(self, chris, tell):
        tell()
        User.objects.filter(pk=chris.pk).update(is_active=False)
        run_due()
        assert not mail.outbox

    def test_a_hostile_title_stays_one_plain_line(self, tell):
        tell("Sessie\r\nBcc: a@b.test \u202egnp.exe\u2066")
        run_due()
        (message,) = mail.outbox
        assert message.subject == "Sessie Bcc: a@b.test gnp.exe"
        assert message.message()["Bcc"] is None

    def test_a_long_title_is_cut(self):
        assert one_line("a" * 300) == "a" * 199 + "…"


class TestTheMailOfTheMorning:
    @pytest.fixture(autouse=True)
    def _chosen(self, chris, news):
        choose(chris, Channel.DIGEST)
        choose(chris, Channel.DIGEST, OTHER)

    def test_at_seven_with_everything_since_the_last(self, at, tell):
        at(2026, 12, 2, 15)
        tell("Eerste")
        tell("Tweede", kind=OTHER)
        at(2026, 12, 3, 6, 59)
        assert morning() == []
        at(2026, 12, 3, 7)
        (body,) = morning()
        assert body.index("Eerste") < body.index("Tweede")
        assert morning() == []
        at(2026, 12, 4, 7)
        assert morning() == []

    def test_what_comes_in_during_the_day_waits_for_the_next_morning(self, at, tell):
        at(2026, 12, 3, 7, 30)
        tell("Later")
        at(2026, 12, 3, 11)
        assert morning() == []
        at(2026, 12, 4, 7)
        assert "Later" in morning()[0]

    def test_a_skipped_day_drops_nothing(self, at, tell):
        at(2026, 12, 1, 12)
        tell("Van dinsdag", key="1")
        at(2026, 12, 2, 12)  # no clock this morning
        tell("Van woensdag", key="2")
        at(2026, 12, 3, 10)  # and a late one today
        (body,) = morning()
        assert "Van dinsdag" in body
        assert "Van woensdag" in body

    @pytest.mark.parametrize("day", [(2026, 12, 5), (2026, 12, 6), (2026, 12, 25)])
    def test_not_in_the_weekend_nor_on_a_holiday(self, at, tell, day):
        at(2026, 12, 1, 12)
        tell()
        at(*day, 9)
        assert morning() == []
        at(2026, 12, 28, 9)
        assert len(morning()) == 1

    def test_a_crash_before_the_mail_is_queued_takes_nothing_away(self, at, tell, monkeypatch):
        at(2026, 12, 2, 12)
        tell()
        at(2026, 12, 3, 7)

        def power_cut(*_args, **_options):
            raise RuntimeError

        with monkeypatch.context() as broken:
            broken.setattr("stakeholders.services.notifications.enqueue", power_cut)
            with pytest.raises(RuntimeError):
                clock.send_digests()
        assert not Digest.objects.exists()
        assert len(morning()) == 1

    def test_a_crash_between_queueing_and_mailing_mails_it_once(self, at, tell):
        at(2026, 12, 2, 12)
        tell()
        at(2026, 12, 3, 7)
        clock.send_digests()  # the worker is away for a day
        at(2026, 12, 4, 7)
        assert len(morning()) == 1
        assert len(mail.outbox) == 1

    def test_a_mail_server_that_stays_away_leaves_it_to_the_next_morning(
        self, at, tell, monkeypatch
    ):
        at(2026, 12, 2, 12)
        tell()
        at(2026, 12, 3, 7)

        def unreachable(_message):
            raise OSError

        with monkeypatch.context() as broken:
            broken.setattr(EmailMessage, "send", unreachable)
            clock.send_digests()
            for _attempt in range(8):
                Job.objects.filter(state="waiting").update(
                    run_after=datetime.now(tz=ZoneInfo("UTC"))
                )
                run_due()
        assert Job.objects.get(key__startswith="stakeholders.digest").state == "failed"
        at(2026, 12, 4, 7)
        assert len(morning()) == 1

    def test_what_joins_after_todays_mail_went_comes_the_next_morning(self, at, tell):
        at(2026, 12, 2, 12)
        tell("Eerste", key="1")
        late = tell("Tweede", key="2")
        # Its own mail is still being tried at seven, and given up later.
        Notification.objects.filter(pk=late.pk).update(channel=Channel.MAIL)
        at(2026, 12, 3, 7)
        assert "Tweede" not in morning()[0]
        leave_to_the_digest(late.pk, "")
        at(2026, 12, 3, 9)
        assert morning() == []
        at(2026, 12, 4, 7)
        (body,) = morning()
        assert "Tweede" in body
        assert "Eerste" not in body

    def test_who_may_not_read_it_any_more_gets_no_title(self, at, news, tell):
        at(2026, 12, 2, 12)
        tell("Geheim")
        news.clear()
        at(2026, 12, 3, 7)
        assert morning() == []

    def test_what_is_switched_off_meanwhile_does_not_come(self, at, chris, tell):
        at(2026, 12, 2, 12)
        tell("Uit", key="1")
        tell("Aan", kind=OTHER)
        choose(chris, Channel.OFF)
        at(2026, 12, 3, 7)
        (body,) = morning()
        assert "Uit" not in body
        assert "Aan" in body


def test_mail_that_cannot_go_at_once_goes_along_with_the_morning(at, tell, monkeypatch):
    at(2026, 12, 2, 12)
    tell()

    def unreachable(_message):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", unreachable)
        for _attempt in range(8):
            Job.objects.update(run_after=datetime.now(tz=ZoneInfo("UTC")))
            run_due()
    at(2026, 12, 3, 7)
    assert "Nieuws" in morning()[0]


def test_two_clocks_at_once_make_one_mail(transactional_db, at, chris, tell):
    choose(chris, Channel.DIGEST)
    at(2026, 12, 2, 12)
    tell()
    at(2026, 12, 3, 7)
    start = Barrier(2)

    def tick() -> None:
        try:
            start.wait()
            clock.send_digests()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(tick) for _clock in range(2)]:
            done.result()
    run_due()
    run_due()
    assert len(mail.outbox) == 1
    assert Notification.objects.get().digest == Digest.objects.get()


class TestThePages:
    @pytest.fixture
    def signed_in(self, client, chris):
        client.force_login(chris)
        return client

    def test_my_work_counts_what_is_new(self, signed_in, tell):
        assert "nieuwe melding" not in signed_in.get("/").content.decode()
        tell()
        assert "1 nieuwe melding" in signed_in.get("/").content.decode()

    def test_opening_one_goes_there_and_marks_it(self, signed_in, tell):
        told = tell()
        answer = signed_in.post(f"/notifications/{told.pk}/open/")
        assert (answer.status_code, answer.url) == (302, "/")
        told.refresh_from_db()
        assert told.read_at

    def test_marking_one_stays_on_the_page(self, signed_in, tell):
        told = tell()
        answer = signed_in.post(f"/notifications/{told.pk}/open/", {"stay": ""})
        assert answer.url == "/notifications/"
        assert not Notification.objects.unread().exists()

    def test_marking_all_leaves_what_came_in_since(self, signed_in, tell):
        seen, since = tell(key="1"), tell(key="2")
        signed_in.post("/notifications/read/", {"until": seen.pk})
        assert list(Notification.objects.unread()) == [since]

    @pytest.mark.parametrize("until", ["", "x", "0", "9" * 40])
    def test_marking_until_nothing_that_is_there(self, signed_in, tell, until):
        tell()
        assert signed_in.post("/notifications/read/", {"until": until}).status_code == 404
        assert Notification.objects.unread().exists()

    def test_what_may_not_be_read_any_more_has_no_title(self, signed_in, news, tell):
        tell("Geheim")
        assert "Geheim" in signed_in.get("/notifications/").content.decode()
        news.clear()
        page = signed_in.get("/notifications/").content.decode()
        assert "Geheim" not in page
        assert "niet meer lezen" in page

    def test_a_choice_is_made_per_kind_and_logged(self, signed_in, chris, news):
        address = "/profile/notifications/"
        form = signed_in.get(address).context["form"]
        chosen = {name: form[name].initial for name in form.fields}
        assert chosen[KIND] == Channel.MAIL
        signed_in.post(address, {**chosen, KIND: Channel.OFF})
        assert NotificationChoice.objects.get().channel == Channel.OFF
        assert signed_in.get(address).context["form"][KIND].initial == Channel.OFF

    def test_only_the_kinds_of_the_own_role_are_asked(self, client, hanna, news):
        client.force_login(hanna)
        page = client.get("/profile/notifications/")
        assert page.context["form"].fields == {}
        assert "geen meldingen" in page.content.decode()

    def test_a_choice_that_does_not_exist_is_refused(self, signed_in, news):
        answer = signed_in.post("/profile/notifications/", {KIND: "pigeon"})
        assert answer.status_code == 422
        assert not NotificationChoice.objects.exists()


class TestThrowingAway:
    def read(self, at, tell, chris, channel: Channel, *, key: str = "1") -> Notification:
        at(2026, 3, 2, 12)
        choose(chris, channel)
        told = tell(key=key)
        services.mark_read(Notification.objects.filter(pk=told.pk))
        return told

    def test_a_year_after_it_was_read_and_not_before(self, at, tell, chris):
        self.read(at, tell, chris, Channel.PORTAL)
        at(2027, 3, 2, 11)
        clock.throw_away_old_notifications()
        assert Notification.objects.count() == 1
        at(2027, 3, 2, 13)
        clock.throw_away_old_notifications()
        assert not Notification.objects.exists()

    def test_what_nobody_read_stays(self, at, tell, chris):
        at(2026, 3, 2, 12)
        tell()
        at(2036, 3, 3, 12)
        clock.throw_away_old_notifications()
        assert Notification.objects.count() == 1

    def test_what_still_waits_for_the_mail_of_the_morning_stays(self, at, tell, chris):
        """The clock of the mail stood still for more than a year; it was read in the portal."""
        self.read(at, tell, chris, Channel.DIGEST)
        at(2027, 6, 1, 6)
        clock.throw_away_old_notifications()
        assert Notification.objects.count() == 1
        at(2027, 6, 1, 7)
        assert len(morning()) == 1
        clock.throw_away_old_notifications()
        assert not Notification.objects.exists()

    def test_an_old_mail_of_the_morning_goes_with_what_stood_in_it(self, at, tell, chris):
        self.read(at, tell, chris, Channel.DIGEST)
        at(2026, 3, 3, 7)
        assert len(morning()) == 1
        at(2027, 3, 3, 8)
        clock.throw_away_old_notifications()
        assert not Notification.objects.exists() and not Digest.objects.exists()

    def test_the_privacy_page_names_the_term(self, client):
        assert timedelta(days=365) == services.KEPT_AFTER_READING
        assert "tot een jaar nadat u het las" in client.get("/privacy/").content.decode()
