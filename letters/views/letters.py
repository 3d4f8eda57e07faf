"""The register, a letter, and writing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from letters import content, overviews, permissions, register, services
from letters.forms import (
    AttachmentForm,
    PartsForm,
    RegisterFilter,
    StartLetterForm,
    StartRunForm,
)
from letters.models import Letter, LetterStatus
from letters.paper import Paper
from letters.starts import STARTS
from milestones.models import Milestone, MilestoneKind
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import renew
from ros_portal.lib.requests import UserRequest

from .parts import download, find_letter, form_for, twin_of

PER_PAGE = 50
MOST_ROWS = 5_000  # of a register in a file


@require_safe
def letter_list(request: UserRequest) -> HttpResponse:
    """The register: a secretary sees every state, a council what was sent to it."""
    chosen = RegisterFilter(request.GET)
    letters = chosen.narrowed(Letter.objects.visible_to(request.user)).with_bodies()
    return render(
        request,
        "letters/letter_list.html",
        {
            "page": Paginator(letters, PER_PAGE).get_page(request.GET.get("page")),
            "filter": chosen,
            "query": chosen.query,
            "informed": Milestone.objects.filter(kind=MilestoneKind.COUNCIL_LETTER),
            "reads_drafts": permissions.can_read_drafts(request.user),
            "may_write": permissions.can_write_letters(request.user),
            "may_make_models": permissions.can_make_models(request.user),
            "run_form": StartRunForm() if permissions.can_make_runs(request.user) else None,
        },
    )


@require_safe
@never_cache
def letter_register(request: UserRequest, form: str) -> HttpResponse:
    """The same as a file; `form` is csv or xlsx."""
    if form not in register.AS_FILE:
        raise Http404
    made, content_type = register.AS_FILE[form]
    chosen = RegisterFilter(request.GET)
    letters = chosen.narrowed(Letter.objects.visible_to(request.user)).with_bodies()
    return download(made(letters[:MOST_ROWS]), f"raadsbrieven.{form}", content_type)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter_new(request: UserRequest) -> HttpResponse:
    require(permissions.can_write_letters(request.user))

    executives = permissions.executives_written_for(request.user)
    form = StartLetterForm(request.POST or None, executives=executives)
    if form.is_valid():
        letter = services.start_letter(
            form.cleaned_data["executive"],
            start=STARTS[form.cleaned_data["start"]],
            key=form.cleaned_data["key"],
            by=request.user,
        )
        # The key came from outside: it opens no letter that this person may not see.
        letter = get_object_or_404(Letter.objects.visible_to(request.user), pk=letter.pk)
        return redirect("letter_edit", letter.pk)
    return render(
        request,
        "letters/letter_new.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@require_safe
def letter_detail(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    return show_letter(request, letter, AttachmentForm())


def show_letter(
    request: UserRequest, letter: Letter, attachment_form: AttachmentForm, *, status: int = 200
) -> HttpResponse:
    user = request.user
    renderings = [
        rendering
        for rendering in letter.newest_renderings
        if permissions.can_read_rendering(user, rendering)
    ]
    may_work = permissions.can_work_on_letter(user, letter)
    twin = twin_of(letter, renderings)
    paper: Paper | None = twin["paper"]
    context = {
        "letter": letter,
        "renderings": renderings,
        "newest": renderings[0] if renderings else None,
        "adopted": next((rendering for rendering in renderings if rendering.is_adopted), None),
        "is_made": bool(
            paper and renderings and renderings[0].fingerprint == services.fingerprint_of(paper)
        ),
        "missing": (
            content.missing_on(paper, letter.text)
            if paper and may_work and not letter.is_adopted
            else []
        ),
        "attachment_form": attachment_form,
        "may_work": may_work,
        "may_change": permissions.can_change_letter(user, letter),
        "may_adopt": permissions.can_adopt_letter(user, letter),
        "may_send": permissions.can_send_letter(user, letter),
        "may_agree": permissions.can_agree_letter(user, letter),
        "may_take": permissions.can_take_package(user, letter),
        "may_impose": permissions.can_impose_secrecy(user, letter),
        "may_lift_secrecy": permissions.can_lift_secrecy(user, letter),
        "may_lift_embargo": permissions.can_lift_embargo(user, letter),
        "dispatches": letter.dispatches.all()
        if may_work or permissions.can_list_letter(user, letter)
        else [],
        "may_list": permissions.can_list_letter(user, letter),
        "offers": overviews.offers_for(letter) if may_work else [],
        "mailings": letter.mailings.all() if may_work else [],
        "steps": _steps(letter),
        **twin,
    }
    return render(request, "letters/letter_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter_edit(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    initial = {name: getattr(letter, name) for name in (*services.TEXT_FIELDS, "edition")}
    form = form_for(letter, request.POST or None, initial=initial)
    newer: Letter | None = None
    if form.is_valid():
        try:
            services.change_letter(
                letter,
                by=request.user,
                parts=form.part_texts if isinstance(form, PartsForm) else None,
                **{name: form.cleaned_data[name] for name in (*services.TEXT_FIELDS, "edition")},
            )
        except services.LetterChangedMeanwhile:
            newer = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
            renew(form, edition=newer.edition)  # saving again is a choice, made knowingly
            form.add_error(
                None,
                _(
                    "A colleague saved this letter while you were writing. "
                    "Your text is still below. Compare it, and save again to keep yours."
                ),
            )
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has handed this letter to the executive."))
            return redirect(letter)
        else:
            messages.success(request, _("The letter has been saved."))
            return redirect("letter_preview" if "preview" in request.POST else "letter_detail", pk)

    context = {"letter": letter, "form": form, "newer": newer}
    return render(request, "letters/letter_edit.html", context, status=422 if form.errors else 200)


def _steps(letter: Letter) -> list[dict[str, Any]]:
    notes = {LetterStatus.ADOPTED: letter.decided_on, LetterStatus.SENT: letter.sent_at}
    reached = LetterStatus.values.index(letter.status)
    return [
        {
            "label": label,
            "note": date_format(note, "j F Y") if (note := notes.get(LetterStatus(value))) else "",
            "current": position == reached,
            "done": position < reached,
        }
        for position, (value, label) in enumerate(LetterStatus.choices)
    ]
