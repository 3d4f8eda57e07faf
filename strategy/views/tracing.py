"""One block through time: where it is now, and why it says what it says."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ros_portal.lib.requests import UserRequest
from strategy.models import Chapter, Revision, Suggestion, Thread
from strategy.quoting import words_of_block
from strategy.remarks import remarks_on
from strategy.text.nodes import blocks_by_id
from strategy.tracing import kin_of, last_text_with, steps_of
from strategy.whereabouts import place_in, places_now

MOST = 500  # remarks on one chapter


@require_safe
def block_find(request: UserRequest, slug: str, block: str) -> HttpResponse:
    """A permalink for ever: to the words of now, or else to the last text that had them."""
    chapter = _chapter(request, slug)
    shown = chapter.shown.text if chapter.shown else None
    if shown and (place := place_in(shown, chapter, block)):
        return redirect(f"{chapter.get_absolute_url()}#b-{place}")
    revisions = Revision.objects.visible_to(request.user).filter(chapter=chapter)
    last = last_text_with(revisions, block)
    if last is None:
        raise Http404
    return redirect(f"{reverse('chapter_revision', args=[slug, last.pk])}#b-{block}")


@require_safe
def block_why(request: UserRequest, slug: str, block: str) -> HttpResponse:
    chapter = _chapter(request, slug)
    revisions = Revision.objects.visible_to(request.user).in_line().filter(chapter=chapter)
    steps = steps_of(revisions, block)
    if not steps:
        raise Http404
    results = [step.revision.pk for step in steps]
    suggestions = Suggestion.objects.visible_to(request.user).filter(chapter=chapter)
    threads = Thread.objects.visible_to(request.user).filter(chapter=chapter, block_id=block)
    remarks = remarks_on(request.user, chapter, most=MOST)
    places = places_now(chapter, [remark.block_id for remark in remarks])
    shown = chapter.shown
    return render(
        request,
        "strategy/block_why.html",
        {
            "chapter": chapter,
            "block": block,
            "is_there": bool(shown and block in blocks_by_id(shown.text)),
            "words": words_of_block(shown, block),
            "steps": steps,
            "taken_over": suggestions.filter(result__in=results).select_related("body"),
            "proposed": suggestions.filter(block_id=block).select_related("body"),
            "threads": threads.select_related("chapter").prefetch_related("comments__author"),
            "remarks": [
                remark
                for remark in remarks
                if block in (remark.block_id, places.get(remark.block_id))
            ],
            "kin": [line for line in kin_of(chapter, block) if line.revision_id in set(results)],
        },
    )


def _chapter(request: UserRequest, slug: str) -> Chapter:
    return get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product", "head", "published"),
        slug=slug,
    )
