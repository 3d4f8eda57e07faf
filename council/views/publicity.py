"""The input that anybody may read: the page of a session, the link of a receipt, and what stays inside."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import permissions, services
from council.forms import WithholdForm
from council.models import Input, InputSession, Point
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.tokens import token_hash

from .finding import session_seen


# Never kept anywhere: what is withheld afterwards is gone with the next visit.
@login_not_required
@never_cache
@require_safe
def session_public(request: HttpRequest, pk: int) -> HttpResponse:
    sessions = InputSession.objects.public().select_related("body", "meeting__body")
    session = get_object_or_404(sessions, pk=pk)
    inputs = list(
        Input.objects.public()
        .filter(session=session)
        .with_what_was_said()
        .order_by("submitted_at", "pk")
    )
    withheld = session.inputs.submitted().filter(withholding__isnull=False).count()
    response = render(
        request,
        "council/session_public.html",
        {
            "session": session,
            "questions": list(session.questions.all()),
            "of_council": [one for one in inputs if one.is_registered],
            "of_members": [one for one in inputs if not one.is_registered],
            "withheld": withheld,
        },
    )
    response["X-Robots-Tag"] = "noarchive"
    return response


@login_not_required
@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link reads this one input, its points and what its council was told of them."""
    found = get_object_or_404(
        Input.objects.submitted()
        .filter(session__is_closed=False, withholding=None)
        .with_what_was_said(),
        receipt_link__token_hash=token_hash(token),
    )
    answers = list(found.answers.all())
    points = Point.objects.behind_a_link().with_everything_to_show()
    prefetch_related_objects(answers, Prefetch("points", points, to_attr="shown_points"))
    for answer in answers:
        for point in answer.shown_points:
            point.is_told = permissions.is_told_to_council(point)
    response = render(request, "council/receipt.html", {"input": found, "answers": answers})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_POST
def receipt_link(request: UserRequest, receipt: str) -> HttpResponse:
    """A link for who gave the input; an earlier one leads nowhere any more."""
    one = _input_seen(request, receipt)
    require(permissions.can_renew_receipt_link(request.user, one))
    _show_link(request, services.renew_receipt_link(one, by=request.user))
    return redirect(one)


def give_receipt_link(request: UserRequest, submitted: Input) -> None:
    """With what was submitted; there is none to what is said behind closed doors."""
    if permissions.can_renew_receipt_link(request.user, submitted):
        _show_link(request, services.renew_receipt_link(submitted, by=request.user))


def _show_link(request: UserRequest, token: str) -> None:
    """Once, on the next page: the portal itself does not keep it."""
    address = request.build_absolute_uri(reverse("receipt", args=[token]))
    messages.success(
        request,
        format_html(
            "{} <a href=\"{}\">{}</a>",
            _("With this link you read your input and its answers without signing in. Keep it: it "
              "is shown once, and whoever has it can read along."),
            address,
            address,
        ),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def session_make_public(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_make_public(request.user, session))
    if request.method == "POST":
        services.make_public(session, by=request.user)
        messages.success(request, _("Everybody can read the input of this session now."))
        return redirect(session)
    count = session.inputs.submitted().filter(withholding=None).count()
    context = {
        "title": _("Make the input public"),
        "text": ngettext(
            "Everybody can read %(count)s input from now on, also without an account, with names "
            "and groups. You cannot take it back.",
            "Everybody can read %(count)s inputs from now on, also without an account, with names "
            "and groups. You cannot take it back.",
            count,
        )
        % {"count": count},
        "warnings": _warnings(session),
        "action": _("Make the input public"),
        "back": session.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


def _warnings(session: InputSession) -> list[str]:
    said = [_("First record the secrecy of what has to stay inside, at the input itself.")]
    if not session.handed_over_at:
        said.append(_("The executive has not got this input from you yet: it reads it here, too."))
    return said


@require_http_methods(["GET", "HEAD", "POST"])
def input_withhold(request: UserRequest, receipt: str) -> HttpResponse:
    one = _input_seen(request, receipt)
    require(permissions.can_withhold(request.user, one))
    form = WithholdForm(request.POST or None)
    if form.is_valid():
        try:
            services.withhold_input(one, by=request.user, **form.cleaned_data)
        except services.WithheldAlready:
            messages.info(request, _("Secrecy has been recorded for this input already."))
        else:
            messages.success(request, _("Secrecy has been recorded; it is not public (any more)."))
        return redirect(one)
    return render(
        request,
        "council/input_withhold.html",
        {"input": one, "form": form},
        status=422 if form.errors else 200,
    )


def _input_seen(request: UserRequest, receipt: str) -> Input:
    inputs = Input.objects.visible_to(request.user).submitted()
    return get_object_or_404(
        inputs.select_related("session__body__organisation", "withholding"), receipt=receipt
    )
