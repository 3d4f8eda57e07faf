"""What council members said about a block, for who reads or writes that block."""

from __future__ import annotations

from stakeholders.models import User
from strategy.models import Chapter
from strategy.remarks import Remark

from .models import Answer, Input


def answers_on(user: User, chapter: Chapter, most: int) -> list[Remark]:
    """Submitted input alone, and only what this reader may read."""
    answers = (
        Answer.objects.filter(chapter=chapter, input__in=Input.objects.visible_to(user).submitted())
        .exclude(block_id="")
        .select_related("input__author", "input__group", "input__session__body")
        .order_by("-input__submitted_at", "-pk")
    )
    return [
        Remark(
            block_id=answer.block_id,
            words=answer.text,
            by=f"{answer.input.on_behalf_of}, {answer.input.session.body}",
            at=answer.input.submitted_at,
            url=f"{answer.input.get_absolute_url()}#answer-{answer.pk}",
        )
        for answer in answers[:most]
        if answer.input.submitted_at
    ]
