"""Saying what an organisation thinks of a chapter."""

from __future__ import annotations

from django.db import transaction

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import Body, User
from strategy import permissions
from strategy.models import Chapter, Position, ReviewRound, Revision

from .locking import locked_chapter
from .publishing import TextMovedOn


@transaction.atomic
def give_position(
    chapter: Chapter,
    *,
    body: Body,
    level: str,
    stance: str,
    remarks: str,
    revision: Revision,
    by: User,
) -> Position:
    """`revision` is the text that was read; about another one nothing is said unseen."""
    chapter = locked_chapter(chapter, by, folded=False)  # it is about the published text
    require(permissions.can_give_position(by, body, level))
    if chapter.published_id != revision.pk:
        raise TextMovedOn
    newest = Position.objects.filter(chapter=chapter, body=body, level=level).last()
    same = (revision.pk, stance, remarks)
    if newest and (newest.revision_id, newest.stance, newest.remarks) == same:
        asked = ReviewRound.objects.open().filter(chapters=chapter, level=level).first()
        if asked is None or newest.given_at >= asked.opens_at:
            return newest  # a second click; in a round one may say again what one said before it
    position = Position.objects.create(
        chapter=chapter,
        revision=revision,
        body=body,
        level=level,
        stance=stance,
        remarks=remarks,
        given_by=by,
    )
    record(
        "strategy.position.given",
        chapter,
        by=by,
        body=body.slug,
        level=level,
        old=newest.stance if newest else None,
        new=stance,
        revision=revision.pk,
    )
    return position
