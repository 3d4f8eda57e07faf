"""More of everything that a page may show, in the world of `tests.access`, by the thousand."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from council.models import (
    Answer,
    Correction,
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
    StandardAnswer,
    Trace,
    Undertaking,
)
from letters.models import Letter, ModelLetter, Rendering
from milestones.models import CouncilDate, Meeting, MeetingItem, Milestone, MilestoneKind
from stakeholders.models import (
    AdjacentRegion,
    Appointment,
    Body,
    BodyKind,
    Channel,
    Group,
    Invitation,
    Notification,
    Organisation,
    Role,
    User,
)
from stakeholders.permissions import settle_grants
from strategy.models import (
    BlockConflict,
    Chapter,
    Comment,
    Figure,
    Image,
    ImportedDocument,
    Level,
    Mention,
    Position,
    Publication,
    Reviewer,
    ReviewRound,
    Revision,
    Stance,
    Suggestion,
    Term,
    Thread,
    Version,
    VersionChapter,
)
from tests.access import World
from tests.strategy.text.texts import p

SINCE = date(2024, 1, 1)
HOUR = timedelta(hours=1)

# Two rows of numbers: what is numbered in a chapter or a session goes to 32,767.
numbers = itertools.count(1000)
copies = itertools.count(1000)


def grow(world: World, count: int) -> None:
    for room in (
        _stakeholders,
        _strategy,
        _rounds,
        _conversations,
        _notifications,
        _milestones,
        _council,
        _promises,
        _meetings,
        _letters,
    ):
        room(world, count)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself within a minute; it sees no rows of an open transaction.
        cursor.execute("ANALYZE")


def _stakeholders(world: World, count: int) -> None:
    organisations = Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"Gemeente {n}", short_name=str(n), kind="municipality")
        for n in _numbers(count)
    )
    council, executive = world.bodies["council@almelo"], world.bodies["executive@almelo"]
    Body.objects.bulk_create(
        Body(slug=f"{kind}-{one.slug}", name=f"{kind} {one}", kind=kind, organisation=one)
        for one in organisations
        for kind in (BodyKind.COUNCIL, BodyKind.EXECUTIVE)
    )
    AdjacentRegion.objects.bulk_create(
        _copies(AdjacentRegion(), count, slug="r{}", name="Regio {}", note="{}")
    )
    groups = Group.objects.bulk_create(
        Group(body=council, name=f"Groep {n}", from_on=SINCE) for n in _numbers(count)
    )
    people = User.objects.bulk_create(
        User(name=f"Persoon {n}", email=f"p{n}@gemeente.test") for n in _numbers(2 * count)
    )
    Appointment.objects.bulk_create(
        [
            *(
                Appointment(
                    user=user, body=council, role=Role.COUNCIL_MEMBER, group=group, from_on=SINCE
                )
                for user, group in zip(people[:count], groups, strict=True)
            ),
            *(
                Appointment(user=user, body=executive, role=Role.EDITOR, from_on=SINCE)
                for user in people[count:]
            ),
        ]
    )
    settle_grants(people)
    Invitation.objects.bulk_create(
        Invitation(
            email=f"n{n}@gemeente.test",
            name=f"Nieuw {n}",
            body=executive,
            role=Role.EDITOR,
            invited_by=world.people["administrator@almelo"],
            expires_at=timezone.now() + 24 * HOUR,
        )
        for n in _numbers(count)
    )


def _strategy(world: World, count: int) -> None:
    product, published = world.things["product"], world.things["published"]
    chapters = Chapter.objects.bulk_create(
        Chapter(
            product=product,
            number=n,
            slug=f"c{n}",
            title=f"Hoofdstuk {n}",
            lead=world.organisations["almelo"],
            head_id=published.head_id,
            published_id=published.published_id if is_published else None,
        )
        for is_published in (True, False)
        for n in _numbers(count)
    )
    Term.objects.bulk_create(
        Term(strategy=product.strategy, word=f"woord {n}", meaning="x") for n in _numbers(count)
    )
    VersionChapter.objects.bulk_create(
        VersionChapter(
            version=world.things["version"],
            chapter=chapter,
            revision_id=published.head_id,
            number=chapter.number,
            title=chapter.title,
            status=chapter.status,
        )
        for chapter in chapters
    )
    ImportedDocument.objects.bulk_create(
        ImportedDocument(
            chapter=world.things["draft"], by=world.people["editor@almelo"], name="Wonen.docx"
        )
        for _n in range(count)
    )
    Position.objects.bulk_create(
        Position(
            chapter=published,
            revision_id=published.head_id,
            body=world.bodies["executive@almelo"],
            level=Level.OFFICIAL,
            stance=Stance.AGREES,
            given_by=world.people["editor@almelo"],
        )
        for _n in range(count)
    )
    Version.objects.bulk_create(
        Version(product=product, name=f"v{n}", note="x", renderer=1) for n in _numbers(count)
    )
    published.figures.add(
        *Figure.objects.bulk_create(
            Figure(
                strategy=product.strategy,
                slug=f"f{n}",
                name=f"x{n}",
                unit="x",
                scope="x",
                source="x",
            )
            for n in _numbers(count)
        )
    )
    editor = world.people["editor@almelo"]
    for chapter in (published, world.things["draft"]):
        Revision.objects.bulk_create(
            _copies(chapter.head, count, number="{}", author=editor, parent=chapter.head)
        )
        Image.objects.bulk_create(
            Image(chapter=chapter, file="x.png", content_type="image/png", width=1, height=1,
                  uploaded_by=editor)
            for _n in range(count)
        )  # fmt: skip
    Publication.objects.bulk_create(
        Publication(chapter=published, revision=published.head, reason=f"{n}", by=editor)
        for n in range(count)
    )
    BlockConflict.objects.bulk_create(
        BlockConflict(
            chapter=world.things["draft"],
            submitted=world.things["draft"].head,
            block=f"b{n}",
            ours=p(f"b{n}", "Ons."),
            theirs=p(f"b{n}", "Hun."),
            author=editor,
            theirs_author=world.people["lead@almelo"],
        )
        for n in _numbers(count)
    )


def _rounds(world: World, count: int) -> None:
    planned = world.things["round"]
    add = ReviewRound.chapters.through.objects
    chapters = Chapter.objects.filter(product=planned.product).exclude(
        pk__in=planned.chapters.values("pk")
    )
    add.bulk_create(add.model(reviewround=planned, chapter=one) for one in chapters)
    today = timezone.localdate()
    for from_now in (0, 10, -10):  # open, planned and closed
        others = ReviewRound.objects.bulk_create(
            _copies(
                planned,
                count,
                key=uuid4,
                name="Ronde {}",
                opens_on=lambda from_now=from_now: today + timedelta(days=from_now),
                closes_on=lambda from_now=from_now: today + timedelta(days=from_now + 5),
            )
        )
        add.bulk_create(
            add.model(reviewround=one, chapter=world.things["published"]) for one in others
        )
    # Half of those who may be asked.
    for person in User.objects.filter(appointments__role=Role.EDITOR).order_by("-pk")[: count // 2]:
        Reviewer.objects.get_or_create(
            round=planned,
            body=world.bodies["executive@almelo"],
            user=person,
            defaults={"asked_by": world.people["editor@almelo"]},
        )


def _conversations(world: World, count: int) -> None:
    editor, body = world.people["editor@almelo"], world.bodies["executive@almelo"]
    draft = world.things["draft"]
    for resolved in (None, timezone.now()):
        threads = Thread.objects.bulk_create(
            Thread(
                chapter=draft,
                revision=draft.head,
                block_id="para-1",
                assigned_to=editor,
                resolved_at=resolved,
                resolved_by=editor if resolved else None,
            )
            for _n in range(count)
        )
        Suggestion.objects.bulk_create(
            _copies(
                Suggestion.objects.get(pk=world.things["sent_suggestion"].pk),
                count,
                key=uuid4,
                status="withdrawn" if resolved else "open",
            )
        )
        comments = Comment.objects.bulk_create(
            Comment(thread=thread, author=editor, body=body, text=f"Opmerking {thread.pk}")
            for thread in threads
        )
        lead = world.people["lead@almelo"]
        Mention.objects.bulk_create(
            Mention(comment=comment, user=lead, body=body) for comment in comments
        )


def _notifications(world: World, count: int) -> None:
    thread = Thread.objects.filter(chapter=world.things["draft"]).first()
    Notification.objects.bulk_create(
        Notification(
            user=user,
            kind="strategy.assigned",
            subject_id=thread.pk,
            title=f"Een vraag, {n}",
            url="/",
            key=f"vraag:{user.pk}:{n}",
            channel=Channel.PORTAL,
        )
        for user in world.people.values()
        for n in _numbers(count)
    )


def _milestones(world: World, count: int) -> None:
    Milestone.objects.bulk_create(
        Milestone(slug=f"m{n}", title=f"m{n}", on=SINCE, kind=MilestoneKind.GATHERING)
        for n in _numbers(count)
    )
    boss = world.things["boss"]
    world.things["meetings"] = Meeting.objects.bulk_create(
        Meeting(body=boss.body, starts_at=timezone.now() + n * 24 * HOUR) for n in _numbers(count)
    )
    # Of one council many, and of every council one.
    CouncilDate.objects.bulk_create(
        [
            *_copies(world.things["council_date"], count, note="{}"),
            *(
                CouncilDate(body=body, kind="committee", on=boss.on, note=f"{n}")
                for n, body in enumerate(Body.objects.filter(kind=BodyKind.COUNCIL))
            ),
        ],
        ignore_conflicts=True,
    )


def _council(world: World, count: int) -> None:
    session = world.things["session"]
    now = timezone.now()
    for opens, closes, handed_over in (
        (now - HOUR, now + HOUR, None),
        (now - 2 * HOUR, now - HOUR, now),
        (now - 2 * HOUR, now - HOUR, None),
    ):
        InputSession.objects.bulk_create(
            _copies(
                session,
                count,
                title="Sessie {}",
                meeting=world.things["meetings"][0],
                opens_at=opens,
                closes_at=closes,
                handed_over_at=handed_over,
            )
        )
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
        Question(session=session, position=n, text=f"Vraag {n}?") for n in _numbers(count)
    )
    inputs = _inputs(world, session, count)
    _inputs(world, world.things["answered_session"], count)
    world.things["input"] = Input.objects.get(pk=inputs[0].pk)
    ReceiptLink.objects.update(input=world.things["input"])
    _points(world, count)


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
    for stage in ("open", ""):
        point = world.things[f"{stage}_point".strip("_")]
        copies = Point.objects.bulk_create(_copies(point, count, number="{}", text="Punt {}"))
        for answer in point.answers.all():
            answer.points.add(*copies)
    world.things["open_point"].answers.add(
        *Answer.objects.filter(input__session=world.things["session"])[: 2 * count]
    )
    response = world.things["response"]
    answered = response.points.first()
    Point.objects.bulk_create(_copies(answered, count, number="{}", text="Punt {}"))
    Trace.objects.bulk_create(
        Trace(
            response=response,
            chapter=world.things["published"],
            revision_id=world.things["published"].published_id,
            block_id=f"block-{n}",
            linked_by=world.people["editor@almelo"],
        )
        for n in _numbers(count)
    )


def _promises(world: World, count: int) -> None:
    Inquiry.objects.bulk_create(_copies(world.things["inquiry"], count, key=uuid4))
    Undertaking.objects.bulk_create(_copies(world.things["undertaking"], count, key=uuid4))


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
        _copies(world.things["standard_answer"], count, title="Antwoord {}")
    )
    Response.objects.bulk_create(
        _copies(world.things["response"], count, standard_id=world.things["standard_answer"].pk)
    )


def _letters(world: World, count: int) -> None:
    for status in ("draft", "with_executive", "sent"):
        letter = Letter.objects.get(pk=world.things[f"{status}_letter"].pk)
        Letter.objects.bulk_create(_copies(letter, count, key=uuid4, subject="Brief {}"))
    model = world.things["model"]
    ModelLetter.objects.bulk_create(_copies(model, count, key=uuid4, subject="Brief {}"))
    blocks = model.blocks.bulk_create(
        _copies(world.things["model_block"], count, title="Blok {}", position="{}", edition=2)
    )
    regional = world.things["regional_letter"]
    part = regional.parts.first()
    regional.parts.bulk_create(
        copy for block in blocks for copy in _copies(part, 1, block_id=block.pk)
    )
    draft = world.things["draft_letter"]
    draft.attachments.bulk_create(
        _copies(draft.attachments.first(), count, number="{}", title="{}")
    )
    Rendering.objects.bulk_create(
        _copies(
            world.things["draft_pdf"], count, fingerprint="{}", file="", sha256="", made_at=None
        )
    )


def _numbers(count: int) -> list[int]:
    return list(itertools.islice(numbers, count))


def _copies(row: models.Model, count: int, **fields: Any) -> list[Any]:
    """Rows like this one; {} in a text becomes another number every time."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return [
        type(row)(**{**values, **{name: _filled(value, n) for name, value in fields.items()}})
        for n in itertools.islice(copies, count)
    ]


def _filled(value: Any, number: int) -> Any:
    if callable(value):
        return value()
    return value.format(number) if isinstance(value, str) else value
