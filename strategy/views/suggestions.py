"""Suggestions: a list, one with what it would change, writing it, and deciding about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, begin_anew
from ros_portal.lib.requests import UserRequest
from strategy import permissions, services
from strategy.fields import choices_for
from strategy.forms import AdaptForm, DecideForm, SendSuggestionForm, StartSuggestionForm
from strategy.models import Chapter, Suggestion
from strategy.quoting import quote, words_of_block
from strategy.standing import Standing, same_wording, standing
from strategy.text.compare import compare
from strategy.text.nodes import Node, blocks_by_id, children, flat_text
from strategy.text.schema import TextInvalid
from strategy.whereabouts import places_now

from .editing import read_json, refusal

PER_PAGE = 25
TABS = ("open", "drafts", "settled")


@require_safe
@never_cache
def chapter_suggestions(request: UserRequest, slug: str) -> HttpResponse:
    """What is still to be decided, in the order of the text; drafts and settled ones apart."""
    chapter = _chapter(request, slug)
    tab = request.GET.get("tab", "open")
    if tab not in TABS:
        raise Http404
    found = Suggestion.objects.visible_to(request.user).filter(chapter=chapter)
    lists = {"open": found.open(), "drafts": found.drafts(), "settled": found.settled()}
    chosen = lists[tab].select_related("body", "author", "revision", "decided_by")
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/chapter_suggestions.html",
        {
            "chapter": chapter,
            "tab": tab,
            "counts": {name: rows.count() for name, rows in lists.items()},
            "page": page,
            "entries": _entries(chapter, list(page)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suggestion_start(request: UserRequest, slug: str) -> HttpResponse:
    chapter = _chapter(request, slug)
    require(permissions.can_suggest(request.user, chapter))
    head = chapter.head
    blocks = blocks_by_id(head.text) if head else {}
    block_id = request.GET.get("block", "")
    if head is None or (block_id and block_id not in blocks):
        raise Http404
    if not block_id:
        named = [(one, quote(head, one)) for one in blocks]
        context = {"title": _("Propose other words"), "chapter": chapter, "blocks": named}
        return render(request, "strategy/block_choose.html", context)

    bodies = permissions.bodies_speaking_for(request.user, chapter)
    form = StartSuggestionForm(request.POST or None, bodies=bodies)
    if form.is_valid():
        try:
            suggestion = services.start_suggestion(
                chapter, revision=head, block=block_id, by=request.user, **form.cleaned_data
            )
            return redirect("suggestion_edit", suggestion.pk)
        except UsedForSomethingElse:
            form.add_error(None, _("You began another suggestion with this form. Go on once more."))
            begin_anew(form)
    return render(
        request,
        "strategy/suggestion_start.html",
        {"chapter": chapter, "form": form, "about": words_of_block(head, block_id)},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suggestion_edit(request: UserRequest, pk: int) -> HttpResponse:
    """The words, in the editor of the chapters, and the reason with which they are sent."""
    suggestion = _suggestion(request, pk)
    require(permissions.can_write_suggestion(request.user, suggestion))
    if not suggestion.is_draft:
        return redirect(suggestion)

    form = SendSuggestionForm(request.POST or None, initial={"reason": suggestion.reason})
    if form.is_valid():
        try:
            services.send_suggestion(suggestion, by=request.user, **form.cleaned_data)
        except services.NothingProposed:
            form.add_error(None, _("The text is still as it was: change something first."))
        except services.SuggestionNotOpen:
            messages.info(request, _("A colleague has just sent or withdrawn this suggestion."))
            return redirect(suggestion)
        else:
            messages.success(request, _("The suggestion has been sent to all who write this text."))
            return redirect(suggestion)
    return render(
        request,
        "strategy/suggestion_edit.html",
        {
            "suggestion": suggestion,
            "chapter": suggestion.chapter,
            "form": form,
            "about": words_of_block(suggestion.revision, suggestion.block_id),
            "editor": _editor(
                request,
                suggestion,
                doc=suggestion.proposed,
                revision=suggestion.edition,
                save_url=reverse("suggestion_save", args=[pk]),
            ),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def suggestion_save(request: UserRequest, pk: int) -> HttpResponse:
    """What the editor sends; answers as the saving of a chapter does."""
    suggestion = _suggestion(request, pk)
    sent = read_json(request)
    edition = sent.get("base")
    if not isinstance(edition, int) or isinstance(edition, bool):
        return refusal(_("The text is damaged. Reload the page and try again."), status=400)
    try:
        saved = services.write_suggestion(
            suggestion, edition=edition, submitted=sent.get("doc"), by=request.user
        )
    except TextInvalid as invalid:
        return refusal(invalid.reason, status=400)
    except services.SuggestionChangedMeanwhile:
        return refusal(
            _("A colleague saved this suggestion meanwhile. Copy your words and reload the page."),
            status=409,
        )
    except services.SuggestionNotOpen:
        return refusal(_("A colleague has just sent or withdrawn this suggestion."), status=409)
    now = timezone.localtime()
    return JsonResponse(
        {
            "revision": saved.edition,
            "submitted": None,
            "saved_at": now.isoformat(),
            "status": _("Saved at %(time)s") % {"time": now.strftime("%H:%M")},
            "doc": None,
            "conflicts": [],
        }
    )


@require_safe
@never_cache
def suggestion_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _show(request, _suggestion(request, pk), DecideForm())


@require_POST
def suggestion_accept(request: UserRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    require(permissions.can_edit_chapter(request.user, suggestion.chapter))
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, suggestion, form, status=422)
    try:
        services.accept_suggestion(suggestion, by=request.user, **form.cleaned_data)
    except services.NotCleanAnyMore:
        messages.warning(
            request, _("The text changed meanwhile. Take the suggestion over in other words.")
        )
        return redirect(suggestion)
    except services.SuggestionNotOpen:
        messages.info(request, _("A colleague has just decided about this suggestion."))
        return redirect(suggestion)
    messages.success(request, _("The suggestion is in the text now."))
    return redirect("chapter_suggestions", slug=suggestion.chapter.slug)


@require_POST
def suggestion_reject(request: UserRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    require(permissions.can_edit_chapter(request.user, suggestion.chapter))
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, suggestion, form, status=422)
    try:
        services.reject_suggestion(suggestion, by=request.user, **form.cleaned_data)
    except services.SuggestionNotOpen:
        messages.info(request, _("A colleague has just decided about this suggestion."))
        return redirect(suggestion)
    messages.success(request, _("The suggestion has not been taken over; the reason is kept."))
    return redirect("chapter_suggestions", slug=suggestion.chapter.slug)


@require_POST
def suggestion_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    require(permissions.can_write_suggestion(request.user, suggestion))
    try:
        services.withdraw_suggestion(suggestion, by=request.user)
    except services.SuggestionNotOpen:
        messages.info(request, _("A colleague has just decided about this suggestion."))
    else:
        messages.success(request, _("The suggestion has been withdrawn."))
    return redirect(suggestion)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suggestion_adapt(request: UserRequest, pk: int) -> HttpResponse:
    """The merge desk: what stood there, what was proposed, what stands there now, and new words."""
    suggestion = _suggestion(request, pk)
    require(permissions.can_edit_chapter(request.user, suggestion.chapter))
    if not suggestion.is_open:
        return redirect(suggestion)
    place, found = _place(suggestion)
    if found is Standing.ORPHAN or not suggestion.is_plain:
        messages.warning(request, _("Change the text in the editor, and say here what you did."))
        return redirect(suggestion)

    form = AdaptForm(
        request.POST or None,
        initial={"base": suggestion.chapter.head_id, "text": _plain(suggestion.proposed)},
    )
    if form.is_valid():
        try:
            services.adapt_suggestion(
                suggestion,
                submitted=form.document(suggestion.proposed),
                base_id=form.cleaned_data["base"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except services.NotCleanAnyMore:
            form.add_error(
                None, _("The text changed meanwhile. Your words are still here: look once more.")
            )
            form.begin_on(suggestion.chapter)
        except services.SuggestionNotOpen:
            messages.info(request, _("A colleague has just decided about this suggestion."))
            return redirect(suggestion)
        else:
            messages.success(request, _("The suggestion is in the text, in other words."))
            return redirect("chapter_suggestions", slug=suggestion.chapter.slug)
    return render(
        request,
        "strategy/suggestion_adapt.html",
        {
            "suggestion": suggestion,
            "chapter": suggestion.chapter,
            "form": form,
            "proposal": compare(suggestion.original, suggestion.proposed),
            "now": words_of_block(suggestion.chapter.head, place),
        },
        status=422 if form.errors else 200,
    )


def _show(
    request: UserRequest, suggestion: Suggestion, form: DecideForm, *, status: int = 200
) -> HttpResponse:
    place, found = _place(suggestion)
    others = (
        Suggestion.objects.visible_to(request.user)
        .open()
        .filter(chapter=suggestion.chapter, block_id=suggestion.block_id)
        .exclude(pk=suggestion.pk)
        .select_related("body")
    )
    return render(
        request,
        "strategy/suggestion_detail.html",
        {
            "suggestion": suggestion,
            "chapter": suggestion.chapter,
            "comparison": compare(suggestion.original, suggestion.proposed),
            "place": place,
            "standing": found,
            "now": words_of_block(suggestion.chapter.head, place),
            "same": [other for other in others if same_wording(suggestion, other)],
            "others": [other for other in others if not same_wording(suggestion, other)],
            "form": form,
            "may_decide": suggestion.is_open
            and permissions.can_edit_chapter(request.user, suggestion.chapter),
            "may_write": permissions.can_write_suggestion(request.user, suggestion),
        },
        status=status,
    )


def _chapter(request: UserRequest, slug: str) -> Chapter:
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product", "head"), slug=slug
    )
    require(permissions.can_discuss_chapter(request.user, chapter))
    return chapter


def _suggestion(request: UserRequest, pk: int) -> Suggestion:
    suggestion = get_object_or_404(
        Suggestion.objects.visible_to(request.user).select_related(
            "revision", "body", "author", "decided_by", "result"
        ),
        pk=pk,
    )
    suggestion.chapter = (
        Chapter.objects.for_viewer(request.user)
        .select_related("head")
        .get(pk=suggestion.chapter_id)
    )
    return suggestion


def _place(suggestion: Suggestion) -> tuple[str, Standing]:
    chapter = suggestion.chapter
    assert chapter.head is not None  # a suggestion is about a text
    place = places_now(chapter, [suggestion.block_id]).get(suggestion.block_id)
    return place or "", standing(suggestion, chapter.head.text, place)


def _entries(chapter: Chapter, suggestions: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Every suggestion with where it stands, in the order of the text; what lost its place last."""
    head = chapter.head.text if chapter.head else {"type": "doc", "content": []}
    places = places_now(chapter, [one.block_id for one in suggestions])
    order = list(blocks_by_id(head))
    rivals: dict[str, int] = {}
    for one in suggestions:
        rivals[one.block_id] = rivals.get(one.block_id, 0) + 1
    entries = [
        {
            "suggestion": one,
            "about": quote(one.revision, one.block_id),
            "standing": standing(one, head, places.get(one.block_id)),
            "rivals": rivals[one.block_id] - 1,
        }
        for one in suggestions
    ]

    def place(entry: dict[str, Any]) -> int:
        there = places.get(entry["suggestion"].block_id)
        return order.index(there) if there in order else len(order)

    return sorted(entries, key=place)


def _editor(
    request: UserRequest, suggestion: Suggestion, *, doc: Node, revision: int, save_url: str
) -> dict[str, Any]:
    """What strategy/_chapter_editor.html asks for, with the words of one block."""
    return {
        "start": {
            "revision": revision,
            "saved_at": None,
            "doc": doc,
            "conflicts": [],
            "choices": choices_for(suggestion.chapter),
        },
        "save_url": save_url,
        "upload_url": reverse("image_upload", args=[suggestion.chapter.slug]),
        "copy_key": f"suggestion-{suggestion.pk}-{request.user.pk}",
    }


def _plain(doc: Node) -> str:
    return "\n\n".join(flat_text(block) for block in children(doc))
