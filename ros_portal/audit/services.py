"""The only way into the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from .middleware import current_origin
from .models import AuditEvent

if TYPE_CHECKING:
    from stakeholders.models import User


def record(event: str, subject: Model, *, by: User | None, **facts: Any) -> AuditEvent:
    """Write one line, in the transaction of the change it describes.

    `event` is named "<room>.<noun>.<past participle>"; `by` is None for the portal itself;
    `facts` hold old and new values, never secrets.
    """
    line = _line(event, subject, by, facts)
    line.save()
    return line


def record_each(
    event: str, subjects: Iterable[tuple[Model, dict[str, Any]]], *, by: User | None
) -> None:
    """As `record`, a line for each subject with its facts, in a few queries whatever their number."""
    lines = (_line(event, subject, by, facts) for subject, facts in subjects)
    AuditEvent.objects.bulk_create(lines, batch_size=500)


def _line(event: str, subject: Model, by: User | None, facts: dict[str, Any]) -> AuditEvent:
    return AuditEvent(
        event=event,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        actor=by,
        actor_label=str(by)[:200] if by else "ROS-portaal",
        origin=current_origin(),
        facts=facts,
    )
