"""What changed between two texts of a chapter beside the suggestions that were taken over."""

from __future__ import annotations

from .models import Revision, RevisionKind
from .text.origins import Origins, Step, origins


def origins_between(before: Revision, after: Revision) -> Origins | None:
    """None when no suggestion was taken over between the two: then nobody agreed to a part of it."""
    taken = (
        Revision.objects.filter(
            chapter=after.chapter_id,
            kind=RevisionKind.SUGGESTION,
            number__gt=before.number,
            number__lte=after.number,
        )
        .order_by("number")
        .select_related("parent")
        .only("text", "parent__text")
    )
    steps: list[Step] = []
    text = before.text
    for revision in taken:
        assert revision.parent is not None  # a suggestion is about a text
        steps.append(Step(text, revision.parent.text, is_accepted=False))
        steps.append(Step(revision.parent.text, revision.text, is_accepted=True))
        text = revision.text
    return origins([*steps, Step(text, after.text, is_accepted=False)]) if steps else None
