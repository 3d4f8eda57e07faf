"""What members said elsewhere, from the spreadsheet of the clerk: all of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from council.models import Answer, Input, InputSession
from council.speech import Heard, Identity, Speech
from ros_portal.audit.services import record
from stakeholders.models import User

from .inputs import submit_written_down


@dataclass(frozen=True)
class Imported:
    new: int
    known: int


@transaction.atomic
def import_heard(
    session: InputSession, heard: Sequence[Heard], *, by: User, received_at: datetime
) -> Imported:
    """Submit what was not submitted yet: all of it or nothing. Raises SessionNotOpen, ReportAskedFor."""
    # Two clerks, or two clicks: the second finds what the first brought.
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    known = _submitted(session)
    new = {one.identity(): one for one in heard if one.identity() not in known}
    submit_written_down(session, list(_speeches(new.values())), by=by, received_at=received_at)
    imported = Imported(new=len(new), known=len(heard) - len(new))
    record(
        "council.inputs.imported", session, by=by, new=imported.new, known=imported.known
    )  # fmt: skip
    return imported


def _submitted(session: InputSession) -> set[Identity]:
    """What was taken back is not there any more: in the spreadsheet it is said anew."""
    answers = Answer.objects.filter(input__in=Input.objects.submitted().filter(session=session))
    return {
        (author, kind, question, chapter, " ".join(text.split()))
        for author, kind, question, chapter, text in answers.values_list(
            "input__author", "input__kind", "question", "chapter", "text"
        )
    }


def _speeches(heard: Iterable[Heard]) -> Iterator[Speech]:
    """One input for what one member said in one way; a second answer to a question begins another."""
    piles: dict[tuple[int, str, str, date | None], list[list[Heard]]] = defaultdict(list)
    for one in heard:
        of_speaker = piles[one.author.pk, one.kind, one.source, one.arrived_on]
        pile = next((pile for pile in of_speaker if not _answers_already(pile, one)), None)
        if pile is None:
            of_speaker.append([one])
        else:
            pile.append(one)
    for pile in (pile for of_speaker in piles.values() for pile in of_speaker):
        first = pile[0]
        yield Speech(
            key=uuid4(),
            author=first.author,
            kind=first.kind,
            group=first.group,
            said=[one.said for one in pile],
            source=first.source,
            arrived_on=first.arrived_on,
        )


def _answers_already(pile: Iterable[Heard], one: Heard) -> bool:
    question = one.said.question
    return question is not None and any(other.said.question == question for other in pile)
