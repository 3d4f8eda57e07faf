"""Review rounds: the dates say whether one is open, and only the silent are reminded, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from ros_portal.audit.models import AuditEvent
from stakeholders.models import Appointment, Role, User
from strategy import clock, services, waiting
from strategy.answers import Answered, picture_of
from strategy.models import Level, Position, Reminder, Reviewer, ReviewRound, Stance
from tests.conftest import appointed
from tests.jobs import run_due
from tests.strategy.conftest import make_chapter, publish
from tests.strategy.text.texts import doc, h, p

HERE = ZoneInfo("Europe/Amsterdam")
OPENS, CLOSES = date(2026, 12, 1), date(2026, 12, 18)
PLAN = "/strategy/products/ros/rounds/new/"
MATRIX = "/strategy/products/ros/positions/?level=official"


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HERE)


@pytest.fixture(autouse=True)
def today():
    """Before the round opens; a test moves on."""
    with time_machine.travel(moment(OPENS - timedelta(days=4)), tick=False) as traveller:
        yield traveller


@pytest.fixture
def second(published):
    """Another chapter that everybody may read."""
    chapter = make_chapter(published.product, number=4)
    publish(chapter)
    return chapter


@pytest.fixture
def plan(published, gijs):
    def plan_round(*chapters, **changes):
        facts = {
            "level": Level.OFFICIAL,
            "name": "80%-versie, ambtelijk",
            "note": "Kijk vooral naar de stations.",
            "chapters": list(chapters) or [published],
            "opens_on": OPENS,
            "closes_on": CLOSES,
            "key": uuid4(),
            "by": gijs,
            **changes,
        }
        return services.open_round(published.product, **facts)

    return plan_round


def give(chapter, body, by, *, level=Level.OFFICIAL, stance=Stance.AGREES) -> Position:
    chapter.refresh_from_db()
    return services.give_position(
        chapter, body=body, level=level, stance=stance, remarks="",
        revision=chapter.published, by=User.objects.get(pk=by.pk),
    )  # fmt: skip


def cell(round_, body, place=0):
    round_ = ReviewRound.objects.get(pk=round_.pk)
    (row,) = [row for row in picture_of(round_, [body]).rows if row.body == body]
    return row.cells[place]


def page(client, user, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def form(*chapters, **changes) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "name": "80%",
        "level": "official",
        "chapters": [chapter.pk for chapter in chapters],
        "opens_on": OPENS.isoformat(),
        "closes_on": CLOSES.isoformat(),
        "note": "",
        **changes,
    }


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (moment(OPENS - timedelta(days=1), 23, 59), "planned"),
        (moment(OPENS, 0, 0), "open"),
        (moment(CLOSES, 23, 59), "open"),
        (moment(CLOSES + timedelta(days=1), 0, 0), "closed"),
    ],
)
def test_the_dates_alone_say_whether_it_is_open(plan, today, at, state):
    round_ = plan()
    today.move_to(at)
    assert round_.state == state
    assert ReviewRound.objects.open().exists() == (state == "open")


def test_the_database_refuses_a_round_that_closes_before_it_opens(plan):
    round_ = plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.filter(pk=round_.pk).update(closes_on=OPENS - timedelta(days=1))


def test_from_the_form_to_the_list(client, gijs, published, anna):
    assert PLAN in page(client, gijs, MATRIX)
    answer = client.post(PLAN, form(published))
    round_ = ReviewRound.objects.get()
    assert answer.url == round_.get_absolute_url()
    shown = page(client, anna, MATRIX)
    assert round_.name in shown
    assert PLAN not in shown
    assert round_.name not in page(client, anna, MATRIX.replace("official", "political"))


def test_a_second_click_plans_one_round(client, gijs, published):
    client.force_login(gijs)
    sent = form(published)
    assert {client.post(PLAN, sent).url for _click in range(2)} == {
        ReviewRound.objects.get().get_absolute_url()
    }
    assert AuditEvent.objects.filter(event="strategy.round.planned").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"chapters": []},
        {"closes_on": (OPENS - timedelta(days=1)).isoformat()},
        {"opens_on": "2026-11-01"},
        {"opens_on": "morgen"},
        {"level": "both"},
        {"name": ""},
    ],
)
def test_what_is_filled_in_wrongly_is_told(client, gijs, published, wrong):
    client.force_login(gijs)
    assert client.post(PLAN, {**form(published), **wrong}).status_code == 422
    assert not ReviewRound.objects.exists()


@pytest.mark.parametrize(
    ("opens", "closes", "level", "refused"),
    [
        (CLOSES, CLOSES + timedelta(days=5), Level.OFFICIAL, True),
        (OPENS - timedelta(days=2), OPENS, Level.OFFICIAL, True),
        (CLOSES + timedelta(days=1), CLOSES + timedelta(days=5), Level.OFFICIAL, False),
        (OPENS, CLOSES, Level.POLITICAL, False),
    ],
)
def test_nobody_is_asked_twice_at_once_about_a_chapter(plan, opens, closes, level, refused):
    first = plan()
    dates = {"opens_on": opens, "closes_on": closes, "level": level}
    if refused:
        with pytest.raises(services.OverlapsAnotherRound) as no:
            plan(**dates)
        assert no.value.other == first
    else:
        assert plan(**dates).pk != first.pk


def test_another_chapter_or_a_withdrawn_round_is_no_overlap(plan, gijs, second):
    first = plan()
    assert plan(second).pk != first.pk
    services.withdraw_round(first, reason="Te vroeg.", by=gijs)
    assert plan().pk != first.pk


def test_the_form_says_which_round_overlaps(client, plan, gijs, published):
    plan()
    client.force_login(gijs)
    answer = client.post(PLAN, form(published))
    assert answer.status_code == 422
    assert "80%-versie, ambtelijk" in answer.content.decode()


def test_chapters_of_another_product_are_refused(plan, published, almelo_executive):
    other = type(published.product).objects.create(
        strategy=published.product.strategy, order=2, slug="agenda", name="Agenda", answers="x"
    )
    foreign = make_chapter(other, number=9)
    with pytest.raises(services.RoundNeedsChapters):
        plan(foreign)


def test_without_chapters_there_is_nothing_to_ask(client, gijs, product):
    assert 'name="opens_on"' not in page(client, gijs, PLAN)


@pytest.mark.parametrize("who", ["anna", "fred", "bram", "chris"])
def test_only_a_project_lead_plans_changes_and_withdraws(request, plan, published, who):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        plan(by=by)
    round_ = plan()
    with pytest.raises(PermissionDenied):
        services.withdraw_round(round_, reason="x", by=by)
    with pytest.raises(PermissionDenied):
        services.change_round(
            round_, name="x", note="", chapters=[published], opens_on=OPENS, closes_on=CLOSES, by=by
        )


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("fred", 200), ("bram", 200), ("chris", 404), ("ivo", 404)]
)
def test_who_sees_positions_sees_rounds(client, request, plan, who, status):
    address = plan().get_absolute_url()
    client.force_login(request.getfixturevalue(who))
    assert client.get(address).status_code == status


def test_a_draft_is_no_title_for_who_does_not_write(
    client, plan, anna, fred, published, almelo_executive
):
    draft = make_chapter(published.product, number=7)
    type(draft).objects.filter(pk=draft.pk).update(title="Nog geheim")
    address = plan(published, draft).get_absolute_url()
    assert "Nog geheim" in page(client, anna, address)
    assert "Nog geheim" not in page(client, fred, address)


class TestAnswers:
    def test_silent_answered_and_about_an_older_text(
        self, plan, today, published, anna, write, almelo_executive, hengelo_executive
    ):
        round_ = plan()
        today.move_to(moment(OPENS))
        assert cell(round_, almelo_executive).answered == Answered.NO
        give(published, almelo_executive, anna)
        assert cell(round_, almelo_executive).answered == Answered.YES
        assert cell(round_, hengelo_executive).answered == Answered.NO
        write(anna, doc(h("head-1", "Wonen"), p("para-1", "Anders.")))
        assert cell(round_, almelo_executive).answered == Answered.YES
        publish(published, "Anders")
        assert cell(round_, almelo_executive).answered == Answered.OLDER_TEXT

    def test_the_other_level_and_what_was_said_before_do_not_count(
        self, plan, today, published, anna, fred, almelo_executive
    ):
        give(published, almelo_executive, anna)
        round_ = plan()
        today.move_to(moment(OPENS))
        give(published, almelo_executive, fred, level=Level.POLITICAL)
        assert cell(round_, almelo_executive).answered == Answered.NO

    def test_in_a_round_one_can_say_again_what_one_said_before_it(
        self, plan, today, published, anna, almelo_executive
    ):
        before = give(published, almelo_executive, anna)
        round_ = plan()
        today.move_to(moment(OPENS))
        again = give(published, almelo_executive, anna)
        assert again.pk != before.pk
        assert give(published, almelo_executive, anna).pk == again.pk
        assert cell(round_, almelo_executive).answered == Answered.YES

    def test_a_closed_round_keeps_its_picture(
        self, plan, today, published, anna, bram, write, almelo_executive, hengelo_executive, client
    ):
        round_ = plan()
        today.move_to(moment(CLOSES, 23, 58))
        in_time = give(published, almelo_executive, anna)
        today.move_to(moment(CLOSES + timedelta(days=1), 0, 1))
        write(anna, doc(h("head-1", "Wonen"), p("para-1", "Anders.")))
        publish(published, "Anders")
        give(published, hengelo_executive, bram, stance=Stance.NO_REMARKS)
        almelo, hengelo = cell(round_, almelo_executive), cell(round_, hengelo_executive)
        assert (almelo.answered, almelo.position, almelo.late) == (Answered.YES, in_time, None)
        assert (hengelo.answered, hengelo.position) == (Answered.NO, None)
        assert hengelo.late.stance == Stance.NO_REMARKS
        shown = page(client, anna, round_.get_absolute_url())
        assert reverse("position_give", args=[published.slug]) not in shown

    def test_the_answers_of_a_next_round_are_not_late_for_the_last_one(
        self, plan, today, published, bram, hengelo_executive
    ):
        round_ = plan()
        opens = CLOSES + timedelta(days=3)
        plan(name="90%", opens_on=opens, closes_on=opens + timedelta(days=7))
        today.move_to(moment(opens))
        give(published, hengelo_executive, bram)
        assert cell(round_, hengelo_executive).late is None


def test_giving_a_position_leads_back_to_the_round(
    client, plan, today, published, anna, almelo_executive
):
    round_ = plan()
    today.move_to(moment(OPENS))
    client.force_login(anna)
    address = reverse("position_give", args=[published.slug])
    assert address in page(client, anna, round_.get_absolute_url())
    answer = client.post(
        address,
        {
            "revision": published.published_id,
            "offer": f"{almelo_executive.pk}-official",
            "stance": "agrees",
            "remarks": "",
        },
    )
    assert answer.url == round_.get_absolute_url()
    assert address not in page(client, anna, round_.get_absolute_url())


class TestChanging:
    def change(self, round_, by, **changes):
        facts = {
            "name": round_.name,
            "note": round_.note,
            "chapters": list(round_.chapters.all()),
            "opens_on": round_.opens_on,
            "closes_on": round_.closes_on,
            **changes,
        }
        services.change_round(round_, by=by, **facts)
        round_.refresh_from_db()

    def test_old_and_new_are_recorded_once(self, plan, gijs, second):
        round_ = plan()
        for _click in range(2):
            self.change(round_, gijs, closes_on=CLOSES + timedelta(days=3), chapters=[second])
        (event,) = AuditEvent.objects.filter(event="strategy.round.changed")
        assert event.facts["old"]["closes_on"] == "2026-12-18"
        assert event.facts["new"]["closes_on"] == "2026-12-21"
        assert list(round_.chapters.all()) == [second]

    def test_once_it_is_open_its_first_day_stays(self, plan, gijs, today):
        round_ = plan()
        today.move_to(moment(OPENS))
        with pytest.raises(services.AlreadyOpen):
            self.change(round_, gijs, opens_on=OPENS + timedelta(days=1))
        self.change(round_, gijs, closes_on=OPENS)
        today.move_to(moment(OPENS + timedelta(days=1)))
        with pytest.raises(PermissionDenied):
            self.change(round_, gijs, closes_on=CLOSES)

    def test_it_cannot_begin_to_overlap(self, plan, gijs):
        first = plan()
        after = CLOSES + timedelta(days=1)
        plan(opens_on=after, closes_on=after)
        with pytest.raises(services.OverlapsAnotherRound):
            self.change(first, gijs, closes_on=after)

    def test_by_the_form(self, client, plan, gijs, today, published):
        round_ = plan()
        today.move_to(moment(OPENS))
        client.force_login(gijs)
        address = reverse("round_change", args=[round_.pk])
        assert client.get(address).status_code == 200
        sent = form(published, name="Langer", closes_on="2026-12-24", opens_on="2026-12-20")
        assert client.post(address, sent).status_code == 302
        round_.refresh_from_db()
        assert (round_.name, round_.opens_on) == ("Langer", OPENS)

    def test_withdrawing_twice_is_once(self, client, plan, gijs, anna):
        round_ = plan()
        client.force_login(gijs)
        address = reverse("round_withdraw", args=[round_.pk])
        assert client.post(address, {"reason": ""}).status_code == 422
        for reason in ("Te vroeg.", "Nog eens."):
            assert client.post(address, {"reason": reason}).status_code == 302
        round_.refresh_from_db()
        assert (round_.state, round_.withdrawn_reason) == ("withdrawn", "Te vroeg.")
        assert "Te vroeg." in page(client, anna, round_.get_absolute_url())
        assert AuditEvent.objects.filter(event="strategy.round.withdrawn").count() == 1


class TestReviewers:
    @pytest.fixture
    def karin(self, almelo_executive):
        return appointed("Karin", almelo_executive, Role.EDITOR)

    def test_the_own_people_choose_and_a_second_click_is_one(
        self, client, plan, anna, karin, almelo_executive
    ):
        round_ = plan()
        client.force_login(anna)
        address = reverse("reviewer_ask", args=[round_.pk, almelo_executive.slug])
        sent = {f"{almelo_executive.slug}-user": karin.pk}
        for _click in range(2):
            assert client.post(address, sent).status_code == 302
        assert Reviewer.objects.get().user == karin
        sent[f"{almelo_executive.slug}-due_on"] = "2026-12-10"
        client.post(address, sent)
        assert Reviewer.objects.get().due_on == date(2026, 12, 10)
        assert "Karin" in page(client, anna, round_.get_absolute_url())
        sent[f"{almelo_executive.slug}-due_on"] = "2027-01-10"
        assert client.post(address, sent).status_code == 422
        away = reverse("reviewer_release", args=[round_.pk, almelo_executive.slug, karin.pk])
        for _click in range(2):
            assert client.post(away).status_code == 302
        events = AuditEvent.objects.order_by("pk").values_list("event", flat=True)
        assert [event for event in events if event.startswith("strategy.reviewer")] == [
            "strategy.reviewer.asked",
            "strategy.reviewer.given_another_day",
            "strategy.reviewer.released",
        ]

    @pytest.mark.parametrize("who", ["bram", "fred", "esra"])
    def test_nobody_else_chooses_for_them(self, request, plan, anna, almelo_executive, who):
        with pytest.raises(PermissionDenied):
            services.ask_reviewer(
                plan(), body=almelo_executive, user=anna, due_on=None,
                by=request.getfixturevalue(who),
            )  # fmt: skip

    @pytest.mark.parametrize("who", ["bram", "fred"])
    def test_who_cannot_answer_is_not_asked(self, request, plan, anna, almelo_executive, who):
        with pytest.raises(services.NotAmongThem):
            services.ask_reviewer(
                plan(), body=almelo_executive, user=request.getfixturevalue(who), due_on=None,
                by=anna,
            )  # fmt: skip


class TestReminders:
    @pytest.fixture
    def wake(self, today, mailoutbox):
        """Whom the clock mails on a day, however often it ticks."""

        def on(day: date, hour: int = 9) -> list[str]:
            today.move_to(moment(day, hour))
            mailoutbox.clear()
            for _tick in range(2):
                clock.remind_the_silent()
                run_due()
            return sorted(mail.to[0] for mail in mailoutbox)

        return on

    def test_at_the_opening_a_week_and_a_day_before_and_no_other_day(
        self, plan, wake, anna, gijs, bram
    ):
        plan()
        days = [OPENS + timedelta(days=n) for n in range(-1, 20)]
        mailed = {day.day: len(mails) for day in days if (mails := wake(day))}
        assert mailed == {1: 3, 11: 3, 17: 3}  # anna, gijs and bram

    def test_never_before_the_morning(self, plan, wake, anna):
        plan()
        assert wake(OPENS, hour=6) == []
        assert anna.email in wake(OPENS, hour=7)

    def test_after_days_without_a_clock_there_is_one_mail(self, plan, wake, anna, gijs):
        plan()
        assert wake(CLOSES) == sorted([anna.email, gijs.email])
        assert Reminder.objects.filter(user=anna).count() == 1

    def test_who_answered_everything_hears_nothing_and_the_others_what_is_missing(
        self, plan, wake, published, second, anna, gijs, bram, mailoutbox,
        almelo_executive, hengelo_executive,
    ):  # fmt: skip
        round_ = plan(published, second)
        wake(OPENS)
        give(published, almelo_executive, anna)
        give(second, almelo_executive, anna)
        give(published, hengelo_executive, bram)
        assert wake(date(2026, 12, 11)) == [bram.email]
        (mail,) = mailoutbox
        assert "- 4. Wonen" in mail.body
        assert "- 3. Wonen" not in mail.body
        assert f"/strategy/rounds/{round_.pk}/" in mail.body

    def test_an_older_text_is_silence_again(
        self, plan, wake, published, anna, gijs, write, almelo_executive
    ):
        plan()
        wake(OPENS)
        give(published, almelo_executive, anna)
        write(anna, doc(h("head-1", "Wonen"), p("para-1", "Anders.")))
        publish(published, "Anders")
        assert anna.email in wake(date(2026, 12, 11))

    def test_only_who_is_asked_by_name_by_their_own_day(
        self, plan, wake, anna, gijs, almelo_executive
    ):
        round_ = plan()
        due = date(2026, 12, 12)
        services.ask_reviewer(round_, body=almelo_executive, user=anna, due_on=due, by=gijs)
        days = [OPENS + timedelta(days=n) for n in range(20)]
        mailed = {day.day: mails for day in days if (mails := wake(day))}
        assert mailed == {day: [anna.email] for day in (1, 5, 11)}

    def test_who_may_not_any_more_hears_nothing_and_the_others_are_asked(
        self, plan, wake, anna, gijs, almelo_executive
    ):
        round_ = plan()
        services.ask_reviewer(round_, body=almelo_executive, user=anna, due_on=None, by=gijs)
        Appointment.objects.filter(user=anna).update(until_on=OPENS - timedelta(days=1))
        assert wake(OPENS) == [gijs.email]

    def test_who_is_not_active_hears_nothing(self, plan, wake, anna, gijs):
        plan()
        User.objects.filter(pk=anna.pk).update(is_active=False)
        assert wake(OPENS) == [gijs.email]

    def test_who_answers_before_the_mail_goes_is_not_mailed(
        self, plan, today, published, anna, gijs, mailoutbox, almelo_executive
    ):
        plan()
        today.move_to(moment(OPENS))
        clock.remind_the_silent()
        give(published, almelo_executive, anna)
        run_due()
        assert mailoutbox == []
        assert Reminder.objects.count() == 2

    def test_a_project_lead_reminds_at_once_who_is_silent_once_a_day(
        self, client, plan, wake, today, published, anna, gijs, bram, mailoutbox, hengelo_executive
    ):
        round_ = plan()
        wake(OPENS)
        today.move_to(moment(OPENS + timedelta(days=1)))
        give(published, hengelo_executive, bram)
        mailoutbox.clear()
        client.force_login(gijs)
        assert "Stuur herinnering" in client.get(round_.get_absolute_url()).content.decode()
        address = f"{round_.get_absolute_url()}remind/"
        page = client.get(address).content.decode()
        assert "2 mensen zijn gevraagd" in page
        assert "<li>Anna</li>" in page
        assert "<li>Bram</li>" not in page
        client.post(address)
        again = client.post(address, follow=True).content.decode()
        assert "niemand meer om te herinneren" in again
        assert "De laatste herinnering ging op 2 december 2026" in again
        run_due()
        assert sorted(mail.to[0] for mail in mailoutbox) == sorted([anna.email, gijs.email])

    def test_who_was_reminded_by_hand_is_not_reminded_by_the_clock_that_day(
        self, plan, wake, today, anna, gijs
    ):
        round_ = plan()
        wake(OPENS)
        day = date(2026, 12, 11)  # a week before the last
        today.move_to(moment(day, 6))
        assert services.remind_round(round_, by=gijs) == 2
        run_due()
        assert wake(day) == []

    def test_nobody_is_reminded_before_the_opening(self, client, plan, gijs):
        round_ = plan()
        with pytest.raises(PermissionDenied):
            services.remind_round(round_, by=gijs)
        client.force_login(gijs)
        assert "Stuur herinnering" not in client.get(round_.get_absolute_url()).content.decode()

    def test_of_a_withdrawn_round_nobody_hears(self, plan, wake, anna, gijs):
        services.withdraw_round(plan(), reason="Te vroeg.", by=gijs)
        assert wake(OPENS) == []

    def test_a_later_last_day_has_moments_of_its_own(self, plan, wake, anna, gijs, published):
        round_ = plan()
        wake(CLOSES - timedelta(days=1))
        services.change_round(
            round_, name="x", note="", chapters=[published], opens_on=OPENS,
            closes_on=CLOSES + timedelta(days=14), by=gijs,
        )  # fmt: skip
        assert wake(CLOSES) == []
        assert wake(CLOSES + timedelta(days=7)) == [anna.email, gijs.email]

    def test_about_a_chapter_without_a_text_nobody_is_asked(self, plan, wake, anna, published):
        plan(make_chapter(published.product, number=7))
        assert wake(OPENS) == []


class TestMyWork:
    def waits(self, user):
        return [
            one for one in waiting.waiting_for(User.objects.get(pk=user.pk))
            if "/rounds/" in one.url
        ]  # fmt: skip

    def test_it_waits_by_its_day_until_it_is_answered(
        self, plan, today, published, second, anna, fred, gijs, bram, almelo_executive
    ):
        round_ = plan(published, second)
        assert self.waits(anna) == []
        today.move_to(moment(OPENS))
        (one,) = self.waits(anna)
        assert (one.url, one.due_at) == (round_.get_absolute_url(), moment(CLOSES, 23, 59))
        assert "2" in one.title
        assert self.waits(fred) == []
        give(published, almelo_executive, anna)
        assert "1" in self.waits(anna)[0].title
        give(second, almelo_executive, anna)
        assert self.waits(anna) == []
        assert len(self.waits(bram)) == 1

    def test_the_portfolio_holder_is_asked_in_a_political_round(self, plan, today, fred, anna):
        plan(level=Level.POLITICAL)
        today.move_to(moment(OPENS))
        assert len(self.waits(fred)) == 1
        assert self.waits(anna) == []

    def test_only_for_who_is_asked_by_name(self, plan, today, anna, gijs, almelo_executive):
        round_ = plan()
        due = date(2026, 12, 9)
        services.ask_reviewer(round_, body=almelo_executive, user=anna, due_on=due, by=gijs)
        today.move_to(moment(OPENS))
        assert self.waits(anna)[0].due_at == moment(due, 23, 59)
        assert self.waits(gijs) == []
        Appointment.objects.filter(user=anna).update(until_on=OPENS - timedelta(days=1))
        assert len(self.waits(gijs)) == 1
