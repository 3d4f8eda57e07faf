"""A letter beside another text: what was proposed to the executive, or the letter before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from strategy.text.words import compare_words, plain_tokens

from .models import Letter, LetterStatus, Proposal


class Against(StrEnum):
    PROPOSAL = "proposal"
    PREVIOUS = "previous"


@dataclass(frozen=True)
class Difference:
    """Of one part of the letter; `words` says which went, came and stayed."""

    label: str | Promise
    words: SafeString


def previous_of(letter: Letter) -> Letter | None:
    """The one it rectifies, else the latest before it of this executive that was adopted."""
    if letter.rectifies is not None:
        return letter.rectifies
    earlier = Letter.objects.filter(
        executive=letter.executive_id, status__in=[LetterStatus.ADOPTED, LetterStatus.SENT]
    ).exclude(pk=letter.pk)
    if letter.is_adopted:
        same_day = Q(decided_on=letter.decided_on, pk__lt=letter.pk)
        earlier = earlier.filter(Q(decided_on__lt=letter.decided_on) | same_day)
    return earlier.order_by("-decided_on", "-pk").first()


def against_proposal(letter: Letter, proposal: Proposal) -> list[Difference]:
    return _differences(
        (_("Subject"), proposal.subject, letter.subject),
        (_("Text"), proposal.text, letter.text),
        (
            _("Attachments"),
            _titles(one["title"] for one in proposal.attachments),
            _titles(one.title for one in letter.attachments.all()),
        ),
    )


def against_letter(letter: Letter, before: Letter) -> list[Difference]:
    return _differences(
        (_("Subject"), before.subject, letter.subject),
        (_("Text"), before.text, letter.text),
    )


def _differences(*pairs: tuple[str | Promise, str, str]) -> list[Difference]:
    return [
        Difference(label, compared(before, now)) for label, before, now in pairs if before or now
    ]


def compared(before: str, now: str) -> SafeString:
    # Every word of it is escaped by the comparison.
    return mark_safe(compare_words(plain_tokens(before), plain_tokens(now)))


def _titles(titles: Iterable[str]) -> str:
    return "\n".join(titles)
