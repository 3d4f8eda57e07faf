"""To the griffie and into its register; embargo, and secrecy by a decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letters import package, permissions, services
from letters.forms import LiftSecrecyForm, SecrecyForm
from letters.models import Rendering
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import FileDamaged

from .parts import download, file_damaged, find_letter


@require_safe
@never_cache
def letter_package(request: UserRequest, pk: int) -> HttpResponse:
    """The adopted PDF, its attachments and what they are, for a register."""
    letter = find_letter(request, pk)
    require(permissions.can_take_package(request.user, letter))
    try:
        content = services.read_package(letter, by=request.user)
    except Rendering.DoesNotExist:
        messages.error(request, _("The final PDF is not ready yet. Wait a moment and try again."))
        return redirect(letter)
    except (FileDamaged, OSError):
        return file_damaged(request, letter)
    return download(content, package.package_name(letter), "application/zip")


@require_POST
def dispatch_again(request: UserRequest, pk: int, dispatch_id: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_work_on_letter(request.user, letter))
    dispatch = get_object_or_404(letter.dispatches, pk=dispatch_id)
    services.mail_again(dispatch, by=request.user)
    messages.success(request, _("The letter is being sent to this address again."))
    return redirect(f"{letter.get_absolute_url()}#handed-over")


@require_POST
def letter_lift_embargo(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_lift_embargo(request.user, letter))
    services.lift_embargo(letter, by=request.user)
    messages.success(request, _("The embargo has been lifted."))
    return redirect(letter)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_secrecy(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_impose_secrecy(request.user, letter))

    readers = permissions.readers_of_council(letter)
    form = SecrecyForm(request.POST or None, readers=readers)
    if form.is_valid():
        try:
            services.impose_secrecy(letter, by=request.user, **form.cleaned_data)
        except services.DecidedLater:
            form.add_error("decided_on", _("This day is still to come: record it once decided."))
        except services.SecretAlready:
            messages.error(request, _("A colleague was first. Look at the letter again."))
            return redirect(letter)
        except services.LetterNotOpen:
            messages.error(request, _("This letter has been sent already."))
            return redirect(letter)
        else:
            messages.success(request, _("The secrecy has been recorded."))
            return redirect(letter)
    context = {"letter": letter, "form": form, "title": _("Impose secrecy")}
    return render(
        request, "letters/letter_secrecy.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letter_lift_secrecy(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_lift_secrecy(request.user, letter))

    form = LiftSecrecyForm(request.POST or None)
    if form.is_valid():
        try:
            services.lift_secrecy(letter, by=request.user, **form.cleaned_data)
        except services.DecidedLater:
            form.add_error(
                "lifted_on", _("This date is before the secrecy was imposed, or still to come.")
            )
        else:
            messages.success(request, _("The secrecy has been lifted."))
            return redirect(letter)
    context = {"letter": letter, "form": form, "title": _("Lift secrecy")}
    return render(
        request, "letters/letter_secrecy.html", context, status=422 if form.errors else 200
    )
