"""The points on their way to the BOSS: the shared table, one point, and the answers to them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import permissions, services
from council.changes import changes_since, changes_to_link
from council.forms import AssignForm, ChoosePoints, LinkForm, PointFilter, ResponseForm
from council.models import Input, Point, Response, Trace
from milestones.models import Meeting
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from strategy.models import Revision

from .finding import point_seen

PER_PAGE = 50
PUBLISHED = gettext_lazy("This answer has been published: it stays as it is.")


@require_safe
@never_cache
def point_list(request: UserRequest) -> HttpResponse:
    """Everything that goes along to the BOSS, and what is still to be done with it."""
    require(permissions.can_answer(request.user))
    chosen = PointFilter(request.GET)
    points = chosen.narrowed(Point.objects.visible_to(request.user).of_boss(), request.user)
    page = Paginator(
        points.with_everything_to_show().order_by("chapter__number", "pk"), PER_PAGE
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "council/point_list.html",
        {
            "filter": chosen,
            "page": page,
            "query": chosen.query,
            "may_publish": permissions.can_publish_responses(request.user),
            "ready": Response.objects.ready().count(),
        },
    )


@require_safe
def point_detail(request: UserRequest, pk: int) -> HttpResponse:
    point = point_seen(request, pk)
    session = point.report.session
    answers = list(point.answers.select_related("input__author", "input__group"))
    may_work_out = permissions.can_work_out(request.user, point)
    reads_answer = point.response is not None and (
        bool(may_work_out) or permissions.reads_answer(request.user, point)
    )
    return render(
        request,
        "council/point_detail.html",
        {
            "point": point,
            "session": session,
            "answers": answers,
            # For another partner the words count, not who said them.
            "readable": set(
                Input.objects.visible_to(request.user)
                .filter(pk__in=[answer.input_id for answer in answers])
                .values_list("pk", flat=True)
            ),
            "may_make": permissions.can_make_report(request.user, point.report),
            "may_work_out": may_work_out,
            "reads_answer": reads_answer,
            "changes": changes_since(point, request.user) if reads_answer else [],
            "assign": AssignForm(initial={"handler": point.handler_id, "due_on": point.due_on})
            if may_work_out
            else None,
        },
    )


@require_POST
def point_assign(request: UserRequest, pk: int) -> HttpResponse:
    """On one's own table, back on the shared one, or with another day."""
    point = point_seen(request, pk)
    require(permissions.can_work_out(request.user, point))
    if request.POST.get("action") == "take":
        handler, due_on = request.user, point.due_on
    elif request.POST.get("action") == "leave":
        handler, due_on = None, point.due_on
    else:
        form = AssignForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Fill in a date, for example 24-11-2026."))
            return redirect(point)
        handler, due_on = form.cleaned_data["handler"], form.cleaned_data["due_on"]
    services.assign_points([point], handler=handler, due_on=due_on, by=request.user)
    return redirect(point)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def response_create(request: UserRequest) -> HttpResponse:
    """One answer to the chosen points."""
    require(permissions.can_answer(request.user))
    open_points = Point.objects.visible_to(request.user).of_boss().filter(response=None)
    chosen = ChoosePoints(request.POST or request.GET, points=open_points)
    if not chosen.is_valid():
        messages.error(request, _("Choose at least one point that has no answer yet."))
        return redirect("point_list")
    points = list(chosen.cleaned_data["points"].with_everything_to_show())
    form = ResponseForm(request.POST if "text" in request.POST else None)
    if form.is_valid():
        try:
            response = services.answer_points(points, by=request.user, **form.wording)
        except services.AnsweredElsewhere:
            messages.error(request, _("A colleague began an answer to one of these points."))
            return redirect("point_list")
        messages.success(request, _("The draft of the answer has been kept."))
        return redirect(response)
    return render(
        request,
        "council/response_edit.html",
        {"points": points, "form": form},
        status=422 if form.errors else 200,
    )


