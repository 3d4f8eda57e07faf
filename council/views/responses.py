"""The answers to points: begun, worded, read by a colleague, linked to what changed, published."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import busy, permissions, services
from council.changes import changes_to_link
from council.forms import LinkForm, PublishForm, ReadForm, ResponseForm
from council.likeness import alike
from council.models import Point, Response, StandardAnswer, Trace
from council.publishing import publishing
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest, asked_number, whole_number
from strategy.models import Chapter, Revision

from .points import chosen_in_table, too_many

MOST_TO_READ = 50  # at once
CHANGED_MEANWHILE = gettext_lazy(
    "One of these answers changed meanwhile. Nothing was approved: look again."
)
PUBLISHED = gettext_lazy("This answer has been published: it stays as it is.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def response_create(request: UserRequest) -> HttpResponse:
    """One answer to the chosen points."""
    require(permissions.can_answer(request.user))
    visible = Point.objects.visible_to(request.user).going_along()
    # Ticked in the list, those with an answer stay behind; in the form itself nothing goes unsaid.
    open_points = visible.filter(response=None)
    chosen, filtered = chosen_in_table(request, open_points if request.POST else visible)
    if not chosen.is_valid() or not chosen.cleaned_data["points"].filter(response=None).exists():
        none = _("Choose at least one point that has no answer yet.")
        messages.error(request, too_many(chosen) or none)
        return redirect(f"{reverse('point_list')}?{filtered}")
    ticked = chosen.cleaned_data["points"]
    points = list(ticked.filter(response=None).with_everything_to_show())
    if not request.POST and (answered := ticked.exclude(response=None).count()):
        _tell_left_behind(request, answered)
    form = ResponseForm(request.POST if "text" in request.POST else None)
    if request.POST.get("action") == "begin":
        chosen_one = whole_number(request.POST.get("begin_with")) or 0
        form = form.begun_with(StandardAnswer.objects.filter(pk=chosen_one).first())
    elif form.is_valid():
        try:
            response = services.answer_points(
                points, by=request.user, standard=form.cleaned_data["standard"], **form.wording
            )
        except services.AnsweredElsewhere:
            messages.error(request, _("A colleague began an answer to one of these points."))
            return redirect("point_list")
        busy.done(points, request.user)
        messages.success(request, _("The draft of the answer has been kept."))
        return redirect(response)
    return render(
        request,
        "council/response_edit.html",
        {
            "points": points,
            "form": form,
            "colleagues": busy.begin(points, request.user),
            "standards": StandardAnswer.objects.all(),
            "alike": alike(points),
        },
        status=422 if form.errors else 200,
    )


def _tell_left_behind(request: UserRequest, answered: int) -> None:
    messages.info(
        request,
        ngettext(
            "%(n)s point has an answer already and is not in this one.",
            "%(n)s points have an answer already and are not in this one.",
            answered,
        )
        % {"n": answered},
    )


@require_safe
@never_cache
def response_detail(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_answer(request.user))
    response = _response(pk)
    points = list(response.points.with_everything_to_show().order_by("pk"))
    chapters = Chapter.objects.visible_to(request.user).select_related("product")
    looked_in = chapters.filter(pk=asked_number(request, "chapter") or 0).first()
    is_settled = bool(response.published_at)
    return render(
        request,
        "council/response_detail.html",
        {
            "response": response,
            "points": points,
            "councils": len({point.report.session.body_id for point in points}),
            "traces": response.traces.select_related("chapter", "revision__parent"),
            "to_link": [] if is_settled else changes_to_link(response, points, looked_in),
            "chapters": chapters,
            "looked_in": looked_in,
            "may_approve": permissions.can_approve(request.user, response),
            "alike": [] if is_settled else alike(points, response),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def response_edit(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_answer(request.user))
    response = _response(pk)
    points = list(response.points.with_everything_to_show())
    form = ResponseForm(request.POST or None, initial=ResponseForm.words_of(response))
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
            busy.done(points, request.user)
            messages.success(request, _("The draft of the answer has been kept."))
            return redirect(response)
    return render(
        request,
        "council/response_edit.html",
        {
            "response": response,
            "points": points,
            "form": form,
            "colleagues": busy.begin(points, request.user),
            "elsewhere": response if form.errors else None,
            "alike": alike(points, response),
        },
        status=422 if form.errors else 200,
    )


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
            read = request.POST.get("read", "")
            services.approve_response(response, by=request.user, read=read)
            messages.success(request, _("Approved. It is published after the BOSS."))
        elif action == "link":
            _link(request, response)
        elif action == "unlink":
            trace = get_object_or_404(
                Trace, pk=whole_number(request.POST.get("trace")), response=response
            )
            services.unlink_change(trace, by=request.user)
        elif action == "add":
            points = Point.objects.visible_to(request.user).going_along()
            services.add_points(
                response,
                [get_object_or_404(points, pk=whole_number(request.POST.get("point")))],
                by=request.user,
            )
            messages.success(request, _("This answer answers that point, too."))
        elif action == "take_out":
            point = get_object_or_404(response.points, pk=whole_number(request.POST.get("point")))
            services.take_out(point, by=request.user)
            messages.success(request, _("The point has no answer any more; it waits again."))
    except services.ResponsePublished:
        messages.error(request, PUBLISHED)
    except services.ResponseChangedMeanwhile:
        messages.error(request, _("The answer changed since you read it. Read it again."))
    except services.AnsweredElsewhere:
        messages.error(request, _("A colleague began an answer to one of these points."))
    except services.NothingChanged:
        messages.error(request, _("This answer says that the text changes. Link the change first."))
    except services.NoPoints:
        messages.error(request, _("An answer has one point at least."))
    return redirect(response)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def responses_read(request: UserRequest) -> HttpResponse:
    """The second pair of eyes for several answers at once."""
    require(permissions.can_answer(request.user))
    answers = list(
        Response.objects.to_read(request.user)
        .select_related("prepared_by")
        .prefetch_related(
            Prefetch("points", Point.objects.with_everything_to_show().order_by("pk")),
            Prefetch("traces", Trace.objects.select_related("chapter", "revision__parent")),
        )[:MOST_TO_READ]
    )
    form = ReadForm(request.POST if request.method == "POST" else None, answers=answers)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.approve_responses(form.as_read, by=request.user)
        except (services.ResponseChangedMeanwhile, services.ResponsePublished):
            messages.error(request, CHANGED_MEANWHILE)
        else:
            messages.success(
                request,
                ngettext("%(n)s answer approved.", "%(n)s answers approved.", count) % {"n": count},
            )
        return redirect("responses_read")
    return render(
        request,
        "council/responses_read.html",
        {"answers": answers, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def responses_publish(request: UserRequest) -> HttpResponse:
    """After a BOSS: everything that belongs to it and is ready, at once."""
    require(permissions.can_publish_responses(request.user))
    form = PublishForm(request.POST or None)
    if form.is_valid():
        count = services.publish_responses(by=request.user, **form.cleaned_data)
        messages.success(
            request,
            ngettext(
                "%(n)s answer is with the executives now.",
                "%(n)s answers are with the executives now.",
                count,
            )
            % {"n": count},
        )
        return redirect("point_list")
    if form.is_bound:
        messages.error(request, _("Choose a BOSS that has met."))
        return redirect("responses_publish")
    now = publishing()
    if not now.held:
        messages.info(request, _("There is no BOSS behind us, or no answer that is ready."))
        return redirect("point_list")
    return render(request, "council/responses_publish.html", {"publishing": now})


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
