"""The PDF: asked for, waited for, fetched."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from letters import content, permissions, services
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import FileDamaged

from .parts import download, file_damaged, find_letter


@require_POST
def letter_render(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_work_on_letter(request.user, letter))

    try:
        rendering = services.request_rendering(letter, by=request.user)
    except content.PaperRefused as refused:
        messages.error(request, str(refused))
    else:
        if rendering.is_ready:
            messages.info(request, _("The PDF of this text is there already."))
    return redirect(f"{letter.get_absolute_url()}#pdf")


@require_safe
@never_cache
def letter_status(request: UserRequest, pk: int) -> HttpResponse:
    """What <live-status> asks while a PDF is being made."""
    letter = find_letter(request, pk)
    newest = next(
        (
            rendering
            for rendering in letter.newest_renderings
            if permissions.can_read_rendering(request.user, rendering)
        ),
        None,
    )
    if newest is None:
        raise Http404
    words = {
        "waiting": _("The PDF is being made."),
        "ready": _("The PDF is ready."),
        "failed": _("The PDF could not be made."),
    }
    answer = {
        "state": newest.state.value,
        "finished": newest.state != "waiting",
        "message": words[newest.state.value],
    }
    return JsonResponse(answer)


@require_safe
@never_cache
def letter_download(request: UserRequest, pk: int, rendering: int) -> HttpResponse:
    letter = find_letter(request, pk)
    made = get_object_or_404(letter.renderings.filter(made_at__isnull=False), pk=rendering)
    if not permissions.can_read_rendering(request.user, made):
        raise Http404
    made.letter = letter

    try:
        pdf = services.read_rendering(made, by=request.user)
    except (FileDamaged, OSError):
        return file_damaged(request, letter)
    return download(pdf, made.file_name, "application/pdf")
