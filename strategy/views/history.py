"""What a chapter said before, who changed it, and what the difference is."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest, asked_number
from strategy import permissions, services
from strategy.forms import RestoreForm
from strategy.history import Entry, entries
from strategy.models import Chapter, Publication, Revision, VersionChapter
from strategy.models.revisions import RevisionQuerySet
from strategy.reading import comparison_for_writers, comparison_of, plain_page

PER_PAGE = 100
MOST_OPTIONS = 60


@require_safe
def chapter_history(request: UserRequest, slug: str) -> HttpResponse:
    chapter = _chapter(request, slug)
    page = Paginator(_line(request, chapter), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/chapter_history.html",
        {
            "chapter": chapter,
            "page": page,
            "entries": _entries(list(page.object_list)),
            "may_edit": permissions.can_edit_chapter(request.user, chapter),
        },
    )


@require_safe
def chapter_compare(request: UserRequest, slug: str) -> HttpResponse:
    """Any two texts this reader may see; without a choice: what changed last.

    `since` a frozen version it goes up to the published text, as councils read it.
    """
    chapter = _chapter(request, slug)
    options = _entries(list(_line(request, chapter)[:PER_PAGE]))[:MOST_OPTIONS]
    if not options:
        raise Http404
    versions = list(
        VersionChapter.objects.filter(chapter=chapter)
        .select_related("version")
        .order_by("-version")
        .defer("html", "version__figures")
    )
    since = _among(versions, asked_number(request, "since"))
    if since is not None:
        assert chapter.published_id is not None  # only what is published is frozen
        before_id, after_id = since.revision_id, chapter.published_id
    else:
        after_id = asked_number(request, "to") or options[0].last.pk
        before_id = asked_number(request, "from") or _earlier(chapter, options, after_id)

    wanted = {before_id, after_id}
    found = {
        revision.pk: revision
        for revision in Revision.objects.visible_to(request.user)
        .filter(chapter=chapter, pk__in=wanted)
        .select_related("author")
        .defer("html", "plain", "contents")
    }
    if len(found) < len(wanted):
        raise Http404
    before, after = found[before_id], found[after_id]
    comparison, origins = (
        comparison_for_writers(before, after)
        if chapter.viewer_takes_part
        else (comparison_of(before, after), None)
    )
    choices = [entry.last for entry in options]
    return render(
        request,
        "strategy/chapter_compare.html",
        {
            "chapter": chapter,
            "versions": versions,
            "since": since,
            "pickers": [("from", _("From"), before), ("to", _("To"), after)],
            "choices": choices + [one for one in (before, after) if one not in choices],
            "before": before,
            "after": after,
            "comparison": comparison,
            "origins": origins,
        },
    )


@require_safe
def chapter_revision(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    chapter = _chapter(request, slug)
    revision = _revision(request, chapter, pk)
    return render(
        request,
        "strategy/chapter_revision.html",
        {
            "chapter": chapter,
            "revision": revision,
            "written": plain_page(revision),
            "publications": Publication.objects.filter(revision=revision),
            "may_edit": permissions.can_edit_chapter(request.user, chapter),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revision_restore(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    chapter = _chapter(request, slug)
    revision = _revision(request, chapter, pk)
    require(permissions.can_edit_chapter(request.user, chapter))

    form = RestoreForm(request.POST or None)
    if form.is_valid():
        try:
            services.restore_revision(revision, reason=form.cleaned_data["reason"], by=request.user)
        except services.NotAllowedNow as refused:
            form.add_error(None, str(refused.decision.reason))
        else:
            messages.success(
                request, _("Version %(n)s is the text again.") % {"n": revision.number}
            )
            return redirect(chapter)
    assert chapter.head_id is not None  # there is a revision
    return render(
        request,
        "strategy/revision_restore.html",
        {"chapter": chapter, "revision": revision, "form": form},
        status=422 if form.errors else 200,
    )


def _chapter(request: UserRequest, slug: str) -> Chapter:
    return get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product").with_revisions(),
        slug=slug,
    )


def _revision(request: UserRequest, chapter: Chapter, pk: int) -> Revision:
    return get_object_or_404(
        Revision.objects.visible_to(request.user).select_related("author", "chapter"),
        pk=pk,
        chapter=chapter,
    )


def _among(versions: list[VersionChapter], asked: int | None) -> VersionChapter | None:
    """Raises Http404 when this chapter is not in the version that was asked."""
    if asked is None:
        return None
    for one in versions:
        if one.version_id == asked:
            return one
    raise Http404


def _line(request: UserRequest, chapter: Chapter) -> RevisionQuerySet:
    return (
        Revision.objects.visible_to(request.user)
        .in_line()
        .without_texts()
        .filter(chapter=chapter)
        .select_related("author")
        .prefetch_related("contributors")
    )


def _entries(revisions: list[Revision]) -> list[Entry]:
    publications = Publication.objects.filter(revision__in=[revision.pk for revision in revisions])
    return entries(revisions, publications.select_related("by"))


def _earlier(chapter: Chapter, options: list[Entry], after_id: int) -> int:
    """What to compare with: the published text, or else the entry before."""
    published = [entry.last.pk for entry in options if entry.publications]
    older = [entry.last.pk for entry in options if entry.last.pk < after_id]
    for candidate in published:
        if candidate in older:
            return candidate
    return older[0] if older else after_id
