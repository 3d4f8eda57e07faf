"""A new letter that says what was wrong in one that was sent; and a letter beside another text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from letters import comparing, permissions, services
from letters.comparing import Against
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .parts import find_letter


@require_http_methods(["GET", "HEAD", "POST"])
def letter_rectify(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_rectify_letter(request.user, letter))

    if request.method == "POST":
        rectification = services.rectify_letter(letter, by=request.user)
        if rectification.is_draft:
            messages.success(
                request, _("Write in the new letter what was wrong and what is right.")
            )
        return redirect(rectification)
    context = {
        "title": _("Rectify the letter"),
        "text": _(
            "You start a new letter that names this one. This one stays as it is, "
            "and says which letter rectifies it once that one has been sent."
        ),
        "action": _("Rectify the letter"),
        "back": letter.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_safe
def letter_compare(request: UserRequest, pk: int, against: str) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_compare_letter(request.user, letter))

    context: dict[str, Any] = {"letter": letter}
    if against == Against.PROPOSAL and (proposal := letter.proposals.first()):
        context |= {
            "proposal": proposal,
            "differences": comparing.against_proposal(letter, proposal),
        }
    elif against == Against.PREVIOUS:
        before = comparing.previous_of(letter)
        differences = comparing.against_letter(letter, before) if before else []
        context |= {"before": before, "differences": differences}
    else:
        raise Http404
    return render(request, "letters/letter_compare.html", context)
