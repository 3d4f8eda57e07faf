"""Questions to the own executive, and what it promised."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council import permissions, services
from council.forms import InquiryAnswerForm, InquiryForm, SettleForm, UndertakingForm
from council.models import InputSession, Inquiry, Undertaking
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, begin_anew
from ros_portal.lib.requests import UserRequest
from strategy.models import Chapter

from .finding import session_seen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_ask(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_give_input(request.user, session))
    chapters = Chapter.objects.visible_to(request.user).select_related("product")
    form = InquiryForm(request.POST or None, chapters=chapters)
    if form.is_valid():
        try:
            inquiry = services.ask_inquiry(session, by=request.user, **form.cleaned_data)
        except UsedForSomethingElse:
            begin_anew(form)
            form.add_error(None, _("You asked this already. Send it once more to ask anew."))
        else:
            messages.success(request, _("The executive has your question."))
            return redirect(inquiry)
    return _page(request, session, form, title=_("Ask the executive a question"),
                 lead=_("Your council and its executive read it at once, with your name. "
                        "Your question does not go along to the BOSS."),
                 action=_("Ask the question"))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_answer(request: UserRequest, pk: int) -> HttpResponse:
    inquiry = get_object_or_404(
        Inquiry.objects.visible_to(request.user).select_related("session__body"), pk=pk
    )
    require(permissions.can_answer_inquiry(request.user, inquiry))
    form = InquiryAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer_inquiry(inquiry, by=request.user, **form.cleaned_data)
        except services.InquiryAnswered:
            messages.info(request, _("A colleague answered this question a moment ago."))
        else:
            messages.success(request, _("The council has the answer."))
        return redirect(inquiry)
    return _page(request, inquiry.session, form, title=_("Answer a question"),
                 lead=inquiry.text, action=_("Send the answer"))  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undertaking_register(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))
    form = UndertakingForm(request.POST or None, holders=permissions.holders_of(session))
    if form.is_valid():
        try:
            undertaking = services.register_undertaking(
                session, by=request.user, **form.cleaned_data
            )
        except UsedForSomethingElse:
            begin_anew(form)
            form.add_error(
                None, _("This was written down already. Send it once more for a new one.")
            )
        else:
            messages.success(request, _("Written down. The portfolio holder hears of it."))
            return redirect(undertaking)
    return _page(request, session, form, title=_("Write down an undertaking"),
                 lead=_("The council and its executive see it until it is settled."),
                 action=_("Write it down"))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def undertaking_settle(request: UserRequest, pk: int) -> HttpResponse:
    undertaking = get_object_or_404(
        Undertaking.objects.visible_to(request.user).select_related("session__body"), pk=pk
    )
    require(permissions.can_settle(request.user, undertaking))
    form = SettleForm(request.POST or None)
    if form.is_valid():
        try:
            services.settle_undertaking(undertaking, by=request.user, **form.cleaned_data)
        except services.UndertakingSettled:
            messages.info(request, _("A colleague settled this undertaking a moment ago."))
        else:
            messages.success(request, _("The council reads that it was done."))
        return redirect(undertaking)
    return _page(request, undertaking.session, form, title=_("Settle an undertaking"),
                 lead=undertaking.text, action=_("It is done"))  # fmt: skip


def _page(
    request: UserRequest, session: InputSession, form: forms.Form, **words: Any
) -> HttpResponse:
    return render(
        request,
        "council/promise_edit.html",
        {"session": session, "form": form, **words},
        status=422 if form.errors else 200,
    )
