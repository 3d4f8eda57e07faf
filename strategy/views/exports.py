"""Texts as files: asked for, waited for, fetched."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ros_portal.lib.keys import UsedForSomethingElse, begin_anew
from ros_portal.lib.requests import UserRequest, asked_number
from strategy import services
from strategy.forms import ExportForm
from strategy.models import Chapter, Export, ExportFormat, Revision, Version
from strategy.sources import source_of

CONTENT_TYPES = {
    ExportFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ExportFormat.PDF: "application/pdf",
    ExportFormat.HTML: "text/html; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def chapter_export(request: UserRequest, slug: str) -> HttpResponse:
    """The text of now, another one (?revision=), or what changed since one (?since=)."""
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product"), slug=slug
    )
    revision = _revision(request, chapter, "revision") or chapter.shown
    if revision is None:
        raise Http404
    before = _revision(request, chapter, "since")
    subject = {"revision": revision, "before": before}
    return _ask(request, {"chapter": chapter, **subject}, subject)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def version_export(request: UserRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(Version.objects.select_related("product"), pk=pk)
    return _ask(request, {"version": version}, {"version": version})


def _ask(request: UserRequest, context: dict[str, Any], subject: dict[str, Any]) -> HttpResponse:
    form = ExportForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect(
                services.request_export(by=request.user, **form.cleaned_data, **subject)
            )
        except UsedForSomethingElse:
            form.add_error(None, _("You asked for another file with this form. Ask once more."))
            begin_anew(form)
    return render(
        request,
        "strategy/export_new.html",
        {**context, "form": form},
        status=422 if form.errors else 200,
    )


@require_safe
@never_cache
def export_detail(request: UserRequest, pk: int) -> HttpResponse:
    export = _export(request, pk)
    again = ""
    if export.source:
        source, key = source_of(export.source)
        again = source.url(key)
    return render(request, "strategy/export_detail.html", {"export": export, "again": again})


@require_safe
@never_cache
def export_status(request: UserRequest, pk: int) -> HttpResponse:
    """What <live-status> asks while a file is being made."""
    export = _export(request, pk)
    words = {
        "waiting": _("The file is being made."),
        "ready": _("The file is ready."),
        "failed": _("The file could not be made."),
        "gone": _("This file has been thrown away."),
    }
    return JsonResponse({"finished": export.state != "waiting", "message": words[export.state]})


@require_safe
@never_cache
def export_download(request: UserRequest, pk: int) -> HttpResponse:
    """Only as long as this person may read what is in it."""
    export = _export(request, pk)
    if export.source:
        source, key = source_of(export.source)
        if not source.may_read(request.user, key):
            raise Http404
    texts = {one for one in (export.revision_id, export.before_id) if one}
    if Revision.objects.visible_to(request.user).filter(pk__in=texts).count() < len(texts):
        raise Http404
    try:
        content = services.read_export(export, by=request.user)
    except services.ExportGone:
        messages.error(request, _("This file is no longer there. Ask for it again."))
        return redirect(export)
    response = HttpResponse(content, content_type=CONTENT_TYPES[ExportFormat(export.format)])
    response["Content-Disposition"] = content_disposition_header(True, export.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _export(request: UserRequest, pk: int) -> Export:
    return get_object_or_404(
        Export.objects.visible_to(request.user).select_related(
            "version__product", "revision__chapter__product", "before"
        ),
        pk=pk,
    )


def _revision(request: UserRequest, chapter: Chapter, name: str) -> Revision | None:
    pk = asked_number(request, name)
    if pk is None:
        return None
    return get_object_or_404(
        Revision.objects.visible_to(request.user).in_line().without_texts(), chapter=chapter, pk=pk
    )
