"""Images of a text: only their readers get them, and their browsers may keep them."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import NO_STORAGE
from strategy import permissions, services
from strategy.models import Chapter, Image

from .editing import refusal


@require_POST
def image_upload(request: UserRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(Chapter.objects.visible_to(request.user), slug=slug)
    decision = permissions.can_edit_chapter(request.user, chapter)
    if not decision:
        return refusal(decision.reason, status=409 if chapter.viewer_writes else 403)
    if not request.FILES:
        return refusal(_("Choose an image first."), status=400)

    # One file under whatever name the form gives it.
    upload = next(iter(request.FILES.values()))
    assert isinstance(upload, UploadedFile)
    try:
        image = services.add_image(chapter, upload, size=upload.size or 0, by=request.user)
    except services.ImageRefused as refused:
        return refusal(refused.reason, status=413 if refused.too_large else 400)
    except OSError:
        return refusal(NO_STORAGE, status=503)
    return JsonResponse(
        {"src": image.get_absolute_url(), "width": image.width, "height": image.height}
    )


@require_safe
def image_detail(request: UserRequest, pk: str) -> HttpResponseBase:
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    try:
        response = FileResponse(image.file.open("rb"), content_type=image.content_type)
    except FileNotFoundError:
        raise Http404 from None
    # It never changes; private, because the next person at this address may not see it.
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
