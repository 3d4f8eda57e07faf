"""The way of a letter: to the executive and back, adopted, sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letters import permissions, services
from letters.forms import AdoptForm
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .parts import find_letter, twin_of


@require_POST
def letter_to_executive(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    try:
        services.hand_to_executive(letter, by=request.user)
    except services.LetterIncomplete as incomplete:
        for item in incomplete.missing:
            messages.error(request, f"{item.what} {item.advice}")
    except services.LetterNotOpen:
        messages.error(request, _("A colleague has handed this letter to the executive."))
    else:
        messages.success(request, _("The letter is with the executive."))
    return redirect(letter)


@require_POST
def letter_take_back(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_take_back_letter(request.user, letter))

    try:
        services.take_back_letter(letter, by=request.user)
    except services.LetterNotOpen:
        messages.error(request, _("A colleague has just changed the status of this letter."))
    else:
        messages.success(request, _("The letter is a draft again."))
    return redirect(letter)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_adopt(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_adopt_letter(request.user, letter))

    form = AdoptForm(request.POST or None, initial={"date_on": letter.date_on})
    if form.is_valid():
        try:
            services.adopt_letter(letter, by=request.user, **form.cleaned_data)
        except services.LetterIncomplete as incomplete:
            for item in incomplete.missing:
                form.add_error(None, f"{item.what} {item.advice}")
        except services.DecidedInFuture:
            form.add_error("decided_on", _("This day is still to come: record it once decided."))
        except services.DatedBeforeDecision:
            form.add_error("date_on", _("The letter cannot be dated before the decision."))
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has just changed the status of this letter."))
            return redirect(letter)
        else:
            messages.success(
                request, _("The decision has been recorded. The final PDF is being made.")
            )
            return redirect(f"{letter.get_absolute_url()}#pdf")

    context = {"letter": letter, "form": form, **twin_of(letter, [])}
    return render(request, "letters/letter_adopt.html", context, status=422 if form.errors else 200)


@require_POST
def letter_send(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_send_letter(request.user, letter))

    try:
        services.send_letter(letter, by=request.user)
    except services.PdfNotReady:
        messages.error(request, _("The final PDF is not ready yet. Wait a moment and try again."))
    except services.LetterNotOpen:
        messages.error(request, _("This letter has been sent already."))
    else:
        messages.success(request, _("The letter has been sent. The council can read it now."))
    return redirect(letter)
