"""From a draft to a released answer, in whatever order people come to it, on two councils.

Whatever they try, in turn or out of turn, what must hold holds after every step. What was
submitted is never corrected: it is taken back, and given once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from council import services
from council.models import (
    Answer,
    Destination,
    Input,
    InputKind,
    InputSession,
    Outcome,
    Point,
    Report,
    Response,
    Trace,
)
from council.speech import Said, Speech
from milestones.models import Meeting
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Role, User
from strategy.models import Chapter, Revision
from strategy.services import save_chapter
from tests.conftest import appointed
from tests.council.conftest import closed, met, plan
from tests.council.test_responses import CHANGED
from tests.strategy.conftest import make_chapter, make_product

# What a service says no with; anything else is a mistake in it.
REFUSALS = (
    PermissionDenied,
    services.AlreadyHandedOver,
    services.AnsweredAlready,
    services.AnsweredElsewhere,
    services.BeforeTheMeeting,
    services.NoPoints,
    services.NotConfirmed,
    services.NothingChanged,
    services.NothingToSay,
    services.NotTheirWay,
    services.OfDifferentReports,
    services.ReportAskedFor,
    services.ReportSettled,
    services.ResponseChangedMeanwhile,
    services.ResponsePublished,
    services.SessionNotOpen,
    services.SessionStillOpen,
    services.UnknownChange,
)
WORDS = st.sampled_from(["Bouw bij het spoor.", "Wie betaalt dit?", "Houd het beekdal open."])
WHICH = st.integers(0, 7)  # counted round in what is there
COUNCIL = st.integers(0, 1)


@dataclass(frozen=True)
class Council:
    session_id: int
    member: User
    clerk: User
    holder: User

    @property
    def session(self) -> InputSession:
        """As a request finds it."""
        return InputSession.objects.select_related("body").get(pk=self.session_id)

    def speech(self, text: str) -> Speech:
        question = self.session.questions.get(position=1)
        return Speech(
            key=uuid4(),
            author=self.member,
            kind=InputKind.MEMBER,
            group=None,
            said=[Said(text, question)],
        )


@dataclass(frozen=True)
class Cast:
    councils: Sequence[Council]
    writers: Sequence[User]
    lead: User
    boss: Meeting
    chapter: Chapter
    change: Revision


@pytest.fixture
def cast(
    almelo_executive, hengelo_council, hengelo_executive, boss, session, anna, bram, chris, dina,
    fred, gijs, ivo,
) -> Cast:  # fmt: skip
    elsewhere = Council(
        plan(hengelo_council, meeting=boss).pk,
        ivo,
        appointed("Griffier", hengelo_council, Role.COUNCIL_CLERK),
        appointed("Wethouder", hengelo_executive, Role.PORTFOLIO_HOLDER),
    )
    chapter = make_chapter(make_product(almelo_executive, hengelo_executive))
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=CHANGED, by=bram)
    return Cast(
        [Council(session.pk, chris, dina, fred), elsewhere],
        [anna, bram],
        gijs,
        boss,
        chapter,
        saved.head,
    )


class LifeCycle(RuleBasedStateMachine):
    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.said: dict[int, tuple[object, ...]] = {}
        self.speeches: list[tuple[Council, Speech]] = []
        self.published: dict[int, tuple[object, ...]] = {}
        self.points = 0
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.began = AuditEvent.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Who is refused leaves no line in the log either."""
        lines = AuditEvent.objects.count()
        try:
            yield
        except REFUSALS:
            assert AuditEvent.objects.count() == lines

    @initialize(
        steps=st.integers(0, 20), outcome=st.sampled_from([Outcome.NOT, Outcome.TAKEN_OVER])
    )
    def begin_further_on(self, steps: int, outcome: Outcome) -> None:
        """Some steps along the straight way, so that chance does not have to find the far end."""
        way: list[Callable[[], None]] = [
            lambda: self.submit(0, "Bouw bij het spoor."),
            lambda: self.submit(0, "Wie betaalt dit?"),
            lambda: self.submit(1, "Houd het beekdal open."),
            *(
                partial(act, council)
                for act in (self.close, self.ask_report, self.confirm, self.hand_over)
                for council in (0, 1)
            ),
            lambda: self.destine({0, 1}, Destination.BOSS),
            lambda: self.destine({2}, Destination.BOSS),
            lambda: self.answer({0, 1}, 0, outcome),
            lambda: self.link_change(0, "para-1", 0),
            lambda: self.submit_response(0, 0),
            lambda: self.approve(0, 1),
            self.meet,
            self.publish,
            lambda: self.release(0),
        ]
        for step in way[:steps]:
            step()

    # --- The members speak --------------------------------------------------------------------
    @rule(council=COUNCIL, text=WORDS)
    def draft(self, council: int, text: str) -> None:
        place = self.cast.councils[council]
        services.save_draft(place.session, place.speech(text), by=place.member)

    @rule(council=COUNCIL, text=WORDS)
    def submit(self, council: int, text: str) -> None:
        place = self.cast.councils[council]
        speech = place.speech(text)
        with self.perhaps():
            given = services.submit_input(
                place.session, speech, by=place.member, received_at=timezone.now()
            )
            assert given.pk not in self.said
            self.said[given.pk] = words_of(given)
            self.speeches.append((place, speech))

    @precondition(lambda self: self.speeches)
    @rule(which=WHICH, at_once=st.booleans())
    def press_again(self, which: int, at_once: bool) -> None:
        """Also after closing, or after it was taken back: it was received in time."""
        place, speech = self.speeches[which % len(self.speeches)]
        moment = timezone.now() + timedelta(days=0 if at_once else 40)
        again = services.submit_input(place.session, speech, by=place.member, received_at=moment)
        assert again.pk in self.said or hasattr(again, "withdrawal")

    @precondition(lambda self: self.speeches)
    @rule(which=WHICH)
    def press_again_with_other_words(self, which: int) -> None:
        place, speech = self.speeches[which % len(self.speeches)]
        other = Speech(
            key=speech.key,
            author=speech.author,
            kind=speech.kind,
            group=None,
            said=[Said("Toch niet.", speech.said[0].question)],
        )
        with pytest.raises(services.KeyUsedForOtherText):
            services.submit_input(place.session, other, by=place.member, received_at=timezone.now())

    @precondition(lambda self: self.said)
    @rule(which=WHICH, again=st.booleans())
    def take_back(self, which: int, again: bool) -> None:
        given = Input.objects.get(pk=sorted(self.said)[which % len(self.said)])
        with self.perhaps():
            if again:
                services.correct_input(given, by=given.author)
            else:
                services.withdraw_input(given, by=given.author)
            del self.said[given.pk]

    # --- The clerk and the report -------------------------------------------------------------
    @precondition(lambda self: self.said)
    @rule(council=COUNCIL)
    def close(self, council: int) -> None:
        closed(self.cast.councils[council].session)

    @rule(council=COUNCIL)
    def ask_report(self, council: int) -> None:
        place = self.cast.councils[council]
        is_new = not Report.objects.filter(session=place.session).exists()
        with self.perhaps():
            report = services.ask_report(place.session, by=place.clerk)
            self.points += report.points.count() if is_new else 0

    @precondition(lambda self: self.points)
    @rule(which=WHICH, text=WORDS, chapter=st.booleans())
    def word(self, which: int, text: str, chapter: bool) -> None:
        point = the(Point.objects.all(), which)
        about = self.cast.chapter if chapter else None
        with self.perhaps():
            services.word_point(point, text=text, chapter=about, by=self.clerk_of(point))

    @precondition(lambda self: self.points)
    @rule(which=WHICH, texts=st.lists(WORDS, min_size=1, max_size=3))
    def split(self, which: int, texts: list[str]) -> None:
        point = the(Point.objects.all(), which)
        with self.perhaps():
            made = services.split_point(point, texts, by=self.clerk_of(point))
            self.points += len(made) - 1

    @precondition(lambda self: self.points > 1)
    @rule(which=st.sets(WHICH, min_size=1, max_size=3))
    def join(self, which: set[int]) -> None:
        points = some(Point.objects.all(), which)
        with self.perhaps():
            services.join_points(points, by=self.clerk_of(points[0]))
            self.points -= len(points) - 1

    @precondition(lambda self: self.points)
    @rule(council=COUNCIL)
    def confirm(self, council: int) -> None:
        place = self.cast.councils[council]
        for report in Report.objects.filter(session=place.session):
            with self.perhaps():
                services.confirm_report(report, by=place.clerk)

    @rule(council=COUNCIL)
    def hand_over(self, council: int) -> None:
        place = self.cast.councils[council]
        with self.perhaps():
            services.hand_over(place.session, by=place.clerk)

    # --- The executives and the answers -------------------------------------------------------
    @precondition(lambda self: self.points)
    @rule(which=st.sets(WHICH, min_size=1, max_size=3), to=st.sampled_from(Destination))
    def destine(self, which: set[int], to: Destination) -> None:
        points = some(Point.objects.all(), which)
        with self.perhaps():
            services.destine(
                points, destination=to, reason="Daarom.", by=self.place_of(points[0]).holder
            )

    @precondition(lambda self: Point.objects.of_boss().exists())
    @rule(
        which=st.sets(WHICH, min_size=1, max_size=3),
        writer=COUNCIL,
        outcome=st.sampled_from([Outcome.NOT, Outcome.TAKEN_OVER]),
    )
    def answer(self, which: set[int], writer: int, outcome: Outcome) -> None:
        points = some(Point.objects.of_boss(), which)
        with self.perhaps():
            services.answer_points(
                points, title="Spoor", outcome=outcome, text="Zo.", by=self.cast.writers[writer]
            )

    @precondition(lambda self: Response.objects.exists())
    @rule(which=WHICH, points=st.sets(WHICH, min_size=1, max_size=2), writer=COUNCIL)
    def bundle(self, which: int, points: set[int], writer: int) -> None:
        with self.perhaps():
            services.add_points(
                the(Response.objects.all(), which),
                some(Point.objects.all(), points),
                by=self.cast.writers[writer],
            )

    @precondition(lambda self: Response.objects.exists())
    @rule(which=WHICH, writer=COUNCIL)
    def take_out(self, which: int, writer: int) -> None:
        with self.perhaps():
            services.take_out(the(Point.objects.all(), which), by=self.cast.writers[writer])

    @precondition(lambda self: Response.objects.exists())
    @rule(which=WHICH, text=WORDS, writer=COUNCIL, is_fresh=st.booleans())
    def word_response(self, which: int, text: str, writer: int, is_fresh: bool) -> None:
        response = the(Response.objects.all(), which)
        with self.perhaps():
            services.word_response(
                response,
                edition=response.edition if is_fresh else response.edition - 1,
                title="Spoor",
                outcome=response.outcome,
                text=text,
                by=self.cast.writers[writer],
            )

    @precondition(lambda self: Response.objects.exists())
    @rule(which=WHICH, block=st.sampled_from(["para-1", "para-2"]), writer=COUNCIL)
    def link_change(self, which: int, block: str, writer: int) -> None:
        with self.perhaps():
            services.link_change(
                the(Response.objects.all(), which),
                revision=self.cast.change,
                block_id=block,
                by=self.cast.writers[writer],
            )

    @precondition(lambda self: Trace.objects.exists())
    @rule(which=WHICH, writer=COUNCIL)
    def unlink_change(self, which: int, writer: int) -> None:
        with self.perhaps():
            services.unlink_change(the(Trace.objects.all(), which), by=self.cast.writers[writer])

    @precondition(lambda self: Response.objects.exists())
    @rule(which=WHICH, writer=COUNCIL)
    def submit_response(self, which: int, writer: int) -> None:
        with self.perhaps():
            services.submit_response(
                the(Response.objects.all(), which), by=self.cast.writers[writer]
            )

    @precondition(lambda self: Response.objects.exists())
    @rule(which=WHICH, reader=COUNCIL)
    def approve(self, which: int, reader: int) -> None:
        with self.perhaps():
            services.approve_response(
                the(Response.objects.all(), which), by=self.cast.writers[reader]
            )

    @precondition(lambda self: Response.objects.ready().exists())
    @rule()
    def meet(self) -> None:
        met(self.cast.boss)

    @precondition(lambda self: Response.objects.exists())
    @rule()
    def publish(self) -> None:
        with self.perhaps():
            boss = Meeting.objects.get(pk=self.cast.boss.pk)
            services.publish_responses(boss, by=self.cast.lead)
        for response in Response.objects.filter(published_at__isnull=False):
            self.published.setdefault(response.pk, answer_of(response))

    @precondition(lambda self: self.published)
    @rule(council=COUNCIL)
    def release(self, council: int) -> None:
        place = self.cast.councils[council]
        with self.perhaps():
            services.release_answers(place.session, by=place.holder)

    def clerk_of(self, point: Point) -> User:
        return self.place_of(point).clerk

    def place_of(self, point: Point) -> Council:
        session = point.report.session_id
        return next(place for place in self.cast.councils if place.session_id == session)

    # --- What must hold -----------------------------------------------------------------------
    @invariant()
    def submitted_words_never_change(self) -> None:
        submitted = Input.objects.submitted().prefetch_related("answers")
        assert {given.pk: words_of(given) for given in submitted} == self.said

    @invariant()
    def everything_submitted_is_in_the_report(self) -> None:
        answers = Answer.objects.filter(input__session__report__isnull=False)
        submitted = answers.filter(input__in=Input.objects.submitted())
        assert set(Answer.objects.filter(points__isnull=False)) == set(submitted)

    @invariant()
    def only_splitting_and_joining_change_how_many_points_there_are(self) -> None:
        assert Point.objects.count() == self.points

    @invariant()
    def a_published_answer_never_changes(self) -> None:
        published = Response.objects.filter(published_at__isnull=False)
        assert {one.pk: answer_of(one) for one in published} == self.published

    @invariant()
    def the_council_reads_only_what_was_published(self) -> None:
        released = Point.objects.filter(released_at__isnull=False)
        assert not released.filter(response__published_at__isnull=True).exists()

    @invariant()
    def nobody_approved_the_own_answer(self) -> None:
        for response in Response.objects.filter(approved_at__isnull=False):
            assert response.approved_by_id not in {None, response.prepared_by_id}

    @invariant()
    def every_line_of_the_log_has_an_actor(self) -> None:
        lines = AuditEvent.objects.order_by("pk")[self.began :]
        assert all(line.actor_id for line in lines)


def the(rows, which: int):
    found = list(rows.order_by("pk"))
    return found[which % len(found)]


def some(rows, which: set[int]):
    found = list(rows.order_by("pk"))
    return list({found[one % len(found)] for one in sorted(which)})


def words_of(given: Input) -> tuple[object, ...]:
    texts = [(answer.pk, answer.question_id, answer.text) for answer in given.answers.all()]
    return given.receipt, given.submitted_at, given.author_id, given.content_sha256, texts


def answer_of(response: Response) -> tuple[object, ...]:
    return (
        response.title,
        response.outcome,
        response.text,
        response.prepared_by_id,
        response.approved_by_id,
        response.meeting_id,
        response.published_at,
        sorted(response.points.values_list("pk", flat=True)),
        sorted(response.traces.values_list("revision", "block_id")),
    )


def test_the_straight_way_ends_with_answers_that_the_council_reads(cast):
    life = LifeCycle(cast)
    life.begin_further_on(20, Outcome.TAKEN_OVER)
    assert Point.objects.filter(released_at__isnull=False).count() == 2
    life.teardown()


def test_what_must_hold_holds_in_whatever_order_people_act(cast):
    run_state_machine_as_test(
        lambda: LifeCycle(cast),
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
