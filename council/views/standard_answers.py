"""Standard answers: the list with what they are used in, and their words."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council import permissions, services
from council.forms import StandardAnswerForm
from council.models import StandardAnswer
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest


@require_safe
def standard_answer_list(request: UserRequest) -> HttpResponse:
    require(permissions.can_answer(request.user))
    answers = StandardAnswer.objects.annotate(times=Count("used_in"))
    return render(request, "council/standard_answer_list.html", {"answers": answers})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def standard_answer_create(request: UserRequest) -> HttpResponse:
    require(permissions.can_answer(request.user))
    form = StandardAnswerForm(request.POST or None)
    if form.is_valid():
        services.write_standard_answer(by=request.user, **form.wording)
        messages.success(request, _("The standard answer has been kept."))
        return redirect("standard_answer_list")
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def standard_answer_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_answer(request.user))
    answer = get_object_or_404(StandardAnswer, pk=pk)
    form = StandardAnswerForm(request.POST or None, initial=StandardAnswerForm.words_of(answer))
    if form.is_valid():
        edition = form.cleaned_data["edition"] or 0
        try:
            services.word_standard_answer(answer, edition=edition, by=request.user, **form.wording)
        except services.StandardAnswerChangedMeanwhile:
            form.add_error(
                None, _("A colleague saved other words meanwhile. Yours are still here: compare.")
            )
            form.begin_after(answer)
        else:
            messages.success(request, _("The standard answer has been kept."))
            return redirect("standard_answer_list")
    return _page(request, form, answer)


def _page(
    request: UserRequest, form: StandardAnswerForm, answer: StandardAnswer | None
) -> HttpResponse:
    used_in = list(answer.used_in.order_by("-pk")[:50]) if answer else []
    return render(
        request,
        "council/standard_answer_edit.html",
        {"form": form, "answer": answer, "used_in": used_in},
        status=422 if form.errors else 200,
    )
