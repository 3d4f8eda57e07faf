"""Sessions, input, points and answers; promises; the agenda and the minutes of a meeting."""

from __future__ import annotations

from itertools import cycle
from uuid import uuid4

from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from council.models import (
    Answer,
    Correction,
    Guest,
    Input,
    InputKind,
    InputSession,
    InputSource,
    InputStatus,
    Inquiry,
    Note,
    Point,
    Question,
    Reaction,
    Reading,
    ReceiptLink,
    Response,
    SessionRequest,
    Sitting,
    StandardAnswer,
    Trace,
    Undertaking,
)
from milestones.models import MeetingItem
from stakeholders.models import Appointment, Body
from strategy.models import Chapter
from tests.access import World

from .copies import HOUR, copies, numbers


def grow(world: World, count: int) -> None:
    for part in (_council, _promises, _meetings):
        part(world, count)


def _council(world: World, count: int) -> None:
    session = world.things["session"]
    now = timezone.now()
    for opens, closes, handed_over in (
        (now - HOUR, now + HOUR, None),
        (now - 2 * HOUR, now - HOUR, now),
        (now - 2 * HOUR, now - HOUR, None),
    ):
        InputSession.objects.bulk_create(
            copies(
                session,
                count,
                title="Sessie {}",
                meeting=world.things["meetings"][0],
                opens_at=opens,
                closes_at=closes,
                handed_over_at=handed_over,
            )
        )
    _sittings(world)
    _guests(world, session, count)
    SessionRequest.objects.bulk_create(
        SessionRequest(
            body=session.body,
            meeting=world.things["meetings"][0],
            why="Een sessie over wonen.",
            asked_by=world.people["secretary@almelo"],
            key=uuid4(),
        )
        for _n in range(count)
    )
    Question.objects.bulk_create(
        Question(session=session, position=n, text=f"Vraag {n}?") for n in numbers(count)
    )
    inputs = _inputs(world, session, count)
    _inputs(world, world.things["answered_session"], count)
    world.things["input"] = Input.objects.get(pk=inputs[0].pk)
    ReceiptLink.objects.update(input=world.things["input"])
    _points(world, count)


def _sittings(world: World) -> None:
    Sitting.objects.bulk_create(
        Sitting(
            session=one,
            held_at=one.opens_at,
            present=23,
            recorded_by=world.people["clerk@almelo"],
        )
        for one in InputSession.objects.filter(title__startswith="Sessie ", sitting=None)
    )


def _guests(world: World, session: InputSession, count: int) -> None:
    """Many with one session, and one who is invited to many."""
    clerk, council = world.people["clerk@almelo"], world.bodies["council@hengelo"]
    bodies = Body.objects.exclude(pk=session.body_id).exclude(sessions_invited_to__session=session)
    sessions = InputSession.objects.exclude(guests__body=council).exclude(pk=session.pk)
    Guest.objects.bulk_create(
        [
            *(Guest(session=session, body=one, invited_by=clerk) for one in bodies[:count]),
            *(Guest(session=one, body=council, invited_by=clerk) for one in sessions[: 3 * count]),
        ]
    )


def _inputs(world: World, session: InputSession, count: int) -> list[Input]:
    members = Appointment.objects.filter(group__isnull=False).order_by("-pk")[:count]
    inputs = Input.objects.bulk_create(
        Input(
            session=session,
            author_id=member.user_id,
            entered_by_id=member.user_id,
            group_id=member.group_id,
            kind=InputKind.GROUP,
        )
        for member in members
    )
    clerk = world.people["clerk@almelo"]
    inputs += Input.objects.bulk_create(
        Input(
            session=session,
            author_id=member.user_id,
            entered_by=clerk,
            group_id=member.group_id,
            kind=InputKind.GROUP,
            source=InputSource.ROOM,
        )
        for member in members
    )
    published = world.things["published"]
    Answer.objects.bulk_create(
        Answer(
            input=one,
            chapter=published,
            revision_id=published.published_id,
            block_id="para-1",
            text=f"Opmerking {n}",
        )
        for n, one in enumerate(inputs + inputs[:1] * count)
    )
    Input.objects.filter(pk__in=[one.pk for one in inputs]).update(
        status=InputStatus.SUBMITTED,
        submitted_at=timezone.now(),
        receipt=Concat(Value("2026-"), "pk", output_field=models.CharField()),
    )
    Reading.objects.get_or_create(
        session=session,
        defaults={
            "asked_by": clerk,
            "asked_at": timezone.now(),
            "due_on": timezone.localdate(),
        },
    )
    answers = Answer.objects.filter(input__in=inputs)
    Reaction.objects.bulk_create(Reaction(answer=one, by=clerk, text="Anders.") for one in answers)
    return inputs


