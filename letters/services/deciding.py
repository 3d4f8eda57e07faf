"""What the executive decided: the letter as proposed, or with other words."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from letters.content import missing_in
from letters.models import Letter, LetterStatus, Proposal, Rendering, RenderingKind
from letters.tasks import queue_rendering
from ros_portal.audit.services import record
from stakeholders.models import User

from .filled_facts import keep_facts_that_stand
from .letters import TEXT_FIELDS
from .locking import LetterIncomplete, LetterNotOpen, change_status, lock_letter, save_letter


class DecidedInFuture(Exception):
    """A decision that was not taken yet cannot be recorded."""


class DatedBeforeDecision(Exception):
    """A letter goes out on the day of the decision or later."""


@transaction.atomic
def adopt_letter(
    letter: Letter,
    *,
    decided_on: date,
    decision_number: str,
    date_on: date,
    edition: int | None = None,
    by: User,
) -> Rendering:
    """From here on the letter is what the executive decided: text, names and PDF stay.

    `edition` is the one on a screen: nobody adopts what a colleague changed meanwhile.
    """
    letter = lock_letter(letter, LetterStatus.WITH_EXECUTIVE, LetterStatus.DRAFT, edition=edition)
    if not letter.can_be_adopted:
        raise LetterNotOpen
    if decided_on > timezone.localdate():
        raise DecidedInFuture
    if date_on < decided_on:
        raise DatedBeforeDecision
    letter.decided_on = decided_on
    letter.decision_number = decision_number
    letter.date_on = date_on
    if missing := missing_in(letter):
        raise LetterIncomplete(missing)

    keep_facts_that_stand(letter)
    change_status(
        letter,
        LetterStatus.ADOPTED,
        "decided_on",
        "decision_number",
        "date_on",
        by=by,
        decided_on=decided_on,
        decision_number=decision_number,
        date_on=date_on,
    )
    return queue_rendering(letter, RenderingKind.ADOPTED, by=by)


@transaction.atomic
def amend_letter(
    letter: Letter,
    *,
    decided_on: date,
    decision_number: str,
    edition: int | None = None,
    by: User,
) -> Proposal:
    """Decided with other words: it opens for those, and what was proposed is kept as it lay there."""
    letter = lock_letter(letter, LetterStatus.WITH_EXECUTIVE, edition=edition)
    if decided_on > timezone.localdate():
        raise DecidedInFuture
    proposal = Proposal.objects.create(
        letter=letter,
        subject=letter.subject,
        text=letter.text,
        frame={
            name: str(getattr(letter, name) or "")
            for name in TEXT_FIELDS
            if name not in {"subject", "text"}
        },
        attachments=list(letter.attachments.values("title", "sha256")),
        decided_on=decided_on,
        decision_number=decision_number,
        recorded_by=by,
    )
    letter.status, letter.is_amended = LetterStatus.DRAFT, True
    letter.decided_on, letter.decision_number = decided_on, decision_number
    save_letter(letter, "status", "is_amended", "decided_on", "decision_number")
    record(
        "letters.letter.amended",
        letter,
        by=by,
        old=LetterStatus.WITH_EXECUTIVE,
        decided_on=decided_on,
        decision_number=decision_number,
        proposal=proposal.pk,
    )
    return proposal
