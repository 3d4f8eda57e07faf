"""Adding to the line of a chapter: the one place where a revision is made and the head moves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from ros_portal.audit.services import record
from stakeholders.models import User
from strategy.models import BlockLineage, Chapter, Image, Revision, RevisionKind
from strategy.text import blocks, schema
from strategy.text.nodes import Node, fingerprint, images_in
from strategy.text.render import render

from . import live_log


def add_revision(
    chapter: Chapter,
    text: Node,
    kind: RevisionKind,
    *,
    parent: Revision | None,
    by: User | None,
    merged_from: Revision | None = None,
    reason: str = "",
    at: datetime | None = None,
    lineage: list[blocks.Lineage] | None = None,
    contributors: Collection[int] = (),
) -> Revision:
    rendered = render(text)
    newest = Revision.objects.filter(chapter=chapter).order_by("-number")
    revision = Revision.objects.create(
        chapter=chapter,
        # No two at once: the chapter is locked.
        number=(newest.values_list("number", flat=True).first() or 0) + 1,
        parent=parent,
        merged_from=merged_from,
        kind=kind,
        text=text,
        schema_version=schema.VERSION,
        sha256=fingerprint(text),
        html=rendered.html,
        plain=rendered.plain,
        contents=rendered.contents,
        words=rendered.words,
        author=by,
        reason=reason,
        created_at=at or timezone.now(),
    )
    BlockLineage.objects.bulk_create(
        BlockLineage(revision=revision, old=line.old, new=line.new, kind=line.kind)
        for line in lineage or []
    )
    if addresses := images_in(text):
        revision.images.set(Image.objects.at(addresses))
    if contributors:
        revision.contributors.set(contributors)
    return revision


def move_head(chapter: Chapter, revision: Revision, *, by: User | None) -> None:
    """Also for those who are writing in it together now: it changes under their hands."""
    before = chapter.head_id
    chapter.head = revision
    chapter.save(update_fields=["head"])
    live_log.follow(chapter, revision, by=by)
    record(
        "strategy.chapter.saved",
        chapter,
        by=by,
        kind=revision.kind,
        old_revision=before,
        new_revision=revision.pk,
    )
