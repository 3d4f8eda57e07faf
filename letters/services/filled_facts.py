"""The facts in a letter: kept as they were filled in, and looked at again once it is adopted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from letters import facts
from letters.models import FactNotice, FilledFact, Letter, LetterStatus
from ros_portal.audit.services import record
from stakeholders.models import User

# Nobody writes to a council that a date of more than a year ago was another one.
WATCHED = timedelta(days=365)


def keep_facts(letter: Letter, filler: facts.Filler) -> None:
    """In the transaction that puts the words into the letter."""
    for name, value in filler.filled.items():
        FilledFact.objects.update_or_create(
            letter=letter,
            name=name,
            defaults={"value": value, "filled_at": filler.situation.now},
        )


def keep_facts_that_stand(letter: Letter) -> None:
    """At adoption: what the secretary replaced by other words is no fact of this letter."""
    words = _plain(letter.text)
    gone = [fact.pk for fact in letter.filled_facts.all() if _plain(fact.value) not in words]
    FilledFact.objects.filter(pk__in=gone).delete()


def _plain(text: str) -> str:
    return " ".join(text.split())


def notice_changed_facts() -> None:
    """By the clock: each adopted letter of the last year that says something the portal filled in."""
    adopted = Letter.objects.filter(
        status__in=[LetterStatus.ADOPTED, LetterStatus.SENT],
        filled_facts__isnull=False,
        decided_on__gte=timezone.localdate() - WATCHED,
    )
    for letter in adopted.with_bodies().distinct():
        look_again(letter, now=timezone.now())


@transaction.atomic
def look_again(letter: Letter, *, now: datetime) -> None:
    """Asks every fact as things stood when it was filled in: a BOSS that is past is no change."""
    letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=letter.pk)
    for fact in letter.filled_facts.all():
        known = facts.FACTS.get(fact.name)
        if known is not None:
            answer = known.answer(facts.situation_of(letter, now=fact.filled_at))
            _compare(letter, fact, answer, now=now)


def _compare(letter: Letter, fact: FilledFact, answer: str, *, now: datetime) -> None:
    told = letter.fact_notices.filter(name=fact.name).last()
    is_open = told is not None and told.settled_at is None
    if _plain(answer) == _plain(fact.value):
        if told is not None and is_open:  # it is again as the letter says
            told.delete()
    elif told is not None and _plain(told.now) == _plain(answer):
        return
    elif told is not None and is_open:
        told.now, told.noticed_at = answer, now
        told.save(update_fields=["now", "noticed_at"])
    else:
        notice = FactNotice.objects.create(
            letter=letter, name=fact.name, said=fact.value, now=answer, noticed_at=now
        )
        record(
            "letters.fact.changed", letter, by=None, name=fact.name, said=notice.said, now=answer
        )


@transaction.atomic
def settle_fact(notice: FactNotice, *, by: User) -> None:
    """Read and understood; for the colleagues too."""
    notice = FactNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.settled_at is not None:
        return
    notice.settled_at, notice.settled_by = timezone.now(), by
    notice.save(update_fields=["settled_at", "settled_by"])
    record("letters.fact.settled", notice.letter, by=by, name=notice.name, now=notice.now)
