"""Which points say nearly the same, so that they get one answer, or at least not two that differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from strategy.text.matching import WordIndex, ratio

from .models import Point, Response

ALIKE: Final = 0.6  # of the words, in their order
MOST_SHOWN: Final = 10


def alike(points: Iterable[Point], response: Response | None = None) -> list[Point]:
    """Points that are answered otherwise than by `response`, or not yet, and say what one of these says.

    Only points about the same chapter or question are looked at: there it is the same subject.
    """
    points = list(points)
    about = Q(chapter__in={one.chapter_id for one in points if one.chapter_id}) | Q(
        question__text__in={one.question.text for one in points if one.question}
    )
    candidates = (
        Point.objects.going_along().filter(about).exclude(pk__in=[one.pk for one in points])
    )
    if response is not None:
        candidates = candidates.exclude(response=response)
    others = {str(one.pk): one for one in candidates.with_everything_to_show()}
    words = {key: _words(one.text) for key, one in others.items()}
    index = WordIndex({key: Counter(said) for key, said in words.items()})
    found: dict[str, float] = {}
    for point in points:
        own = _words(point.text)
        for key in index.candidates(Counter(own)):
            found[key] = max(found.get(key, 0.0), ratio(own, words[key]))
    nearest = sorted(found, key=lambda key: (-found[key], int(key)))
    return [others[key] for key in nearest if found[key] >= ALIKE][:MOST_SHOWN]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
