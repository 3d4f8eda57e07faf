"""What a council said together, written down by its clerk: a harvest, a motion, a decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council import permissions, services
from council.forms import HarvestForm, ResolutionForm, VoteForm
from council.models import REGISTERED, InputKind, InputSession
from council.speech import Speech
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from stakeholders.models import Group
from strategy.models import Chapter

from .finding import session_seen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def input_register(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in REGISTERED:
        raise Http404
    session = session_seen(request, pk)
    require(permissions.can_register(request.user, session))
    if kind == InputKind.HARVEST:
        return _harvest(request, session)
    return _resolution(request, session, InputKind(kind))


def _harvest(request: UserRequest, session: InputSession) -> HttpResponse:
    form = HarvestForm(request.POST or None, session=session, group=None)
    if form.is_valid():
        answer = _register(request, session, form, form.registered(request.user))
        if answer:
            return answer
    return _page(request, session, form, InputKind.HARVEST)


def _resolution(request: UserRequest, session: InputSession, kind: InputKind) -> HttpResponse:
    chapters = list(Chapter.objects.visible_to(request.user).select_related("product"))
    form = ResolutionForm(request.POST or None, session=session, chapters=chapters, kind=kind)
    groups = Group.objects.on(timezone.localdate()).filter(body=session.body_id).order_by("name")
    votes = [
        VoteForm(request.POST or None, prefix=f"group-{group.pk}", group=group) for group in groups
    ]
    # Every form says what is wrong with it, also when another one is wrong too.
    if all([form.is_valid(), *(vote.is_valid() for vote in votes)]):
        voted = [one for one in (vote.voted() for vote in votes) if one]
        if form.accepts(voted):
            speech = form.registered(request.user, kind, voted)
            answer = _register(request, session, form, speech)
            if answer:
                return answer
    return _page(request, session, form, kind, votes)


def _register(
    request: UserRequest,
    session: InputSession,
    form: HarvestForm | ResolutionForm,
    speech: Speech,
) -> HttpResponse | None:
    """None: the form has been told why not."""
    try:
        registered = services.submit_input(
            session, speech, by=request.user, received_at=timezone.now()
        )
    except services.NothingSaid:
        form.add_error(None, _("Write down at least one answer."))
        return None
    except services.ReportAskedFor:
        messages.error(request, _("The report of this session is being made."))
        return redirect(session)
    except services.KeyUsedForOtherText:
        return render(request, "council/input_conflict.html", {"session": session}, status=409)
    messages.success(request, _("Written down."))
    return redirect(registered)


def _page(
    request: UserRequest,
    session: InputSession,
    form: HarvestForm | ResolutionForm,
    kind: InputKind,
    votes: list[VoteForm] | None = None,
) -> HttpResponse:
    votes = votes or []
    return render(
        request,
        "council/input_register.html",
        {"session": session, "form": form, "kind": kind, "votes": votes},
        status=422 if form.errors or any(vote.errors for vote in votes) else 200,
    )