@require_safe
@never_cache
def response_detail(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_answer(request.user))
    response = _response(pk)
    points = list(response.points.with_everything_to_show().order_by("pk"))
    return render(
        request,
        "council/response_detail.html",
        {
            "response": response,
            "points": points,
            "councils": len({point.report.session.body_id for point in points}),
            "traces": response.traces.select_related("chapter", "revision__parent"),
            "to_link": [] if response.published_at else changes_to_link(response, points),
            "may_approve": permissions.can_approve(request.user, response),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def response_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_answer(request.user))
    response = _response(pk)
    form = ResponseForm(
        request.POST or None,
        initial={
            "title": response.title,
            "outcome": response.outcome,
            "text": response.text,
            "edition": response.edition,
        },
    )
    if form.is_valid():
        try:
            services.word_response(
                response, edition=form.cleaned_data["edition"] or 0, by=request.user, **form.wording
            )
        except services.ResponsePublished:
            messages.error(request, PUBLISHED)
            return redirect(response)
        except services.ResponseChangedMeanwhile:
            form.add_error(
                None, _("A colleague saved other words meanwhile. Yours are still here: compare.")
            )
            form.begin_after(response)
        else:
            messages.success(request, _("The draft of the answer has been kept."))
            return redirect(response)
    return render(
        request,
        "council/response_edit.html",
        {"response": response, "points": list(response.points.with_everything_to_show()),
         "form": form, "elsewhere": response if form.errors else None},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_POST
def response_step(request: UserRequest, pk: int) -> HttpResponse:
    """Ask a colleague to read it, approve it, link or unlink a change, take a point out."""
    require(permissions.can_answer(request.user))
    response = _response(pk)
    action = request.POST.get("action")
    try:
        if action == "submit":
            services.submit_response(response, by=request.user)
            messages.success(request, _("A colleague can read it now."))
        elif action == "approve":
            services.approve_response(response, by=request.user)
            messages.success(request, _("Approved. It is published after the BOSS."))
        elif action == "link":
            _link(request, response)
        elif action == "unlink":
            trace = get_object_or_404(Trace, pk=request.POST.get("trace"), response=response)
            services.unlink_change(trace, by=request.user)
        elif action == "take_out":
            point = get_object_or_404(response.points, pk=request.POST.get("point"))
            services.take_out(point, by=request.user)
            messages.success(request, _("The point has no answer any more; it waits again."))
    except services.ResponsePublished:
        messages.error(request, PUBLISHED)
    except services.NothingChanged:
        messages.error(request, _("This answer says that the text changes. Link the change first."))
    except services.NoPoints:
        messages.error(request, _("An answer has one point at least."))
    return redirect(response)


@require_http_methods(["GET", "HEAD", "POST"])
def responses_publish(request: UserRequest) -> HttpResponse:
    """After the BOSS: everything that is ready, at once."""
    require(permissions.can_publish_responses(request.user))
    meeting = Meeting.objects.of_boss().held().first()
    ready = Response.objects.ready().count()
    if meeting is None or not ready:
        messages.info(request, _("There is no BOSS behind us, or no answer that is ready."))
        return redirect("point_list")
    if request.method == "POST":
        count = services.publish_responses(meeting, by=request.user)
        messages.success(request, _("%(n)s answers are with the executives now.") % {"n": count})
        return redirect("point_list")
    context = {
        "title": _("Publish the answers"),
        "text": _(
            "%(n)s answers go to the executives, as decided after the %(meeting)s. They do not "
            "change any more. Each executive tells its own council."
        )
        % {"n": ready, "meeting": meeting},
        "action": _("Publish the answers"),
        "back": "..",
    }
    return render(request, "confirm.html", context)


def _link(request: UserRequest, response: Response) -> None:
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a change of the text."))
        return
    revision_id, block_id = form.cleaned_data["change"]
    revision = get_object_or_404(
        Revision.objects.visible_to(request.user).in_line().select_related("parent"), pk=revision_id
    )
    try:
        services.link_change(response, revision=revision, block_id=block_id, by=request.user)
    except services.UnknownChange:
        messages.error(request, _("This paragraph did not change there. Choose another change."))
    else:
        messages.success(request, _("The change has been linked."))


def _response(pk: int) -> Response:
    return get_object_or_404(
        Response.objects.select_related("prepared_by", "approved_by", "meeting__body"), pk=pk
    )
