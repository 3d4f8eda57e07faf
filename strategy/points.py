"""What is still open about each block of a text: who edits the block should know before the words go."""

from __future__ import annotations

from collections import defaultdict
from typing import TypedDict

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from stakeholders.models import User

from .models import Chapter, Suggestion, Thread
from .remarks import remarks_on
from .whereabouts import places_now

MOST = 200  # of each kind; the lists beside the text have them all


class Point(TypedDict):
    label: str
    url: str


def open_points(user: User, chapter: Chapter) -> dict[str, list[Point]]:
    """By the id of the block that has the words now; what lost its place is left out."""
    threads = list(
        Thread.objects.visible_to(user)
        .open()
        .filter(chapter=chapter)
        .select_related("chapter")
        .prefetch_related("comments")[:MOST]
    )
    suggestions = list(
        Suggestion.objects.visible_to(user)
        .open()
        .filter(chapter=chapter)
        .select_related("body")[:MOST]
    )
    remarks = remarks_on(user, chapter, most=MOST)
    about = [one.block_id for some in (threads, suggestions, remarks) for one in some]
    places = places_now(chapter, about)
    points: defaultdict[str, list[Point]] = defaultdict(list)
    for thread in threads:
        first = next(iter(thread.comments.all()), None)
        if first and (place := places.get(thread.block_id)):
            words = Truncator(first.text).chars(60)
            label = _("Conversation: %(words)s") % {"words": words}
            points[place].append(Point(label=label, url=thread.get_absolute_url()))
    for suggestion in suggestions:
        if place := places.get(suggestion.block_id):
            label = _("Suggestion of %(body)s") % {"body": suggestion.body}
            points[place].append(Point(label=label, url=suggestion.get_absolute_url()))
    for remark in remarks:
        if place := places.get(remark.block_id):
            words = Truncator(remark.words).chars(60)
            label = _("Input: %(words)s") % {"words": words}
            points[place].append(Point(label=label, url=remark.url))
    return dict(points)
