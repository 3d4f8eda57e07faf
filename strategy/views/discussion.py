"""What the writers say to each other about a text, beside the block it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, begin_anew
from ros_portal.lib.requests import UserRequest, whole_number
from stakeholders.models import Body, User
from strategy import permissions, services
from strategy.forms import OWN_BODY, AnswerForm, CommentForm, StartThreadForm
from strategy.models import Chapter, Comment, Revision, Thread
from strategy.models.discussion import ThreadQuerySet
from strategy.quoting import quote
from strategy.text.nodes import blocks_by_id
from strategy.whereabouts import places_now

PER_PAGE = 50
# What is shown of a conversation.
SAID = (
    "comments__author",
    "comments__body",
    "comments__mentions__user",
    "comments__mentions__body__organisation",
)


@require_safe
@never_cache
def chapter_discussion(request: UserRequest, slug: str) -> HttpResponse:
    """Open conversations in the order of the text; the resolved ones on pages of their own."""
    chapter = _chapter(request, slug)
    bodies = permissions.bodies_speaking_for(request.user, chapter)
    threads = Thread.objects.visible_to(request.user).filter(chapter=chapter)
    asked = threads.filter(pk=whole_number(request.GET.get("thread")) or 0).first()
    shows_resolved = bool(asked.resolved_at if asked else request.GET.get("resolved"))
    chosen = threads.resolved().order_by("-pk") if shows_resolved else threads.open()
    page = Paginator(
        chosen.select_related("within", "assigned_to", "resolved_by").prefetch_related(*SAID),
        PER_PAGE,
    ).get_page(_page_with(asked, chosen) if asked else request.GET.get("page"))
    return render(
        request,
        "strategy/chapter_discussion.html",
        {
            "chapter": chapter,
            "shows_resolved": shows_resolved,
            "page": page,
            "entries": _entries(chapter, list(page), bodies),
            "open_count": threads.open().count(),
            "resolved_count": threads.resolved().count(),
        },
    )


SENT_BEFORE = gettext_lazy(
    "You sent this form before, with other words. These words are still here: send them again to "
    "add them."
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def thread_start(request: UserRequest, slug: str) -> HttpResponse:
    chapter = _chapter(request, slug)
    revision = get_object_or_404(
        Revision.objects.visible_to(request.user),
        pk=whole_number(request.GET.get("revision")) or chapter.head_id,
        chapter=chapter,
    )
    blocks = blocks_by_id(revision.text)
    block_id = request.GET.get("block", "")
    if not block_id:
        named = [(one, quote(revision, one)) for one in blocks]
        context = {"title": _("Comment on a paragraph"), "chapter": chapter, "blocks": named}
        return render(request, "strategy/block_choose.html", context)
    if block_id not in blocks:
        raise Http404

    form = StartThreadForm(
        request.POST or None,
        bodies=permissions.bodies_speaking_for(request.user, chapter),
        people=_others(request.user, chapter, None),
        chapter=chapter,
        initial={"quote": request.GET.get("quote", "")[:300]},
    )
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            thread = services.start_thread(
                chapter,
                revision=revision,
                block_id=block_id,
                quote=cleaned["quote"],
                text=cleaned["text"],
                body=cleaned["body"],
                internal=cleaned["readers"] == OWN_BODY,
                assigned_to=cleaned["assigned_to"],
                mentioned=cleaned["mentioned"],
                key=cleaned["key"],
                by=request.user,
            )
        except UsedForSomethingElse:
            form.add_error(None, SENT_BEFORE)
            begin_anew(form)
        else:
            messages.success(request, _("Your comment stands beside the text."))
            _tell_who_was_called(request, thread.comments.earliest("pk"), form)
            return redirect(thread)
    return render(
        request,
        "strategy/thread_start.html",
        {"chapter": chapter, "form": form, "about": quote(revision, block_id)},
        status=422 if form.errors else 200,
    )


@require_POST
def thread_answer(request: UserRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    bodies = permissions.bodies_speaking_for(request.user, thread.chapter)
    people = _others(request.user, thread.chapter, thread.within)
    if "choose" in request.POST:
        # With the people in it the form is too long to stand under every conversation.
        typed = {name: request.POST.get(name, "") for name in ("key", "body", "text")}
        form = AnswerForm(bodies=bodies, people=people, initial=typed)
        form.people_field.is_open = True
    else:
        form = AnswerForm(request.POST, bodies=bodies, people=people)
    if form.is_valid():
        try:
            comment = services.add_comment(thread, by=request.user, **form.cleaned_data)
        except UsedForSomethingElse:
            form.add_error(None, SENT_BEFORE)
            begin_anew(form)
        else:
            _tell_who_was_called(request, comment, form)
            return redirect(Thread.objects.get(pk=pk))
    prefetch_related_objects([thread], *SAID)
    place = places_now(thread.chapter, [thread.block_id]).get(thread.block_id)
    return render(
        request,
        "strategy/thread_answer.html",
        {"chapter": thread.chapter, "form": form, "entry": _entry(thread, place, form)},
        status=422 if form.errors else 200,
    )


@require_POST
def thread_assign(request: UserRequest, pk: int) -> HttpResponse:
    """To whoever asks for it: "I take this up"."""
    thread = _thread(request, pk)
    services.assign_thread(thread, to=request.user, by=request.user)
    messages.success(request, _("This conversation waits for you now."))
    return redirect(thread)


@require_POST
def thread_resolve(request: UserRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    services.resolve_thread(thread, by=request.user)
    messages.success(request, _("The conversation has been closed. You find it under Resolved."))
    return redirect("chapter_discussion", slug=thread.chapter.slug)


@require_POST
def thread_reopen(request: UserRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    services.reopen_thread(thread, by=request.user)
    return redirect(Thread.objects.get(pk=pk))


def _others(user: User, chapter: Chapter, within: Body | None) -> dict[User, Body]:
    readers = permissions.readers_of_thread(chapter, within)
    return {person: body for person, body in readers.items() if person != user}


def _tell_who_was_called(request: UserRequest, comment: Comment, form: AnswerForm) -> None:
    if called := list(comment.mentions.select_related("user", "body__organisation")):
        people = ", ".join(map(str, called))
        messages.info(request, _("These people are told: %(people)s.") % {"people": people})
    if form.unknown:
        names = ", ".join(dict.fromkeys(form.unknown))
        messages.warning(
            request,
            _("Nobody who may read this is called %(names)s, so nobody was told.")
            % {"names": names},
        )


def _chapter(request: UserRequest, slug: str) -> Chapter:
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product", "head"), slug=slug
    )
    require(permissions.can_discuss_chapter(request.user, chapter))
    return chapter


def _thread(request: UserRequest, pk: int) -> Thread:
    thread = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related("revision"), pk=pk
    )
    thread.chapter = Chapter.objects.for_viewer(request.user).get(pk=thread.chapter_id)
    require(permissions.can_discuss_chapter(request.user, thread.chapter))
    return thread


def _entries(
    chapter: Chapter, threads: Sequence[Thread], bodies: Sequence[Body]
) -> list[dict[str, Any]]:
    """Every conversation with where it is now, in the order of the text; what lost its place last."""
    places = places_now(chapter, [thread.block_id for thread in threads])
    order = list(blocks_by_id(chapter.head.text)) if chapter.head else []
    # The texts are heavy and mostly the same few.
    texts = Revision.objects.only("text").in_bulk({thread.revision_id for thread in threads})
    entries = []
    for thread in threads:
        thread.chapter, thread.revision = chapter, texts[thread.revision_id]
        form = CommentForm(bodies=bodies, auto_id=f"id_{thread.pk}_%s")
        entries.append(_entry(thread, places.get(thread.block_id), form))
    return sorted(
        entries, key=lambda entry: order.index(entry["place"]) if entry["place"] else len(order)
    )


def _entry(thread: Thread, place: str | None, form: CommentForm) -> dict[str, Any]:
    then = quote(thread.revision, thread.block_id)
    now = quote(thread.chapter.head, place or "") if place else ""
    return {
        "thread": thread,
        "place": place,
        "then": thread.quote or then,
        "changed": place is not None and now != then,
        "now": now,
        "form": form,
    }


def _page_with(thread: Thread, chosen: ThreadQuerySet) -> int:
    before = (
        chosen.filter(pk__gt=thread.pk) if thread.resolved_at else chosen.filter(pk__lt=thread.pk)
    )
    return before.count() // PER_PAGE + 1
