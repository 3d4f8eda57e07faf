"""Writing: the page with the editor, what it sends, and the choice between two wordings.

What the editor (static/js/editor) and these views say to each other:
- it sends `{base, doc}`: the text, and the revision it was written on;
- it gets `{revision, submitted, saved_at, status, doc, conflicts}`. `doc` is null when the text on
  the screen is what the chapter now says; otherwise it is the text to show. Once the editor shows
  it, its base is `revision`; until then its base is `submitted`, which is its own text;
- `conflicts` are all open choices of this person in this chapter;
- a choice sends `{choice, base}` to the conflict's address and gets the same answer, in which
  `submitted` is the base it sent;
- a refusal is `{message}` with 400, 403, 409 or 413, and then nothing was stored.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from strategy import permissions, services
from strategy.fields import choices_for
from strategy.forms import ConflictForm
from strategy.models import BlockConflict, Chapter, ConflictChoice
from strategy.points import open_points
from strategy.text.render import block_html
from strategy.text.schema import LIMITS, TextInvalid

EMPTY: Final = {"type": "doc", "content": [{"type": "paragraph"}]}


@require_safe
@never_cache
def chapter_edit(request: UserRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product", "head"), slug=slug
    )
    require(permissions.can_edit_chapter(request.user, chapter))

    conflicts = _open_conflicts(chapter, request)
    start = {
        "revision": chapter.head.pk if chapter.head else 0,
        "saved_at": chapter.head.created_at.isoformat() if chapter.head else None,
        "doc": chapter.head.text if chapter.head else EMPTY,
        "conflicts": [_conflict_card(conflict) for conflict in conflicts],
        "points": open_points(request.user, chapter),
        "choices": choices_for(chapter),
    }
    return render(
        request,
        "strategy/chapter_edit.html",
        {
            "chapter": chapter,
            "start": start,
            "conflicts": conflicts,
            "live_url": reverse("chapter_live", args=[slug], urlconf="strategy.routing"),
            "save_url": reverse("chapter_save", args=[slug]),
            "upload_url": reverse("image_upload", args=[slug]),
            # The copy on a shared device is not for the next person.
            "copy_key": f"{slug}-{request.user.pk}",
        },
    )


@require_POST
def chapter_save(request: UserRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(Chapter.objects.visible_to(request.user), slug=slug)
    decision = permissions.can_edit_chapter(request.user, chapter)
    if not decision:
        return refusal(decision.reason, status=409 if chapter.viewer_writes else 403)
    if int(request.headers.get("Content-Length") or 0) > LIMITS["bytes"]:
        return refusal(_("The text is too large. Divide it over two chapters."), status=413)

    sent = read_json(request)
    base = sent.get("base")
    if not isinstance(base, int) or isinstance(base, bool):
        return refusal(_("The text is damaged. Reload the page and try again."), status=400)
    try:
        saved = services.save_chapter(
            chapter, base_id=base, submitted=sent.get("doc"), by=request.user
        )
    except TextInvalid as invalid:
        return refusal(invalid.reason, status=400)
    except services.UnknownBase:
        return refusal(_("This text belongs to another chapter. Reload the page."), status=400)
    except services.NotAllowedNow as refused:
        return refusal(refused.decision.reason, status=409)
    except PermissionDenied as refused:  # what others write together cannot be taken over now
        return refusal(str(refused), status=409)
    return JsonResponse(_answer(request, chapter, saved))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def conflict_resolve(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """By the editor (JSON) or, without it, by a form on a page of its own."""
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product"), slug=slug
    )
    conflict = get_object_or_404(
        BlockConflict.objects.select_related("theirs_author", "submitted"),
        pk=pk,
        chapter=chapter,
        author=request.user,
    )
    wants_json = request.content_type == "application/json"
    decision = permissions.can_edit_chapter(request.user, chapter)
    if not decision and wants_json:
        return refusal(decision.reason, status=409 if chapter.viewer_writes else 403)
    require(decision)

    sent = read_json(request) if wants_json else request.POST
    form = ConflictForm(sent) if request.method == "POST" else ConflictForm()
    if form.is_valid():
        try:
            saved = services.settle_conflict(
                conflict,
                choice=ConflictChoice(form.cleaned_data["choice"]),
                base_id=form.cleaned_data["base"],
                by=request.user,
            )
        except services.ConflictSettled:
            form.add_error(None, _("You have chosen already."))
        except services.NotAllowedNow as refused:
            form.add_error(None, str(refused.decision.reason))
        else:
            if wants_json:
                return JsonResponse(_answer(request, chapter, saved))
            if saved.conflicts:
                messages.warning(
                    request, _("The text was changed again meanwhile. Look once more.")
                )
                return redirect(conflict)
            messages.success(request, _("Your choice is in the text."))
            return redirect("chapter_edit", slug=slug)
    if wants_json:
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return refusal(" ".join(problems), status=409 if "choice" not in form.errors else 400)

    return render(
        request,
        "strategy/conflict_resolve.html",
        {"chapter": chapter, "conflict": conflict, "card": _conflict_card(conflict), "form": form},
        status=422 if form.errors else 200,
    )


def refusal(reason: object, *, status: int) -> JsonResponse:
    return JsonResponse({"message": str(reason)}, status=status)


def read_json(request: UserRequest) -> dict[str, Any]:
    """What was sent, or nothing when it cannot be read as an object."""
    if request.content_type != "application/json":
        return {}
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _answer(request: UserRequest, chapter: Chapter, saved: services.Saved) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "revision": saved.head.pk,
        "submitted": saved.submitted.pk if saved.submitted else None,
        "saved_at": now.isoformat(),
        "status": _("Saved at %(time)s") % {"time": now.strftime("%H:%M")},
        "doc": saved.shown,
        "conflicts": [_conflict_card(conflict) for conflict in _open_conflicts(chapter, request)],
    }


def _conflict_card(conflict: BlockConflict) -> dict[str, Any]:
    return {
        "id": conflict.pk,
        "block": conflict.block,
        "yours_html": block_html(conflict.ours) if conflict.ours else "",
        "theirs_html": block_html(conflict.theirs) if conflict.theirs else "",
        "theirs_name": str(conflict.theirs_author or ""),
        "resolve_url": conflict.get_absolute_url(),
    }


def _open_conflicts(chapter: Chapter, request: UserRequest) -> list[BlockConflict]:
    found = BlockConflict.objects.open().filter(chapter=chapter, author=request.user)
    conflicts = list(found.select_related("theirs_author"))
    for conflict in conflicts:
        conflict.chapter = chapter  # its address needs no query of its own
    return conflicts
