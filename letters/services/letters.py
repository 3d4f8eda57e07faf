"""Starting a letter and writing it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from letters import facts
from letters.models import Letter, LetterStatus
from letters.paper import CLOSING, WORDING, LetterKind
from letters.starts import Start
from ros_portal.audit.services import record
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import Grant, users_with

from .locking import LetterChangedMeanwhile, lock_letter, save_letter


@transaction.atomic
def start_letter(executive: Body, *, start: Start, key: uuid.UUID, by: User) -> Letter:
    assert executive.organisation is not None  # constraint body_has_organisation
    wording = WORDING[LetterKind(executive.organisation.kind)]
    holders = users_with(Grant.HOLD_PORTFOLIO, executive)
    letter, created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "executive": executive,
            "council": Body.objects.get(organisation=executive.organisation, kind=BodyKind.COUNCIL),
            "subject": start.subject,
            "text": facts.fill_in(start.text, executive, now=timezone.now()),
            "meeting": facts.meeting_of(start, now=timezone.now()),
            "salutation": wording.salutation,
            "closing": CLOSING,
            "portfolio_holder": holders[0].name if len(holders) == 1 else "",
            "handled_by": by.name,
            "contact": ", ".join(part for part in (by.phone, by.email) if part),
            "created_by": by,
        },
    )
    if created:
        record("letters.letter.started", letter, by=by, start=start.slug)
    return letter


TEXT_FIELDS = (
    "subject",
    "date_on",
    "reference",
    "your_reference",
    "case_number",
    "portfolio_holder",
    "handled_by",
    "contact",
    "salutation",
    "text",
    "closing",
)


@transaction.atomic
def change_letter(letter: Letter, *, edition: int, by: User, **fields: Any) -> None:
    letter = lock_letter(letter, LetterStatus.DRAFT)
    if letter.edition != edition:
        raise LetterChangedMeanwhile

    changes = {
        name: {"old": getattr(letter, name), "new": fields[name]}
        for name in TEXT_FIELDS
        if name in fields and getattr(letter, name) != fields[name]
    }
    if not changes:
        return
    for name in changes:
        setattr(letter, name, fields[name])
    save_letter(letter, *changes)
    record("letters.letter.changed", letter, by=by, changes=changes)
