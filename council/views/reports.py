"""The report of a session: its points, who may change them, and where each of them goes."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import permissions, services
from council.forms import DestineForm, JoinForm, PointForm, ReturnForm, chapters_for
from council.models import Point, Question, Report
from council.models.reports import PointQuerySet
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from strategy.models import Chapter

from .finding import point_seen, session_seen

SETTLED = gettext_lazy("The clerk confirmed this report a moment ago: it stays as it is.")


@require_POST
def report_ask(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_ask_report(request.user, session))
    report = services.ask_report(session, by=request.user)
    messages.success(
        request,
        _("Every answer is a point now. The civil servants of the executive can make the report."),
    )
    return redirect(report)


@require_safe
@never_cache
def report_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _show(request, _report(request, pk))


@require_POST
def points_join(request: UserRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(permissions.can_make_report(request.user, report))
    form = JoinForm(request.POST, points=_points(request, report))
    if not form.is_valid():
        return _show(request, report, join=form, status=422)
    try:
        joined = services.join_points(list(form.cleaned_data["points"]), by=request.user)
    except services.ReportSettled:
        messages.error(request, SETTLED)
        return redirect(report)
    except services.NothingToSay:
        messages.error(request, _("A colleague joined them a moment ago. Look again."))
        return redirect(report)
    messages.success(request, _("Together they are point %(code)s now.") % {"code": joined.code})
    return redirect(f"{report.get_absolute_url()}#point-{joined.number}")


@require_POST
def points_destine(request: UserRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(permissions.can_destine_some(request.user, report))
    form = _destine_form(report, _points(request, report), request.POST)
    if form.is_valid():
        try:
            services.destine(list(form.cleaned_data.pop("points")), by=request.user,
                             **form.cleaned_data)  # fmt: skip
        except services.AnsweredAlready:
            form.add_error("points", _("One of these is being answered already: it goes along."))
        else:
            messages.success(request, _("It has been recorded; the council reads it too."))
            return redirect(report)
    return _show(request, report, destine=form, status=422)


@require_POST
def report_finish(request: UserRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(permissions.can_make_report(request.user, report))
    try:
        services.finish_report(report, by=request.user)
    except services.ReportSettled:
        messages.info(request, SETTLED)
    else:
        messages.success(request, _("The report is with the clerk now."))
    return redirect(report)


@require_http_methods(["GET", "HEAD", "POST"])
def report_return(request: UserRequest, pk: int) -> HttpResponse:
    """The clerk: this is not what was said."""
    report = _report(request, pk)
    require(permissions.can_confirm(request.user, report))
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            services.return_report(report, by=request.user, **form.cleaned_data)
        except services.ReportSettled:
            messages.info(request, SETTLED)
        else:
            messages.success(request, _("The report is back with who makes it."))
        return redirect(report)
    return render(
        request,
        "council/report_return.html",
        {"report": report, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_confirm(request: UserRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(permissions.can_confirm(request.user, report))
    if request.method == "POST":
        try:
            services.confirm_report(report, by=request.user, seen=request.POST.get("seen", ""))
        except services.ReportSettled:
            messages.info(request, SETTLED)
        except services.ReportChangedMeanwhile:
            messages.error(request, _("The report changed since you read it. Look again."))
        else:
            messages.success(
                request, _("Confirmed: your council reads it now. You can pass it on.")
            )
        return redirect(report)
    count = report.points.count()
    context = {
        "title": _("Confirm the report"),
        "text": ngettext(
            "You confirm that this %(n)s point is what was said. The report does not change any "
            "more, and the members of your council can read it.",
            "You confirm that these %(n)s points are what was said. The report does not change "
            "any more, and the members of your council can read it.",
            count,
        )
        % {"n": count},
        "hidden": {"seen": request.GET.get("seen") or report.fingerprint()},
        "action": _("Confirm the report"),
        "back": report.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
def answers_release(request: UserRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(permissions.can_release(request.user, report.session))
    count = services.release_answers(report.session, by=request.user)
    if count:
        messages.success(
            request,
            ngettext(
                "The council can read the answer to %(n)s point now.",
                "The council can read the answers to %(n)s points now.",
                count,
            )
            % {"n": count},
        )
    else:
        messages.info(request, _("There is no new answer to tell the council."))
    return redirect(report)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def point_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Word one point, or divide it: every paragraph becomes a point."""
    point = point_seen(request, pk)
    require(permissions.can_make_report(request.user, point.report))
    form = PointForm(
        request.POST or None,
        chapters=chapters_for(point),
        initial={"text": point.text, "chapter": point.chapter_id, "seen": point.stamp},
    )
    elsewhere: Point | None = None
    if form.is_valid():
        try:
            if form.cleaned_data.pop("seen") != point.stamp:
                raise services.PointChangedMeanwhile
            if request.POST.get("action") == "split":
                made = services.split_point(point, form.paragraphs, by=request.user)
                messages.success(request, _("It is %(n)s points now.") % {"n": len(made)})
            else:
                services.word_point(point, by=request.user, **form.cleaned_data)
            return redirect(f"{point.report.get_absolute_url()}#point-{point.number}")
        except services.NothingToSay:
            form.add_error(
                "text", _("To divide it, leave an empty line between what become the points.")
            )
        except services.PointChangedMeanwhile:
            elsewhere = point
            form.begin_after(point)
            form.add_error(
                None, _("A colleague saved other words meanwhile. Yours are still here: compare.")
            )
        except services.ReportSettled:
            messages.error(request, SETTLED)
            return redirect(point)
    return render(
        request,
        "council/point_edit.html",
        {"point": point, "form": form, "elsewhere": elsewhere},
        status=422 if form.errors else 200,
    )


