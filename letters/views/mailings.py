"""One letter to all members: see who gets what, have it made, follow it, take it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letters import body, content, mailings, permissions, services
from letters.forms import MailingForm
from letters.models import Letter, Mailing, Recipient, RunState
from letters.overviews import RunStanding
from letters.paper import NAME_UNKNOWN, Paper
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import FileDamaged

from .parts import download, file_damaged, find_letter
from .runs import WAYS, how_far, status_answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mailing_new(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_work_on_letter(request.user, letter))

    form = MailingForm(request.POST or None, letter=letter, user=request.user)
    delivery, session = mailings.Delivery.EMAIL.value, None
    if form.is_valid():
        delivery, session = form.cleaned_data["delivery"], form.cleaned_data.get("session")
        if "make" in request.POST:
            try:
                mailing = services.start_mailing(
                    letter, delivery=delivery, session=session, by=request.user
                )
            except services.MailingIncomplete:
                pass  # the page below names what is missing
            except content.PaperRefused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect(mailing)
    context: dict[str, Any] = {"letter": letter, "form": form, "missing": [], "addressees": []}
    try:
        paper = mailings.paper_to_all(letter)
    except content.PaperRefused as refused:
        context |= {"paper": None, "refused": str(refused)}
    else:
        addressees = mailings.addressees_of(letter, paper, delivery)
        context |= {
            "addressees": addressees,
            "day": mailings.day_of(letter),
            "missing": mailings.missing_for(paper, addressees, delivery),
            **_preview(letter, paper, addressees, session, request.POST.get("who", "")),
        }
    status = 422 if form.errors or ("make" in request.POST and context["missing"]) else 200
    return render(request, "letters/mailing_new.html", context, status=status)


def _preview(
    letter: Letter, paper: Paper, addressees: list[mailings.Addressee], session: Any, who: str
) -> dict[str, Any]:
    """The letter of one of them, as HTML: the first, or the one that was asked for."""
    chosen = next((one for one in addressees if str(one.member.pk) == who), None)
    if chosen is None and not addressees:
        return {"paper": None, "shown": None}
    shown = chosen or addressees[0]
    personal = mailings.personal_paper(
        paper,
        address=shown.address,
        salutation=shown.salutation,
        invitation=mailings.invitation_facts(session),
        code=mailings.EXAMPLE_CODE,
    )
    return {
        "shown": shown,
        "paper": personal,
        "body": body.clean(paper.body_html),
        "logo_url": reverse("letter_logo", args=[letter.pk]) if paper.style.logo else "",
        "name_unknown": NAME_UNKNOWN,
    }


@require_safe
@never_cache
def mailing_detail(request: UserRequest, pk: int) -> HttpResponse:
    mailing = _find(request, pk)
    standing = mailings.standing_of(mailing)
    context = {
        "mailing": mailing,
        "standing": standing,
        "state": "waiting" if _moves(mailing, standing) else "",
        "message": how_far(standing),
    }
    return render(request, "letters/mailing_detail.html", context)


@require_safe
@never_cache
def mailing_status(request: UserRequest, pk: int) -> HttpResponse:
    """What <live-status> asks while the letters are being made."""
    mailing = _find(request, pk)
    standing = mailings.standing_of(mailing)
    return status_answer(standing, moves=_moves(mailing, standing))


@require_POST
def mailing_steer(request: UserRequest, pk: int, way: str) -> HttpResponse:
    mailing = _find(request, pk)
    if way == "retry":
        services.retry_failed_letters(mailing, by=request.user)
    elif way in WAYS:
        services.steer_mailing(mailing, WAYS[way], by=request.user)
    else:
        raise Http404
    return redirect(mailing)


@require_safe
@never_cache
def mailing_letter(request: UserRequest, pk: int, recipient: int) -> HttpResponse:
    mailing = _find(request, pk)
    made = get_object_or_404(mailing.recipients.ready(), pk=recipient)
    made.mailing = mailing
    try:
        pdf = services.read_letter_to(made, by=request.user)
    except (FileDamaged, OSError):
        return file_damaged(request, mailing.letter)
    return download(pdf, made.file_name, "application/pdf")


@require_safe
@never_cache
def mailing_package(request: UserRequest, pk: int) -> HttpResponse:
    mailing = _find(request, pk)
    try:
        file = services.read_mailing(mailing, by=request.user)
    except services.NothingReady:
        messages.error(request, _("There is no PDF here yet that you may take."))
    except services.PackageTooLarge:
        messages.error(
            request, _("The attachments are too large for one file. Take the letters one by one.")
        )
    except (FileDamaged, OSError):
        return file_damaged(request, mailing.letter)
    else:
        day = mailing.asked_at.date().isoformat()
        name = slugify(f"brieven aan leden {day} {mailing.letter.subject}")[:80].strip("-")
        return download(file, f"{name}.zip", "application/zip")
    return redirect(mailing)


@require_safe
@never_cache
def own_link(request: UserRequest, code: str) -> HttpResponse:
    """From paper to the form of the session. For another member this address is not there."""
    invited = Recipient.objects.filter(member=request.user, mailing__session__isnull=False)
    recipient = get_object_or_404(invited.select_related("mailing"), code=code.upper())
    return redirect("input_edit", recipient.mailing.session_id)


def _find(request: UserRequest, pk: int) -> Mailing:
    letters = Letter.objects.visible_to(request.user)
    found = Mailing.objects.visible_to(request.user).filter(letter__in=letters)
    mailing = get_object_or_404(found, pk=pk)
    mailing.letter = Letter.objects.with_bodies().get(pk=mailing.letter_id)
    return mailing


def _moves(mailing: Mailing, standing: RunStanding[mailings.RecipientRow]) -> bool:
    """What was asked for before somebody held it up is finished all the same."""
    if mailing.state == RunState.GOING:
        return standing.under_way > 0
    return bool(mailing.batches.filter(asked_at__isnull=False, done_at__isnull=True).exists())
