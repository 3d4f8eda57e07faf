"""A letter begun, from what the council must be informed of; and what is set aside or understood."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from letters import permissions, services
from letters.forms import StartLetterForm
from letters.models import Letter
from letters.occasions import occasion_named
from letters.starts import STARTS
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .parts import find_letter


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter_new(request: UserRequest) -> HttpResponse:
    require(permissions.can_write_letters(request.user))

    now = timezone.now()
    executives = permissions.executives_written_for(request.user)
    initial = {name: request.GET.get(name, "") for name in ("start", "occasion")}
    form = StartLetterForm(request.POST or None, initial=initial, executives=executives)
    if form.is_valid():
        start = STARTS[form.cleaned_data["start"]]
        occasion = occasion_named(form.cleaned_data["occasion"], now=now)
        letter = services.start_letter(
            form.cleaned_data["executive"],
            start=start,
            # Somebody may think better of it and start from something else.
            occasion=occasion if occasion and occasion.start == start.slug else None,
            key=form.cleaned_data["key"],
            by=request.user,
        )
        # The key came from outside: it opens no letter that this person may not see.
        letter = get_object_or_404(Letter.objects.visible_to(request.user), pk=letter.pk)
        return redirect("letter_edit", letter.pk)
    context = {
        "form": form,
        "occasion": occasion_named(str(form["occasion"].value() or ""), now=now),
        "executives": executives,
    }
    return render(request, "letters/letter_new.html", context, status=422 if form.errors else 200)


@require_POST
def occasion_set_aside(request: UserRequest) -> HttpResponse:
    require(permissions.can_write_letters(request.user))
    occasion = occasion_named(request.POST.get("occasion", ""), now=timezone.now())
    if occasion is None:
        raise Http404
    for executive in permissions.executives_written_for(request.user):
        services.set_aside(executive, occasion, by=request.user)
    messages.success(request, _("Set aside: it is not in your work any more."))
    return redirect("overview")


@require_POST
def fact_settle(request: UserRequest, pk: int, notice_id: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_work_on_letter(request.user, letter))
    notice = get_object_or_404(letter.fact_notices, pk=notice_id)
    services.settle_fact(notice, by=request.user)
    messages.success(request, _("Noted. It is not in your work any more."))
    return redirect(letter)
