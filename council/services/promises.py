"""Questions that the executive answers, and undertakings that it settles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from council import notifications, permissions
from council.models import InputSession, Inquiry, Undertaking
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import write_once
from stakeholders.models import User
from strategy.models import Chapter


class InquiryAnswered(Exception):
    """A colleague answered it a moment ago."""


class UndertakingSettled(Exception):
    """A colleague settled it a moment ago."""


@transaction.atomic
def ask_inquiry(
    session: InputSession, *, text: str, chapter: Chapter | None, key: UUID, by: User
) -> Inquiry:
    """Raises UsedForSomethingElse."""
    require(permissions.can_give_input(by, session))
    inquiry, is_new = write_once(
        Inquiry, key=key, session=session, text=text, chapter=chapter, asked_by=by
    )
    if is_new:
        record("council.inquiry.asked", inquiry, by=session.logged(by), session=session.pk)
        notifications.tell_asked(inquiry)
    return inquiry


@transaction.atomic
def answer_inquiry(inquiry: Inquiry, *, answer: str, by: User) -> None:
    """Both bodies read it at once. Raises InquiryAnswered."""
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if inquiry.answered_at:
        raise InquiryAnswered
    require(permissions.can_answer_inquiry(by, inquiry))
    inquiry.answer, inquiry.answered_by, inquiry.answered_at = answer, by, timezone.now()
    inquiry.save(update_fields=["answer", "answered_by", "answered_at"])
    record("council.inquiry.answered", inquiry, by=by)
    notifications.tell_inquiry_answered(inquiry)


@transaction.atomic
def register_undertaking(
    session: InputSession, *, text: str, holder: User, due_on: date, key: UUID, by: User
) -> Undertaking:
    """Raises UsedForSomethingElse."""
    require(permissions.can_run_session(by, session))
    undertaking, is_new = write_once(
        Undertaking,
        key=key,
        session=session,
        text=text,
        holder=holder,
        due_on=due_on,
        registered_by=by,
    )
    if is_new:
        record("council.undertaking.registered", undertaking, by=by, holder=holder.pk)
        notifications.tell_undertaken(undertaking)
    return undertaking


@transaction.atomic
def settle_undertaking(undertaking: Undertaking, *, settlement: str, by: User) -> None:
    """Raises UndertakingSettled."""
    undertaking = Undertaking.objects.select_for_update(of=("self",)).get(pk=undertaking.pk)
    if undertaking.settled_at:
        raise UndertakingSettled
    require(permissions.can_settle(by, undertaking))
    undertaking.settlement, undertaking.settled_by = settlement, by
    undertaking.settled_at = timezone.now()
    undertaking.save(update_fields=["settlement", "settled_by", "settled_at"])
    record("council.undertaking.settled", undertaking, by=by)
