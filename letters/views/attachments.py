"""The attachments of a letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letters import permissions, services
from letters.forms import AttachmentFileForm, AttachmentForm
from letters.models import Attachment
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import NO_STORAGE, FileDamaged

from .letters import show_letter
from .parts import download, file_damaged, find_attachment, find_letter


@require_POST
def attachment_add(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_letter(request, letter, form, status=422)
    try:
        services.add_attachment(letter, by=request.user, **form.cleaned_data)
    except services.LetterNotOpen:
        messages.error(request, _("A colleague has handed this letter to the executive."))
    except OSError:
        messages.error(request, NO_STORAGE)
    else:
        messages.success(request, _("The attachment has been added."))
    return redirect(f"{letter.get_absolute_url()}#attachments")


@require_safe
@never_cache
def attachment_download(request: UserRequest, pk: int, attachment_id: int) -> HttpResponse:
    letter = find_letter(request, pk)
    attachment = find_attachment(letter, attachment_id)
    if not attachment.is_held:
        raise Http404
    try:
        file = services.read_attachment(attachment, by=request.user)
    except (FileDamaged, OSError):
        return file_damaged(request, letter)
    return download(file, attachment.file_name, "application/octet-stream")


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_provide(request: UserRequest, pk: int, attachment_id: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))
    attachment = find_attachment(letter, attachment_id)

    form = AttachmentFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.provide_attachment(attachment, by=request.user, **form.cleaned_data)
        except services.LetterNotOpen:
            messages.error(request, _("A colleague was first. Look at the letter again."))
        except OSError:
            messages.error(request, NO_STORAGE)
        else:
            messages.success(request, _("The file has been added."))
        return redirect(f"{letter.get_absolute_url()}#attachments")
    context = {"letter": letter, "attachment": attachment, "form": form}
    return render(
        request, "letters/attachment_provide.html", context, status=422 if form.errors else 200
    )


@require_POST
def attachment_remove(request: UserRequest, pk: int, attachment_id: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))
    attachment = find_attachment(letter, attachment_id)

    try:
        services.remove_attachment(attachment, by=request.user)
    except (services.LetterNotOpen, Attachment.DoesNotExist):
        messages.error(request, _("A colleague was first. Look at the letter again."))
    else:
        messages.success(request, _("The attachment has been removed."))
    return redirect(f"{letter.get_absolute_url()}#attachments")
