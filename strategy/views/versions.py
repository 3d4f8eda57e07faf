"""Frozen versions of a product: the rehearsal, reading one, and what changed since another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest, asked_number
from strategy import permissions, services
from strategy.fields import with_links
from strategy.forms import FreezeForm
from strategy.glossary import with_terms
from strategy.models import Chapter, Product, Version, VersionChapter
from strategy.reading import comparison_of
from strategy.rehearsal import Weight, rehearse


@require_http_methods(["GET", "HEAD", "POST"])
def version_freeze(request: UserRequest, slug: str) -> HttpResponse:
    """The rehearsal: what would be missing or still open, before anything is frozen."""
    product = get_object_or_404(Product.objects.select_related("strategy"), slug=slug)
    require(permissions.can_freeze(request.user, product))

    findings = rehearse(product)
    form = FreezeForm(request.POST or None)
    if form.is_valid():
        try:
            version = services.freeze_version(product, by=request.user, **form.cleaned_data)
        except services.VersionNameTaken:
            form.add_error("name", _("There is a version with this name. Choose another one."))
        except services.NotReadyToFreeze:
            form.add_error(None, _("Something must be mended first: see the list below."))
        else:
            messages.success(
                request, _("The version has been frozen and can be read by everybody.")
            )
            return redirect(version)
    return render(
        request,
        "strategy/version_freeze.html",
        {
            "product": product,
            "blocking": [one for one in findings if one.weight is Weight.BLOCKS],
            "open": [one for one in findings if one.weight is Weight.OPEN],
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def version_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What is in it and what was still open; and, beside another one, what changed per chapter."""
    version = get_object_or_404(Version.objects.select_related("product", "frozen_by"), pk=pk)
    others = list(Version.objects.filter(product=version.product).exclude(pk=pk))
    asked = asked_number(request, "since")
    since = next((one for one in others if one.pk == asked), None)
    if asked and since is None:
        raise Http404
    chapters = list(version.chapters.select_related("chapter", "revision").defer("html"))
    return render(
        request,
        "strategy/version_detail.html",
        {
            "version": version,
            "chapters": chapters,
            "others": others,
            "since": since,
            "changes": _changes(since, chapters) if since else [],
        },
    )


@require_safe
def product_changes(request: UserRequest, slug: str) -> HttpResponse:
    """From a frozen version to what everybody reads now, chapter by chapter."""
    product = get_object_or_404(Product, slug=slug)
    versions = list(product.versions.defer("figures"))
    asked = asked_number(request, "since")
    since = next((one for one in versions if asked in {None, one.pk}), None)
    if since is None:
        raise Http404
    return render(
        request,
        "strategy/product_changes.html",
        {
            "product": product,
            "versions": versions,
            "since": since,
            "changes": _changes(since, _as_published(product)),
        },
    )


@require_safe
def version_chapter(request: UserRequest, pk: int, slug: str) -> HttpResponse:
    """As it was frozen: the stored HTML, whatever the portal makes of a text by now."""
    chapter = get_object_or_404(
        VersionChapter.objects.select_related("version__product", "chapter", "revision"),
        version=pk,
        chapter__slug=slug,
    )
    version = chapter.version
    # It went through nh3 when the revision was written, and never changes.
    written = with_links(with_terms(chapter.html, version.glossary()), _within(chapter))
    return render(
        request,
        "strategy/version_chapter.html",
        {"chapter": chapter, "version": version, "written": written},
    )


def _within(chapter: VersionChapter) -> Callable[[str, str], str]:
    """The ways from one chapter to the others of its version."""
    frozen = VersionChapter.objects.filter(version=chapter.version_id)
    slugs = set(frozen.values_list("chapter__slug", flat=True))

    def address(slug: str, block: str) -> str:
        if slug not in slugs:
            return ""
        page = reverse("version_chapter", args=[chapter.version_id, slug])
        return f"{page}#b-{block}" if block else page

    return address


def _as_published(product: Product) -> list[VersionChapter]:
    """As they would be frozen at this moment."""
    published = Chapter.objects.filter(product=product).published().order_by("number")
    return [
        VersionChapter(chapter=one, revision=one.published, number=one.number, title=one.title)
        for one in published.select_related("published").defer(*_heavy("published"))
    ]


def _heavy(revision: str) -> list[str]:
    """What a comparison does not need."""
    return [f"{revision}__{field}" for field in ("html", "plain", "contents")]


def _changes(since: Version, chapters: list[VersionChapter]) -> list[dict[str, Any]]:
    """Every chapter of then and of now, with in words what became of it."""
    then = since.chapters.select_related("chapter", "revision")
    before = {one.chapter_id: one for one in then.defer("html", *_heavy("revision"))}
    rows = []
    for now in chapters:
        was = before.pop(now.chapter_id, None)
        if was is None:
            rows.append({"chapter": now, "summary": _("This was not in it yet.")})
        elif was.revision_id == now.revision_id:
            rows.append({"chapter": now, "summary": _("Nothing changed.")})
        else:
            rows.append(
                {
                    "chapter": now,
                    "before": was,
                    "summary": comparison_of(was.revision, now.revision).summary,
                }
            )
    rows += [{"chapter": gone, "summary": _("No longer in it.")} for gone in before.values()]
    return rows
