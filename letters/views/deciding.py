"""What the executive decided: the letter as proposed, or with other words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letters import permissions, services
from letters.forms import AdoptForm, AmendForm
from letters.models import LetterStatus
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .parts import CHANGED_MEANWHILE, find_letter, is_done, twin_of


@require_http_methods(["GET", "HEAD", "POST"])
def letter_adopt(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    if is_done(request, letter, LetterStatus.ADOPTED):
        return redirect(letter)
    require(permissions.can_adopt_letter(request.user, letter))

    names = ("date_on", "edition", "decided_on", "decision_number")
    initial = {name: getattr(letter, name) for name in names}
    initial["date_on"] = letter.date_on or timezone.localdate()
    form = AdoptForm(request.POST or None, initial=initial)
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
        except services.LetterChangedMeanwhile:
            messages.error(request, CHANGED_MEANWHILE)
            return redirect("letter_adopt", pk)
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


@require_http_methods(["GET", "HEAD", "POST"])
def letter_amend(request: UserRequest, pk: int) -> HttpResponse:
    """Decided with changes: the text opens for them, and what was proposed stays beside it."""
    letter = find_letter(request, pk)
    require(permissions.can_amend_letter(request.user, letter))

    form = AmendForm(request.POST or None, initial={"edition": letter.edition})
    if form.is_valid():
        try:
            services.amend_letter(letter, by=request.user, **form.cleaned_data)
        except services.DecidedInFuture:
            form.add_error("decided_on", _("This day is still to come: record it once decided."))
        except services.LetterChangedMeanwhile:
            messages.error(request, CHANGED_MEANWHILE)
            return redirect("letter_amend", pk)
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has just changed the status of this letter."))
            return redirect(letter)
        else:
            messages.success(
                request,
                _(
                    "The decision has been recorded. Write the changes into the text, then adopt it."
                ),
            )
            return redirect("letter_edit", pk)
    context = {"letter": letter, "form": form}
    return render(request, "letters/letter_amend.html", context, status=422 if form.errors else 200)
