"""What council members said about a block, for who reads or writes that block."""

from __future__ import annotations

from stakeholders.models import User
from strategy.models import Chapter
from strategy.remarks import Remark

from .models import Answer, Input
from .permissions import name_speakers


def answers_on(user: User, chapter: Chapter, most: int) -> list[Remark]:
    """Submitted input alone, and only what this reader may read."""
    answers = list(
        Answer.objects.filter(chapter=chapter, input__in=Input.objects.visible_to(user).submitted())
        .exclude(block_id="")
        .with_speakers()
        .order_by("-input__submitted_at", "-pk")[:most]
    )
    name_speakers(user, [answer.input for answer in answers])
    return [
        Remark(
            block_id=answer.block_id,
            words=answer.text,
            by=_speaker(answer.input),
            at=answer.input.submitted_at,
            url=f"{answer.input.get_absolute_url()}#answer-{answer.pk}",
        )
        for answer in answers
        if answer.input.submitted_at
    ]


def _speaker(one: Input) -> str:
    if one.shows_names:
        return f"{one.on_behalf_of}, {one.session.body}"
    return one.on_behalf_of
