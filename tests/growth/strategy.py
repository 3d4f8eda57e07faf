"""Chapters with all that hangs on them, rounds, conversations, and who is told of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from stakeholders.models import (
    Channel,
    Notification,
    Role,
    User,
)
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

from .copies import copies, numbers


def grow(world: World, count: int) -> None:
    for part in (_strategy, _rounds, _conversations, _notifications):
        part(world, count)


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
        for n in numbers(count)
    )
    Term.objects.bulk_create(
        Term(strategy=product.strategy, word=f"woord {n}", meaning="x") for n in numbers(count)
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
        Version(product=product, name=f"v{n}", note="x", renderer=1) for n in numbers(count)
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
            for n in numbers(count)
        )
    )
    editor = world.people["editor@almelo"]
    for chapter in (published, world.things["draft"]):
        Revision.objects.bulk_create(
            copies(chapter.head, count, number="{}", author=editor, parent=chapter.head)
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
        for n in numbers(count)
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
            copies(
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
            copies(
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
        for n in numbers(count)
    )