def _points(world: World, count: int) -> None:
    for name in ("open_point", "point"):
        point = world.things[name]
        made = Point.objects.bulk_create(copies(point, count, number="{}", text="Punt {}"))
        for answer in point.answers.all():
            answer.points.add(*made)
    world.things["open_point"].answers.add(
        *Answer.objects.filter(input__session=world.things["session"])[: 2 * count]
    )
    response = world.things["response"]
    answered = response.points.first()
    Point.objects.bulk_create(copies(answered, count, number="{}", text="Punt {}"))
    published = world.things["published"]
    # No strategy has thousands of chapters with input.
    about = Chapter.objects.all()[: min(count, 20)]
    paragraphs = copies(answered, count, number="{}", block_id="para-{}")
    for chapter, point in zip(cycle(about), paragraphs, strict=False):
        point.chapter, point.revision_id = chapter, published.published_id
    chapters = copies(answered, count, number="{}", block_id="")
    for chapter, point in zip(cycle(about), chapters, strict=False):
        point.chapter = chapter
    Point.objects.bulk_create([*paragraphs, *chapters])
    Trace.objects.bulk_create(
        Trace(
            response=response,
            chapter=world.things["published"],
            revision_id=world.things["published"].published_id,
            block_id=f"block-{n}",
            linked_by=world.people["editor@almelo"],
        )
        for n in numbers(count)
    )


def _promises(world: World, count: int) -> None:
    Inquiry.objects.bulk_create(copies(world.things["inquiry"], count, key=uuid4))
    Undertaking.objects.bulk_create(copies(world.things["undertaking"], count, key=uuid4))


def _meetings(world: World, count: int) -> None:
    item = world.things["item"]
    InputSession.objects.filter(pk=world.things["answered_session"].pk).update(
        meeting=item.meeting_id
    )
    there = item.meeting.items.count()
    MeetingItem.objects.bulk_create(
        MeetingItem(meeting=item.meeting, number=there + n, title="Water")
        for n in range(1, count + 1)
    )
    editor = world.people["editor@almelo"]
    Correction.objects.bulk_create(
        Correction(
            minutes=item.meeting.minutes,
            by=editor,
            body=world.bodies["executive@almelo"],
            text="Anders.",
            key=uuid4(),
        )
        for _n in range(count)
    )
    Note.objects.bulk_create(
        Note(point=world.things["open_point"], by=editor, text="Even bellen.", key=uuid4())
        for _n in range(count)
    )
    StandardAnswer.objects.bulk_create(
        copies(world.things["standard_answer"], count, title="Antwoord {}")
    )
    Response.objects.bulk_create(
        copies(world.things["response"], count, standard_id=world.things["standard_answer"].pk)
    )
    _to_read(world, count)


def _to_read(world: World, count: int) -> None:
    """Of a colleague of everybody who reads along, each with a point and two changes."""
    answers = Response.objects.bulk_create(
        copies(
            world.things["response"],
            count,
            title="Gelezen {}",
            submitted_at=timezone.now(),
            prepared_by_id=world.people["lead@hengelo"].pk,
        )
    )
    Point.objects.bulk_create(
        Point(
            report=answered.report,
            number=10**6 + Point.objects.count() + n,
            text="Punt",
            chapter=world.things["published"],
            destination=answered.destination,
            destined_at=answered.destined_at,
            response=answer,
        )
        for answered in [world.things["response"].points.first()]
        for n, answer in enumerate(answers)
    )
    Trace.objects.bulk_create(
        Trace(
            response=answer,
            chapter=world.things["published"],
            revision_id=world.things["published"].published_id,
            block_id=f"block-{n}",
            linked_by_id=answer.prepared_by_id,
        )
        for answer in answers
        for n in range(2)
    )
