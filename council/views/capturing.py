"""The session as the clerk captures it: one screen, one keyboard, with or without a connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from council import permissions, services
from council.forms import CaptureForm, MendForm
from council.models import Answer, Input
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from strategy.views.editing import read_json, refusal

from .finding import session_seen

MOST_SHOWN = 200
KEY_USED = gettext_lazy("This was stored before, with other words.")
IN_THE_REPORT = gettext_lazy(
    "The report is being made already. Give this to who makes it, or throw it away here."
)


@never_cache
@ensure_csrf_cookie
@require_safe
def session_capture(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))
    written = (
        Input.objects.written_down()
        .filter(session=session)
        .with_speakers()
        .prefetch_related("answers__question", "answers__chapter", "answers__revision")
        .prefetch_related("answers__reactions")
        .order_by("-submitted_at", "-pk")[:MOST_SHOWN]
    )
    permissions.name_speakers(request.user, written)
    return render(
        request,
        "council/session_capture.html",
        {
            "session": session,
            "form": CaptureForm(session=session, clerk=request.user),
            "entries": [entry for one in reversed(written) for entry in _entries(one)],
            "window": permissions.can_register(request.user, session),
        },
    )


@require_POST
def capture_entry(request: UserRequest, pk: int) -> JsonResponse:
    """Once per key, however often the device sends it. Refusing: {"message"}."""
    received_at = timezone.now()
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))
    form = CaptureForm(read_json(request), session=session, clerk=request.user)
    if not form.is_valid():
        return refusal(_first_error(form), status=422)
    try:
        captured = services.submit_input(
            session, form.speech(), by=request.user, received_at=received_at
        )
    except services.SessionNotOpen:
        return refusal(permissions.can_register(request.user, session).reason, status=409)
    except services.ReportAskedFor:
        return refusal(IN_THE_REPORT, status=409)
    except services.KeyUsedForOtherText:
        return refusal(KEY_USED, status=409)
    return JsonResponse(_stored(captured, captured.answers.get()))


@require_POST
def capture_mend(request: UserRequest, pk: int) -> JsonResponse:
    """Other words beside what was captured, as long as nobody works on the report."""
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))
    form = MendForm(read_json(request))
    if not form.is_valid():
        return refusal(_first_error(form), status=422)
    answers = Answer.objects.select_related("input__session__body").filter(
        input__in=Input.objects.written_down().filter(session=session)
    )
    answer = get_object_or_404(answers, pk=form.cleaned_data.pop("answer"))
    try:
        services.mend(answer, by=request.user, **form.cleaned_data)
    except services.ReportAskedFor:
        return refusal(IN_THE_REPORT, status=409)
    except services.KeyUsedForOtherText:
        return refusal(KEY_USED, status=409)
    return JsonResponse({})


@never_cache
@require_safe
def capture_worker(request: UserRequest, pk: int) -> HttpResponse:
    """From under the page of the session: it may look after that page alone."""
    require(permissions.can_run_session(request.user, session_seen(request, pk)))
    path = finders.find("js/capture-worker.js")
    assert isinstance(path, str)
    return HttpResponse(Path(path).read_bytes(), content_type="text/javascript")


def _entries(written: Input) -> list[dict[str, Any]]:
    """As static/js/session-capture.js keeps them on the device."""
    return [
        {
            "key": str(written.key),
            "who": written.speaker,
            "about": str(answer.question or answer.quote or answer.chapter),
            "source": str(written.get_source_display()),
            "text": answer.text,
            "mended": answer.mended if answer.mended != answer.text else "",
            **_stored(written, answer),
        }
        for answer in written.answers.all()
    ]


def _stored(written: Input, answer: Answer) -> dict[str, Any]:
    return {"receipt": written.receipt, "url": written.get_absolute_url(), "answer": answer.pk}


def _first_error(form: CaptureForm | MendForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)
