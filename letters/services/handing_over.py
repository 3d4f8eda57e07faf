"""To the griffie by mail or as a package, with a receipt; and who may read it at all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from letters import package, tasks
from letters.models import Dispatch, DispatchKind, Letter, LetterStatus, RenderingKind, Secrecy
from ros_portal.audit.services import record
from ros_portal.jobs.models import Job
from ros_portal.jobs.services import enqueue, retry
from stakeholders.models import User
from stakeholders.permissions import Grant, users_with

from .locking import lock_letter, save_letter


class Address(NamedTuple):
    name: str
    address: str
    user: User | None


def addresses_of_griffie(letter: Letter) -> list[Address]:
    """Its own mailbox, or every clerk where there is none; a water authority has no griffie."""
    style = getattr(letter.organisation, "house_style", None)
    if style and style.clerk_mailbox:
        return [Address(str(letter.council), style.clerk_mailbox, None)]
    clerks = users_with(Grant.RUN_SESSIONS, letter.council)
    return [Address(clerk.name, clerk.email, clerk) for clerk in clerks]


def dispatch_letter(letter: Letter) -> None:
    """A mail to each address, in the transaction that sends the letter."""
    kind = DispatchKind.MAIL_WITH_LETTER if letter.is_for_all else DispatchKind.MAIL_WITH_LINK
    for one in addresses_of_griffie(letter):
        dispatch = Dispatch.objects.create(letter=letter, kind=kind, **one._asdict())
        enqueue(tasks.mail_letter, dispatch.pk, key=f"letters.dispatch:{dispatch.pk}")


@transaction.atomic
def mail_again(dispatch: Dispatch, *, by: User) -> None:
    """After a failure: the address that could not be reached gets it once more."""
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if dispatch.done_at or not dispatch.error:
        return
    dispatch.error = ""
    dispatch.save(update_fields=["error"])
    retry(Job.objects.get(key=f"letters.dispatch:{dispatch.pk}"))
    record("letters.dispatch.retried", dispatch, by=by)


def read_package(letter: Letter, *, by: User) -> bytes:
    """Who took it has it: that is a receipt as well. Raises FileDamaged and OSError."""
    adopted = letter.renderings.get(kind=RenderingKind.ADOPTED, made_at__isnull=False)
    content = package.package_of([(letter, adopted)])
    if letter.is_sent:
        Dispatch.objects.create(
            letter=letter,
            kind=DispatchKind.PACKAGE,
            name=by.name,
            user=by,
            done_at=timezone.now(),
        )
    record("letters.package.taken", letter, by=by, sha256=adopted.sha256)
    return content


@transaction.atomic
def lift_embargo(letter: Letter, *, by: User) -> None:
    """At once, instead of at its moment."""
    letter = lock_letter(letter, LetterStatus.ADOPTED, LetterStatus.SENT)
    if not letter.is_under_embargo:
        return
    old, letter.embargo_until = letter.embargo_until, timezone.now()
    save_letter(letter, "embargo_until")
    record("letters.letter.embargo_lifted", letter, by=by, old=old)


class DecidedLater(Exception):
    """A decision that was not taken yet cannot be recorded, nor one from before what it lifts."""


class SecretAlready(Exception):
    """A colleague recorded a decision about this letter a moment ago."""


@transaction.atomic
def impose_secrecy(
    letter: Letter,
    *,
    ground: str,
    decided_by: str,
    decided_on: date,
    recipients: Collection[User],
    by: User,
) -> Secrecy:
    """Before it is sent: what a council has read cannot be unread."""
    letter = lock_letter(
        letter, LetterStatus.DRAFT, LetterStatus.WITH_EXECUTIVE, LetterStatus.ADOPTED
    )
    if hasattr(letter, "secrecy"):
        raise SecretAlready
    if decided_on > timezone.localdate():
        raise DecidedLater
    secrecy = Secrecy.objects.create(
        letter=letter,
        ground=ground,
        decided_by=decided_by,
        decided_on=decided_on,
        recorded_by=by,
    )
    secrecy.recipients.set(recipients)
    record(
        "letters.letter.made_secret",
        letter,
        by=by,
        ground=ground,
        decided_by=decided_by,
        decided_on=decided_on,
        recipients=[one.pk for one in recipients],
    )
    return secrecy


@transaction.atomic
def lift_secrecy(letter: Letter, *, lifted_by: str, lifted_on: date, by: User) -> None:
    """By a decision; from here on the letter is read as any other."""
    secrecy = Secrecy.objects.select_for_update().get(letter=letter)
    if not secrecy.holds:
        return
    if not secrecy.decided_on <= lifted_on <= timezone.localdate():
        raise DecidedLater
    secrecy.lifted_by, secrecy.lifted_on = lifted_by, lifted_on
    secrecy.save(update_fields=["lifted_by", "lifted_on"])
    record("letters.letter.secrecy_lifted", letter, by=by, lifted_by=lifted_by, on=lifted_on)
