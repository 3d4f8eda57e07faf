"""From the writers to everybody: publishing a text, and setting how far a chapter is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from strategy import permissions, services
from strategy.fields import fields_in, looked_up, misfits
from strategy.forms import PublishForm, StatusForm
from strategy.models import BlockConflict, Chapter, ChapterStatus
from strategy.reading import comparison_for_writers
from strategy.rehearsal import said_of_fields


@require_http_methods(["GET", "HEAD", "POST"])
def chapter_publish(request: UserRequest, slug: str) -> HttpResponse:
    seen = Chapter.objects.visible_to(request.user)
    chapter = get_object_or_404(seen, slug=slug)
    if chapter.viewer_leads:
        services.fold_live(
            chapter
        )  # what says "saved" in an editor is in the text that is read here
    chapter = seen.select_related("product", "head", "published").get(pk=chapter.pk)
    decision = permissions.can_publish_chapter(request.user, chapter)
    if not decision and chapter.viewer_leads and not chapter.has_unpublished_text:
        messages.info(request, str(decision.reason))
        return redirect(chapter)
    require(decision)

    form = PublishForm(request.POST or None, initial={"revision": chapter.head_id})
    if form.is_valid():
        try:
            publication = services.publish_chapter(
                chapter,
                revision_id=form.cleaned_data["revision"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except services.TextMovedOn:
            messages.warning(
                request,
                _(
                    "A colleague published a newer text meanwhile. Read what changed and publish again."
                ),
            )
            return redirect("chapter_publish", slug=slug)
        except services.NothingToPublish:
            messages.info(request, _("A colleague has just published this text."))
            return redirect(chapter)
        messages.success(request, _("The text is published: every reader sees it now."))
        if publication.chapter.has_unpublished_text:
            messages.info(
                request, _("Colleagues went on writing meanwhile. That is not published yet.")
            )
        return redirect(chapter)
    comparison, origins = (
        comparison_for_writers(chapter.published, chapter.head)
        if chapter.published and chapter.head
        else (None, None)
    )
    return render(
        request,
        "strategy/chapter_publish.html",
        {
            "chapter": chapter,
            "form": form,
            "comparison": comparison,
            "origins": origins,
            "misfits": _misfits(chapter),
            "open_conflicts": BlockConflict.objects.open().filter(chapter=chapter).count(),
        },
        status=422 if form.errors else 200,
    )


def _misfits(chapter: Chapter) -> list[str]:
    fields = fields_in(chapter.head.html) if chapter.head else []
    targets = looked_up(fields, chapter.product.strategy_id)
    return said_of_fields(list(misfits(fields, targets)))


@require_http_methods(["GET", "HEAD", "POST"])
def chapter_status(request: UserRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product"), slug=slug
    )
    require(permissions.can_set_status(request.user, chapter))

    form = StatusForm(request.POST or None, initial={"status": chapter.status})
    if form.is_valid():
        try:
            services.set_chapter_status(
                chapter,
                status=ChapterStatus(form.cleaned_data["status"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except services.StatusNotAllowed:
            form.add_error(
                "status",
                _("The newest text is not published yet. Publish it first, or restore the old."),
            )
        else:
            messages.success(request, _("The status has been changed."))
            return redirect(chapter)
    return render(
        request,
        "strategy/chapter_status.html",
        {"chapter": chapter, "form": form},
        status=422 if form.errors else 200,
    )
