"""Starting a letter and writing it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from letters import facts
from letters.models import Letter, LetterStatus
from letters.occasions import Occasion, newest_for
from letters.paper import CLOSING, WORDING, LetterKind
from letters.starts import Start
from ros_portal.audit.services import record
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import Grant, users_with

from .filled_facts import keep_facts
from .locking import disagree, lock_letter, save_letter
from .occasions import take_up


@transaction.atomic
def start_letter(
    executive: Body,
    *,
    start: Start,
    key: uuid.UUID,
    occasion: Occasion | None = None,
    by: User,
) -> Letter:
    """With the facts of `occasion` filled in, or else of the newest one that it starts from."""
    now = timezone.now()
    letter, created = Letter.objects.get_or_create(
        key=key,
        defaults={
            **frame_of(executive, handled_by=by),
            "subject": start.subject,
            "meeting": facts.meeting_of(start, now=now),
            "created_by": by,
        },
    )
    if not created:
        return letter
    if occasion := occasion or newest_for(start.slug, now=now):
        take_up(letter, occasion, by=by)
    filler = facts.filler_for(letter, now=now)
    letter.text = filler.fill_in(start.text)
    letter.save(update_fields=["text"])
    keep_facts(letter, filler)
    record("letters.letter.started", letter, by=by, start=start.slug)
    return letter


def frame_of(executive: Body, *, handled_by: User | None) -> dict[str, Any]:
    """What a letter of this executive begins with, whatever it is about."""
    assert executive.organisation is not None  # constraint body_has_organisation
    wording = WORDING[LetterKind(executive.organisation.kind)]
    holders = users_with(Grant.HOLD_PORTFOLIO, executive)
    reached = (handled_by.phone, handled_by.email) if handled_by else ()
    return {
        "executive": executive,
        "council": Body.objects.get(organisation=executive.organisation, kind=BodyKind.COUNCIL),
        "salutation": wording.salutation,
        "closing": CLOSING,
        "portfolio_holder": holders[0].name if len(holders) == 1 else "",
        "handled_by": handled_by.name if handled_by else "",
        "contact": ", ".join(filter(None, reached)),
    }


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
    "embargo_until",
)


class BlockLocked(Exception):
    """The project team wrote this block for all; an executive takes it or leaves it."""


@transaction.atomic
def change_letter(
    letter: Letter,
    *,
    edition: int,
    parts: Mapping[int, str] | None = None,
    by: User,
    **fields: Any,
) -> None:
    """`parts`, of a letter made from a model: new words by the id of the part."""
    letter = lock_letter(letter, LetterStatus.DRAFT, edition=edition)
    if parts:
        _write_parts(letter, parts)
        fields["text"] = text_of_parts(letter)

    changes = {
        name: {"old": getattr(letter, name), "new": fields[name]}
        for name in TEXT_FIELDS
        if name in fields and getattr(letter, name) != fields[name]
    }
    if not changes:
        return
    for name in changes:
        setattr(letter, name, fields[name])
    save_letter(letter, *changes, *disagree(letter))
    record("letters.letter.changed", letter, by=by, changes=changes)


def _write_parts(letter: Letter, texts: Mapping[int, str]) -> None:
    for part in letter.parts.select_related("block").filter(pk__in=texts):
        if part.text == texts[part.pk]:
            continue
        if not part.is_open:
            raise BlockLocked
        part.text = texts[part.pk]
        part.save(update_fields=["text"])


def text_of_parts(letter: Letter) -> str:
    texts = (part.text.strip() for part in letter.parts.all())
    return "\n\n".join(text for text in texts if text)
