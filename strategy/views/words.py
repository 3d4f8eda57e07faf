"""The words of the field, and how a text reads: for who writes it and for who reads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from stakeholders.models import User
from strategy import permissions
from strategy.fields import Kind, Misfit, fields_in, looked_up, misfits
from strategy.models import Chapter, Revision, Term
from strategy.text.readability import HintKind, readability

MOST_HINTS = 100


@require_safe
def glossary(request: UserRequest) -> HttpResponse:
    return render(request, "strategy/glossary.html", {"terms": Term.objects.explained()})


@require_safe
def chapter_about(request: UserRequest, slug: str) -> HttpResponse:
    """Who wrote it, how long it is, and where it could be easier to read; for its writers."""
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product", "lead", "head"),
        slug=slug,
    )
    require(permissions.can_discuss_chapter(request.user, chapter))
    jargon = Term.objects.jargon().filter(strategy__products=chapter.product_id)
    plainer = {spelling.lower(): term.plainer for term in jargon for spelling in term.spellings}
    found = readability(chapter.head.text, plainer) if chapter.head else None
    return render(
        request,
        "strategy/chapter_about.html",
        {
            "chapter": chapter,
            "found": found,
            "misfits": _misfits(chapter),
            "misfit_kinds": Kind,
            "hints": found.hints[:MOST_HINTS] if found else [],
            "writers": _writers(chapter),
            "kinds": HintKind,
        },
    )


def _misfits(chapter: Chapter) -> list[Misfit]:
    fields = fields_in(chapter.head.html) if chapter.head else []
    return list(misfits(fields, looked_up(fields, chapter.product.strategy_id)))


def _writers(chapter: Chapter) -> list[User]:
    """Everybody whose words went into one of its texts."""
    line = Revision.objects.filter(chapter=chapter)
    authors = User.objects.filter(pk__in=line.values("author"))
    others = User.objects.filter(
        pk__in=Revision.contributors.through.objects.filter(revision__chapter=chapter).values(
            "user"
        )
    )
    return list((authors | others).distinct().order_by("name"))
