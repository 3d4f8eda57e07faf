"""The way of a letter: to the executive and back, sent, on the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from council.models import Point
from letters import permissions, services
from letters.forms import ListForm
from letters.models import Letter, LetterStatus
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest, whole_number

from .parts import CHANGED_MEANWHILE, find_letter, is_done


@require_POST
def letter_to_executive(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    if is_done(request, letter, LetterStatus.WITH_EXECUTIVE):
        return redirect(letter)
    require(permissions.can_change_letter(request.user, letter))

    edition = whole_number(request.POST.get("edition"))
    try:
        services.hand_to_executive(letter, edition=edition or 0, by=request.user)
    except services.LetterChangedMeanwhile:
        messages.error(request, CHANGED_MEANWHILE)
    except services.LetterIncomplete:
        messages.error(
            request, _("The letter is not complete yet. Below you see what is still needed.")
        )
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


@require_POST
def letter_agree(request: UserRequest, pk: int) -> HttpResponse:
    """By the portfolio holder, of the text that stood on this screen."""
    letter = find_letter(request, pk)
    require(permissions.can_agree_letter(request.user, letter))

    edition = whole_number(request.POST.get("edition"))
    try:
        services.agree_letter(letter, edition=edition or 0, by=request.user)
    except services.LetterChangedMeanwhile:
        messages.error(request, CHANGED_MEANWHILE)
    except services.LetterNotOpen:
        messages.error(request, _("A colleague has just changed the status of this letter."))
    else:
        messages.success(request, _("You agreed with this letter."))
    return redirect(letter)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_list_on(request: UserRequest, pk: int) -> HttpResponse:
    """When the griffie put it on the list of documents that came in."""
    letter = find_letter(request, pk)
    require(permissions.can_list_letter(request.user, letter))

    form = ListForm(request.POST or None, initial={"listed_on": letter.listed_on})
    if form.is_valid():
        try:
            services.list_letter(letter, by=request.user, **form.cleaned_data)
        except services.ListedInFuture:
            form.add_error("listed_on", _("This day is still to come: record it once it is so."))
        except services.ListedBeforeSent:
            form.add_error("listed_on", _("That is before the letter was sent."))
        else:
            messages.success(request, _("The date has been recorded."))
            return redirect(letter)
    context = {"letter": letter, "form": form}
    return render(
        request, "letters/letter_list_on.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letter_send(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    if is_done(request, letter, LetterStatus.SENT):
        return redirect(letter)
    require(permissions.can_send_letter(request.user, letter))
    if request.method != "POST":
        return _confirm_sending(request, letter)

    try:
        services.send_letter(letter, release="release" in request.POST, by=request.user)
    except services.PdfNotReady:
        messages.error(request, _("The final PDF is not ready yet. Wait a moment and try again."))
    except services.LetterNotOpen:
        messages.error(request, _("This letter has been sent already."))
    else:
        messages.success(request, _("The letter has been sent. The council can read it now."))
    return redirect(letter)


def _answers_along(letter: Letter) -> dict[str, str] | None:
    """The answers after the meeting that the letter is about, to tick off."""
    if letter.meeting is None:
        return None
    count = Point.objects.to_release_with(letter.meeting, letter.council).count()
    if not count:
        return None
    return {
        "name": "release",
        "label": ngettext(
            "The council also gets the answer to %(n)s point, as decided after the %(meeting)s.",
            "The council also gets the answer to %(n)s points, as decided after the %(meeting)s.",
            count,
        )
        % {"n": count, "meeting": letter.meeting},
        "hint": _("Without the tick you tell the answers later, in the report of the session."),
    }


def _confirm_sending(request: UserRequest, letter: Letter) -> HttpResponse:
    addresses = services.addresses_of_griffie(letter)
    warnings = [
        _("Attachment %(attachment)s is missing: the letter goes without it.")
        % {"attachment": attachment}
        for attachment in letter.attachments.all()
        if not attachment.is_held
    ]
    if not addresses:
        warnings.append(
            _("The portal knows no address of a griffie: hand the package over yourself.")
        )
    context = {
        "title": _("Send the letter"),
        "text": _what_sending_does(letter),
        "warnings": warnings,
        "names": [f"{one.name} ({one.address})" for one in addresses],
        "choice": _answers_along(letter),
        "action": _("Send the letter"),
        "back": letter.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


def _what_sending_does(letter: Letter) -> str:
    if letter.is_secret:
        return _("Only whom the decision on secrecy names can read the letter. Mail has a link.")
    if letter.is_under_embargo:
        return _("Only the griffie reads the letter before the embargo ends. Mail has a link.")
    return _("%(council)s can read the letter at once. You cannot take it back.") % {
        "council": letter.council
    }
