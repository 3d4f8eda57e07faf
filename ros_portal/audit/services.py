"""The only way into the log."""

from __future__ import annotations

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
    return AuditEvent.objects.create(
        event=event,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        actor=by,
        actor_label=str(by)[:200] if by else "ROS-portaal",
        origin=current_origin(),
        facts=facts,
    )
