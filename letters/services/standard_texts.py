"""Words for many letters: kept, changed, taken out of use, and put into a letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from letters import body, facts
from letters.models import Letter, StandardText, StandardTextUse
from ros_portal.audit.services import record
from stakeholders.models import Organisation, User

from .filled_facts import keep_facts
from .letters import BlockLocked, change_letter


class StandardTextChangedMeanwhile(Exception):
    """A colleague saved other words after this form was opened."""


class StandardTextRetired(Exception):
    """A colleague took it out of use a moment ago."""


@transaction.atomic
def write_standard_text(
    organisation: Organisation | None, *, title: str, text: str, by: User
) -> StandardText:
    """Without an organisation it is for the whole region."""
    written = StandardText.objects.create(
        organisation=organisation, title=title, text=text, written_by=by
    )
    record("letters.standard_text.written", written, by=by)
    return written


@transaction.atomic
def word_standard_text(
    standard_text: StandardText, *, edition: int, title: str, text: str, by: User
) -> None:
    """Letters that took it keep the words they have."""
    standard_text = _locked(standard_text)
    if standard_text.edition != edition:
        raise StandardTextChangedMeanwhile
    old = {"title": standard_text.title, "text": standard_text.text}
    new = {"title": title, "text": text}
    if old == new:
        return
    standard_text.title, standard_text.text = title, text
    standard_text.edition += 1
    standard_text.save(update_fields=["title", "text", "edition"])
    record("letters.standard_text.worded", standard_text, by=by, old=old, new=new)


@transaction.atomic
def retire_standard_text(standard_text: StandardText, *, retire: bool, by: User) -> None:
    """Offered to no letter any more, or again; where it was used stays known."""
    standard_text = _locked(standard_text)
    if (standard_text.retired_at is not None) == retire:
        return
    standard_text.retired_at = timezone.now() if retire else None
    standard_text.save(update_fields=["retired_at"])
    record(f"letters.standard_text.{'retired' if retire else 'taken_back'}", standard_text, by=by)


@transaction.atomic
def insert_standard_text(
    letter: Letter,
    standard_text: StandardText,
    *,
    fields: Mapping[str, Any],
    edition: int,
    parts: Mapping[int, str] | None = None,
    into: int | None = None,
    at: int | None = None,
    by: User,
) -> None:
    """With the words that are in the form now: nothing that was typed is lost on the way.

    `into` is a part of a letter of the region; `at` how many characters stand before it, of which
    the paragraph is finished first. Raises BodyRefused when the letter becomes too long.
    """
    standard_text = _locked(standard_text)
    if standard_text.retired_at is not None:
        raise StandardTextRetired
    filler = facts.filler_for(letter, now=timezone.now())
    words = filler.fill_in(standard_text.text)
    written, texts = dict(fields), dict(parts or {})
    if parts is None:
        written["text"] = put_in(written["text"], words, at)
        body.to_html(written["text"])
    elif into in texts:
        texts[into] = put_in(texts[into], words, at)
        body.to_html("\n\n".join(texts.values()))
    else:
        raise BlockLocked
    change_letter(letter, edition=edition, parts=texts or None, by=by, **written)
    keep_facts(letter, filler)
    StandardTextUse.objects.update_or_create(
        standard_text=standard_text,
        letter=letter,
        defaults={
            "edition": standard_text.edition,
            "used_by": by,
            "used_at": timezone.now(),
        },
    )
    record("letters.standard_text.used", letter, by=by, standard_text=standard_text.pk)


def put_in(text: str, words: str, at: int | None) -> str:
    """After the paragraph that holds that place; at the end without one."""
    end = len(text) if at is None else text.find("\n\n", min(at, len(text)))
    before, after = (text, "") if end < 0 else (text[:end], text[end:])
    return "\n\n".join(
        piece for piece in (before.strip("\n"), words.strip("\n"), after.strip("\n")) if piece
    )


def _locked(standard_text: StandardText) -> StandardText:
    return StandardText.objects.select_for_update().get(pk=standard_text.pk)
