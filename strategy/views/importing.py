"""A Word document into a chapter: choose it, look at what it would change, put it in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import NO_STORAGE
from strategy import docx, permissions, services
from strategy.forms import ImportDocumentForm, ReadDocumentForm
from strategy.models import Chapter, ImportedDocument
from strategy.text import merge
from strategy.text.compare import Comparison, compare
from strategy.text.nodes import Node, children, images_in
from strategy.text.schema import TextInvalid

NOTHING: Node = {"type": "doc", "content": []}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def chapter_import(request: UserRequest, slug: str) -> HttpResponse:
    chapter = _chapter(request, slug)
    is_sent = request.method == "POST"
    form = ReadDocumentForm(request.POST, request.FILES) if is_sent else ReadDocumentForm()
    if form.is_valid():
        upload = form.cleaned_data["document"]
        try:
            document = services.upload_document(
                chapter, name=upload.name, content=upload.read(), by=request.user
            )
        except docx.DocumentRefused as refused:
            form.add_error("document", str(refused.reason))
        except OSError:
            form.add_error(None, NO_STORAGE)
        else:
            return redirect(document)
    waiting = ImportedDocument.objects.visible_to(request.user).waiting().filter(chapter=chapter)
    return render(
        request,
        "strategy/chapter_import.html",
        {"chapter": chapter, "form": form, "documents": waiting.without_texts().order_by("-pk")},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def chapter_import_preview(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    document = _document(request, slug, pk)
    chapter = document.chapter
    if document.is_taken:
        messages.info(request, _("This document is in the chapter already."))
        return redirect(chapter)
    if document.state != "ready":
        context = {"chapter": chapter, "document": document}
        return render(request, "strategy/chapter_import_reading.html", context)

    form = ImportDocumentForm(
        request.POST if request.method == "POST" else None,
        bodies=permissions.bodies_speaking_for(request.user, chapter),
        has_comments=bool(document.comments),
    )
    if form.is_valid():
        try:
            imported = services.import_document(
                document,
                body=form.cleaned_data["body"],
                is_internal=form.is_internal,
                by=request.user,
            )
        except services.AlreadyTaken:
            messages.info(request, _("This document is in the chapter already."))
            return redirect(chapter)
        except services.UnknownBase:
            form.add_error(
                None,
                _("A colleague has begun the text of this chapter meanwhile. Upload it once more."),
            )
        except services.NotAllowedNow as refused:
            form.add_error(None, str(refused.decision.reason))
        except TextInvalid as invalid:
            form.add_error(None, str(invalid.reason))
        else:
            return _done(request, chapter, imported)
    comparison = _comparison(document, chapter)
    return render(
        request,
        "strategy/chapter_import_preview.html",
        {
            "chapter": chapter,
            "document": document,
            "form": form,
            "comparison": comparison,
            "images": len(images_in(document.text)),
            "report": docx.sentences(document.report),
            "leaves_out_most": _leaves_out_most(comparison, chapter),
            "moved_on": chapter.head_id != document.base_id,
        },
        status=422 if form.errors else 200,
    )


@require_safe
@never_cache
def chapter_import_status(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """What <live-status> asks while a document is being read."""
    state = _document(request, slug, pk).state
    words = {
        "waiting": _("We are reading your document."),
        "ready": _("Your document has been read."),
        "refused": _("This document cannot be read."),
        "failed": _("Your document could not be read now."),
    }
    return JsonResponse({"finished": state != "waiting", "message": words[state]})


@require_POST
def chapter_import_again(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    document = _document(request, slug, pk)
    services.read_document_again(document, by=request.user)
    return redirect(document)


def _chapter(request: UserRequest, slug: str) -> Chapter:
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product", "head"), slug=slug
    )
    require(permissions.can_edit_chapter(request.user, chapter))
    return chapter


def _document(request: UserRequest, slug: str, pk: int) -> ImportedDocument:
    chapter = _chapter(request, slug)
    document = get_object_or_404(
        ImportedDocument.objects.visible_to(request.user).select_related("base"),
        pk=pk,
        chapter=chapter,
    )
    document.chapter = chapter
    return document


def _comparison(document: ImportedDocument, chapter: Chapter) -> Comparison:
    """What the chapter says now beside what it would say, also when a colleague went on meanwhile."""
    now = chapter.head.text if chapter.head else NOTHING
    wanted = document.text
    if document.base is not None and chapter.head_id != document.base_id:
        wanted = merge.merge(document.base.text, wanted, now).doc
    return compare(now, wanted)


def _leaves_out_most(comparison: Comparison, chapter: Chapter) -> bool:
    """A document with a part of a chapter, or with another one, is put into it easily."""
    blocks = children(chapter.head.text) if chapter.head else []
    return len(blocks) > 3 and 2 * comparison.counts["deleted"] > len(blocks)


def _done(request: UserRequest, chapter: Chapter, imported: services.Imported) -> HttpResponse:
    said = [str(_("The document is in the chapter."))]
    if n := imported.suggestions:
        said.append(
            ngettext(
                "%(n)s tracked change waits as a draft among the suggestions.",
                "%(n)s tracked changes wait as drafts among the suggestions.",
                n,
            )
            % {"n": n}
        )
    if n := imported.threads:
        said.append(
            ngettext(
                "%(n)s comment is in the discussion.", "%(n)s comments are in the discussion.", n
            )
            % {"n": n}
        )
    messages.success(request, " ".join(said))
    if imported.saved.conflicts:
        messages.warning(
            request, _("A colleague changed the same paragraphs. Choose what the text will say.")
        )
        return redirect("chapter_edit", slug=chapter.slug)
    return redirect(chapter)
