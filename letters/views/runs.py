"""Many letters at once: start, follow, hold up, and take the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from letters import overviews, permissions, services
from letters.forms import RegisterFilter, StartRunForm
from letters.models import Letter, ModelLetter, Run, RunState
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.storage import FileDamaged

from .parts import download

PER_PAGE = 50
WAYS = {"pause": RunState.PAUSED, "go-on": RunState.GOING, "cancel": RunState.CANCELLED}


@require_safe
def run_list(request: UserRequest) -> HttpResponse:
    require(permissions.can_make_runs(request.user))
    runs = Run.objects.visible_to(request.user)
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "letters/run_list.html", {"page": page})


@require_POST
def run_start(request: UserRequest) -> HttpResponse:
    """Of a model letter, or of what the register shows with the filter in the address."""
    require(permissions.can_make_runs(request.user))
    form = StartRunForm(request.POST)
    if not form.is_valid():
        raise Http404
    model: ModelLetter | None = form.cleaned_data["model"]
    chosen = RegisterFilter(request.GET)
    letters = permissions.letters_in_reach(request.user, model)
    if model:
        require(permissions.can_make_models(request.user))
        title, back = model.subject, model.get_absolute_url()
    else:
        letters = chosen.narrowed(letters)
        title, back = chosen.words, f"{reverse('letter_list')}?{chosen.query}"
    # One more than may be, to see that there are too many.
    found = list(letters.order_by("pk")[: services.MOST_LETTERS + 1])
    if not found:
        messages.error(request, _("You can have no PDF made of any of these letters."))
        return HttpResponseRedirect(back)
    if len(found) > services.MOST_LETTERS:
        messages.error(
            request,
            _("These are more than %(most)s letters. Choose a year or a status first.")
            % {"most": services.MOST_LETTERS},
        )
        return HttpResponseRedirect(back)
    try:
        run = services.start_run(
            found, key=form.cleaned_data["key"], title=title, model=model, by=request.user
        )
    except UsedForSomethingElse as used:
        raise Http404 from used
    return redirect(run)


@require_safe
@never_cache
def run_detail(request: UserRequest, pk: int) -> HttpResponse:
    run = _find_run(request, pk)
    standing = overviews.standing_of(run, request.user)
    context = {
        "run": run,
        "standing": standing,
        "state": "waiting" if _moves(run, standing) else "",
        "message": how_far(standing),
        "readable": _readable(request, standing),
    }
    return render(request, "letters/run_detail.html", context)


@require_safe
@never_cache
def run_status(request: UserRequest, pk: int) -> HttpResponse:
    """What <live-status> asks while the PDFs are being made."""
    run = _find_run(request, pk)
    standing = overviews.standing_of(run, request.user)
    return status_answer(standing, moves=_moves(run, standing))


@require_POST
def run_steer(request: UserRequest, pk: int, way: str) -> HttpResponse:
    run = _find_run(request, pk)
    if way == "retry":
        services.retry_failed(run, by=request.user)
    elif way in WAYS:
        services.steer_run(run, WAYS[way], by=request.user)
    else:
        raise Http404
    return redirect(run)


@require_safe
@never_cache
def run_package(request: UserRequest, pk: int) -> HttpResponse:
    run = _find_run(request, pk)
    try:
        content = services.read_run(run, by=request.user)
    except services.NothingReady:
        messages.error(request, _("There is no PDF here yet that you may take."))
    except services.PackageTooLarge:
        messages.error(
            request,
            _("The attachments are too large for one file. Choose fewer letters."),
        )
    except (FileDamaged, OSError):
        messages.error(
            request,
            _("One of the files cannot be read, so you get none. Tell your administrator."),
        )
    else:
        day = run.asked_at.date().isoformat()
        name = slugify(f"raadsbrieven {day} {run.title}")[:80].strip("-")
        return download(content, f"{name}.zip", "application/zip")
    return redirect(run)


def _find_run(request: UserRequest, pk: int) -> Run:
    runs = Run.objects.visible_to(request.user).select_related("model")
    return get_object_or_404(runs, pk=pk)


def _readable(request: UserRequest, standing: overviews.RunStanding[overviews.RunRow]) -> set[int]:
    """The letters with a page for this person: the project team takes some that it has none of."""
    mine = Letter.objects.visible_to(request.user)
    found = mine.filter(pk__in=[row.letter.pk for row in standing.rows if row.letter])
    return set(found.values_list("pk", flat=True))


def _moves(run: Run, standing: overviews.RunStanding[overviews.RunRow]) -> bool:
    """What was asked for before somebody held it up is finished all the same."""
    if run.state == RunState.GOING:
        return standing.under_way > 0
    return any(
        row.rendering and row.progress in {overviews.Progress.WAITING, overviews.Progress.BUSY}
        for row in standing.rows
    )


def status_answer(standing: overviews.RunStanding[Any], *, moves: bool) -> JsonResponse:
    answer = {"finished": not moves, "step": standing.step, "message": how_far(standing)}
    return JsonResponse(answer)


def how_far(standing: overviews.RunStanding[Any]) -> str:
    words = ngettext(
        "%(ready)s of %(all)s letter is ready.",
        "%(ready)s of %(all)s letters are ready.",
        len(standing.rows),
    ) % {"ready": standing.ready, "all": len(standing.rows)}
    if standing.failed:
        failed = ngettext("%(n)s failed.", "%(n)s have failed.", standing.failed)
        words = f"{words} {failed % {'n': standing.failed}}"
    return words
