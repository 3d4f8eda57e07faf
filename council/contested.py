"""What other councils said in public about a paragraph that still reads as they read it.

Only what the clerks made public, and no more of it than that they spoke: whether it was answered is
between each council and its executive. Suggestions, positions and conversations stay with who writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from strategy.models import Chapter, Revision
from strategy.quoting import quote

from .models import Answer, Input, InputSession
from .touching import react_url


@dataclass
class Raised:
    """One paragraph, and in which public sessions it was spoken about."""

    chapter: Chapter
    block_id: str
    words: str
    sessions: list[InputSession] = field(default_factory=list)

    @property
    def react_url(self) -> str:
        return react_url(self.chapter, self.block_id)


def raised_elsewhere(session: InputSession) -> list[Raised]:
    """By the other councils; one place for each of their sessions, however often it was said."""
    answers = list(
        Answer.objects.filter(input__in=Input.objects.public(), chapter__published__isnull=False)
        .exclude(block_id="")
        .exclude(input__session__body=session.body_id)
        .select_related("chapter__product", "input__session__body")
        .order_by("input__session__body__name", "input__session")
    )
    texts = Revision.objects.defer("html", "plain", "contents").in_bulk(
        {pk for one in answers for pk in (one.revision_id, _published(one)) if pk}
    )
    found: dict[tuple[int, str], Raised] = {}
    for one in answers:
        assert one.chapter is not None  # the query asks for what is about a chapter
        now = quote(texts[_published(one)], one.block_id)
        if not now or now != quote(texts.get(one.revision_id or 0), one.block_id):
            continue
        place = found.setdefault(
            (one.chapter.pk, one.block_id), Raised(one.chapter, one.block_id, now)
        )
        if one.input.session not in place.sessions:
            place.sessions.append(one.input.session)
    return list(found.values())


def _published(answer: Answer) -> int:
    assert answer.chapter is not None and answer.chapter.published_id is not None
    return answer.chapter.published_id
