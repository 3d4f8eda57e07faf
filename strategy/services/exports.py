"""Texts taken along as files."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.jobs.services import enqueue
from ros_portal.lib.keys import UsedForSomethingElse
from ros_portal.lib.storage import FileDamaged, read_intact
from stakeholders.models import User
from strategy import tasks
from strategy.models import Export, Revision, Version

KEPT = timedelta(days=7)


class ExportGone(Exception):
    """The file was thrown away, or is not what was made: ask for it again."""


@transaction.atomic
def request_export(
    *,
    format: str,
    key: UUID,
    by: User,
    version: Version | None = None,
    revision: Revision | None = None,
    before: Revision | None = None,
    source: str = "",
    title: str = "",
    stem: str = "",
) -> Export:
    """In the background; the same key is the same file. Of a `source` its `title` and the `stem` of
    the file's name come along."""
    export, made = Export.objects.get_or_create(
        key=key,
        defaults={
            "by": by, "format": format, "version": version, "revision": revision, "before": before,
            "source": source, "title": title, "stem": stem,
        },
    )  # fmt: skip
    there = (
        export.by,
        export.format,
        export.version,
        export.revision,
        export.before,
        export.source,
    )
    if there != (by, format, version, revision, before, source):
        raise UsedForSomethingElse
    if made:
        record("strategy.export.requested", export, by=by, format=format)
        enqueue(tasks.make_export, export.pk, key=f"strategy.export:{export.pk}")
    return export


def read_export(export: Export, *, by: User) -> bytes:
    """What is in the file, and that it was taken; raises ExportGone."""
    if not export.file:
        raise ExportGone
    try:
        content = read_intact(export.file, export.sha256)
    except (FileDamaged, FileNotFoundError):
        raise ExportGone from None
    record("strategy.export.downloaded", export, by=by, sha256=export.sha256)
    return content


def throw_away_old_exports() -> int:
    """The files of a week ago; that they were made stays."""
    old = Export.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(file="")
    for export in old:
        export.file.delete(save=False)
        export.file = ""
        export.save(update_fields=["file"])
    return len(old)
