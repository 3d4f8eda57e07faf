"""The register, a letter, and writing one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from letters import content, overviews, permissions, register, services
from letters.facts import FACTS
from letters.forms import (
    AttachmentForm,
    RegisterFilter,
    StartRunForm,
)
from letters.models import FactNotice, Letter, LetterQuerySet, LetterStatus
from letters.paper import Paper
from letters.situations import Fact
from milestones.models import Milestone, MilestoneKind
from ros_portal.lib.requests import UserRequest
from stakeholders.models import User

from .parts import download, find_letter, twin_of

PER_PAGE = 50
MOST_ROWS = 5_000  # of a register in a file


@require_safe
def letter_list(request: UserRequest) -> HttpResponse:
    """The register: a secretary sees every state, a council what was sent to it."""
    chosen = RegisterFilter(request.GET)
    letters = _register(request, chosen)
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


def _register(request: UserRequest, chosen: RegisterFilter) -> LetterQuerySet:
    letters = chosen.narrowed(Letter.objects.visible_to(request.user))
    return letters.with_bodies().with_rectification(request.user)


@require_safe
@never_cache
def letter_register(request: UserRequest, form: str) -> HttpResponse:
    """The same as a file; `form` is csv or xlsx."""
    if form not in register.AS_FILE:
        raise Http404
    made, content_type = register.AS_FILE[form]
    chosen = RegisterFilter(request.GET)
    letters = _register(request, chosen)
    return download(made(letters[:MOST_ROWS]), f"raadsbrieven.{form}", content_type)


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
    may_compare = permissions.can_compare_letter(user, letter)
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
        "may_rectify": permissions.can_rectify_letter(user, letter),
        "may_sign_copy": permissions.can_add_signed_copy(user, letter),
        "may_compare": may_compare,
        "rectified_by": _rectification_of(letter, user),
        "rectified_url": _url_of(letter.rectifies, user),
        "notices": _notices(letter) if may_work and letter.is_adopted else [],
        "mailings": letter.mailings.all() if may_work else [],
        "steps": _steps(letter),
        **twin,
    }
    return render(request, "letters/letter_detail.html", context, status=status)


def _notices(letter: Letter) -> list[tuple[Fact | str, FactNotice]]:
    return [(FACTS.get(one.name, one.name), one) for one in letter.fact_notices.open()]


def _rectification_of(letter: Letter, user: User) -> Letter | None:
    if not letter.is_sent:
        return None
    return Letter.objects.visible_to(user).filter(rectifies=letter).first()


def _url_of(letter: Letter | None, user: User) -> str:
    """Nothing when it is not for this person to read."""
    if letter is None or not Letter.objects.visible_to(user).filter(pk=letter.pk).exists():
        return ""
    return letter.get_absolute_url()


def _steps(letter: Letter) -> list[dict[str, Any]]:
    notes = {LetterStatus.ADOPTED: letter.decided_on, LetterStatus.SENT: letter.sent_at}
    # What the executive decided has been on its table.
    status = LetterStatus.WITH_EXECUTIVE if letter.is_reopened else letter.status
    reached = LetterStatus.values.index(status)
    return [
        {
            "label": label,
            "note": date_format(note, "j F Y") if (note := notes.get(LetterStatus(value))) else "",
            "current": position == reached,
            "done": position < reached,
        }
        for position, (value, label) in enumerate(LetterStatus.choices)
    ]