def _show(
    request: UserRequest,
    report: Report,
    *,
    join: JoinForm | None = None,
    destine: DestineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    points = _points(request, report)
    user, session = request.user, report.session
    shown = list(
        points.with_everything_to_show().prefetch_related(
            "answers__input__author",
            "answers__input__group",
            "answers__input__withholding",
            "answers__input__session__body",
            "answers__reactions__by",
        )
    )
    said = [answer.input for point in shown for answer in point.answers.all()]
    permissions.name_speakers(user, said)
    for point in shown:
        point.is_told = permissions.reads_answer(user, point)
    may_make = permissions.can_make_report(user, report)
    may_confirm = permissions.can_confirm(user, report)
    may_destine = permissions.can_destine_some(user, report)
    return render(
        request,
        "council/report_detail.html",
        {
            "report": report,
            "session": session,
            "groups": _groups(shown),
            "knows_speakers": permissions.knows_speakers(user, session),
            "may_make": may_make,
            "may_confirm": may_confirm,
            "seen": report.fingerprint() if may_confirm else "",
            "may_hand_over": permissions.can_hand_over(user, session),
            "may_release": permissions.can_release(user, session),
            "to_release": points.to_release().count(),
            "join": join or (JoinForm(points=points) if may_make and len(shown) > 1 else None),
            "destine": destine
            or (_destine_form(report, points) if may_destine and shown else None),
        },
        status=status,
    )


def _groups(points: list[Point]) -> list[tuple[Question | Chapter | None, list[Point]]]:
    """By question, then by chapter, in the order of the session."""

    def subject(point: Point) -> Question | Chapter | None:
        return point.question or point.chapter

    def order(point: Point) -> tuple[int, int, int]:
        if point.question:
            return (0, point.question.position, point.number)
        return (1, point.chapter.number if point.chapter else 0, point.number)

    return [(about, list(some)) for about, some in groupby(sorted(points, key=order), key=subject)]


def _destine_form(
    report: Report, points: PointQuerySet, answers: QueryDict | None = None
) -> DestineForm:
    destinations = permissions.destinations_for(report.session.body)
    return DestineForm(answers, points=points, destinations=destinations)


def _report(request: UserRequest, pk: int) -> Report:
    """Who sees none of its points does not know of the report."""
    session = session_seen(request, pk)
    report = get_object_or_404(Report.objects.select_related("confirmed_by"), session=session)
    report.session = session
    if not permissions.can_read_report(request.user, report):
        raise Http404
    return report


def _points(request: UserRequest, report: Report) -> PointQuerySet:
    return Point.objects.visible_to(request.user).filter(report=report).order_by("number")
