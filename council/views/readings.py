"""Reading back: "this is how you said it", until a day, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council import permissions, services
from council.forms import AskReadingForm, ReactionForm
from council.models import Answer, Input, InputSession, Reading
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .finding import session_seen

PER_PAGE = 50
REPORT = gettext_lazy("The report of this session is being made.")
CLOSED = gettext_lazy("The clerk closed it, or the last day is over.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_reading(request: UserRequest, pk: int) -> HttpResponse:
    """For who spoke: the own words. For the clerk: all of them, and who reacted."""
    session = session_seen(request, pk)
    require(permissions.can_read_back(request.user, session))
    may_run = permissions.can_run_session(request.user, session)
    reading = Reading.objects.filter(session=session).first()
    may_ask = permissions.can_ask_reading(request.user, session, reading)
    form = AskReadingForm(
        request.POST or None, initial={"due_on": reading.due_on if reading else None}
    )
    if request.method == "POST":
        require(may_ask)
        if form.is_valid() and (answer := _ask(request, session, form)):
            return answer

    written = Input.objects.written_down().filter(session=session)
    if not may_run:
        groups = permissions.groups_of(request.user, session.body_id)
        written = written.spoken_by(request.user, groups)
    written = written.with_speakers().prefetch_related(
        "answers__question", "answers__chapter", "answers__reactions__by"
    )
    page = Paginator(written, PER_PAGE).get_page(request.GET.get("page"))
    permissions.name_speakers(request.user, page)
    return render(
        request,
        "council/session_reading.html",
        {
            "session": session,
            "reading": reading,
            "form": form if may_ask else None,
            "may_close": may_ask and reading,
            "may_react": not may_run
            and reading is not None
            and reading.takes_reactions_on(timezone.localdate()),
            "page": page,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def reading_close(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    reading = Reading.objects.filter(session=session).first()
    require(permissions.can_ask_reading(request.user, session, reading))
    if reading is None:
        messages.error(request, _("Nobody was asked yet."))
        return redirect("session_reading", pk=pk)
    try:
        services.close_reading(session, by=request.user)
    except services.ReportAskedFor:
        messages.error(request, REPORT)
    else:
        messages.success(request, _("Closed. You can have the report made now."))
    return redirect("session_reading", pk=pk)


@require_POST
def answer_react(request: UserRequest, receipt: str, pk: int) -> HttpResponse:
    answer = get_object_or_404(
        Answer.objects.select_related("input__session"),
        pk=pk,
        input__in=Input.objects.visible_to(request.user).filter(receipt=receipt),
    )
    require(permissions.can_react(request.user, answer.input))
    form = ReactionForm(request.POST)
    is_right = request.POST.get("action") == "right"
    if not form.is_valid() or not (is_right or form.cleaned_data["text"].strip()):
        messages.error(request, _("Write down how you said it, or choose that it is right."))
        return redirect(answer.input)
    text = "" if is_right else form.cleaned_data["text"].strip()
    try:
        services.react(answer, text=text, key=form.cleaned_data["key"], by=request.user)
    except services.ReadingClosed:
        messages.error(request, CLOSED)
    except services.ReportAskedFor:
        messages.error(request, REPORT)
    except services.KeyUsedForOtherText:
        messages.error(request, _("You reacted already in another window: see below."))
    else:
        messages.success(request, _("Thank you. The clerk sees it, beside what was written down."))
    return redirect(answer.input)


def _ask(request: UserRequest, session: InputSession, form: AskReadingForm) -> HttpResponse | None:
    """None: the form has been told why not."""
    try:
        services.ask_reading(session, by=request.user, **form.cleaned_data)
    except services.NothingWrittenDown:
        form.add_error(None, _("There is nothing to read back yet."))
        return None
    except services.ReadingClosed:
        form.add_error(None, CLOSED)
        return None
    except services.ReportAskedFor:
        form.add_error(None, REPORT)
        return None
    messages.success(request, _("Everybody whose words you wrote down gets a message."))
    return redirect("session_reading", pk=session.pk)
