"""Words to begin answers with."""

from __future__ import annotations

from django.db import transaction

from council import permissions
from council.models import StandardAnswer
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User


class StandardAnswerChangedMeanwhile(Exception):
    """A colleague saved other words since this one was opened."""


@transaction.atomic
def write_standard_answer(*, title: str, outcome: str, text: str, by: User) -> StandardAnswer:
    require(permissions.can_answer(by))
    answer = StandardAnswer.objects.create(title=title, outcome=outcome, text=text, written_by=by)
    record("council.standard_answer.written", answer, by=by)
    return answer


@transaction.atomic
def word_standard_answer(
    answer: StandardAnswer, *, edition: int, title: str, outcome: str, text: str, by: User
) -> StandardAnswer:
    """Answers that were begun with it keep their own words. Raises StandardAnswerChangedMeanwhile."""
    answer = StandardAnswer.objects.select_for_update().get(pk=answer.pk)
    require(permissions.can_answer(by))
    if answer.edition != edition:
        raise StandardAnswerChangedMeanwhile
    answer.title, answer.outcome, answer.text = title, outcome, text
    answer.edition += 1
    answer.save()
    record("council.standard_answer.worded", answer, by=by)
    return answer
