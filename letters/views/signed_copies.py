"""The letter as it was signed: added once, fetched by whoever may read the letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters import permissions, services
from letters.forms import SignedCopyForm
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import NO_STORAGE, FileDamaged

from .parts import download, file_damaged, find_letter


@require_http_methods(["GET", "HEAD", "POST"])
def signed_copy_add(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_add_signed_copy(request.user, letter))

    form = SignedCopyForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            services.keep_signed_copy(
                letter, file=form.cleaned_data["file"], pages=form.pages, by=request.user
            )
        except services.SignedAlready:
            messages.error(request, _("A colleague was first. Look at the letter again."))
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has just changed the status of this letter."))
        except OSError:
            messages.error(request, NO_STORAGE)
        else:
            messages.success(request, _("The signed letter stands beside the letter."))
        return redirect(f"{letter.get_absolute_url()}#pdf")
    context = {"letter": letter, "form": form}
    return render(
        request, "letters/signed_copy_add.html", context, status=422 if form.errors else 200
    )


@require_safe
@never_cache
def signed_copy_download(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    copy = getattr(letter, "signed_copy", None)
    if copy is None:
        raise Http404
    copy.letter = letter
    try:
        content = services.read_signed_copy(copy, by=request.user)
    except (FileDamaged, OSError):
        return file_damaged(request, letter)
    return download(content, copy.file_name, "application/pdf")
