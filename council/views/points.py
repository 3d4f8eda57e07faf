"""The points on their way to the BOSS: the shared table, one of them, many at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import busy, permissions, services
from council.bulk import Change, changes_for, fingerprint
from council.changes import changes_since, processed_on
from council.files import POINTS
from council.forms import (
    AssignForm,
    BulkForm,
    ChooseFromTable,
    FileForm,
    NoteForm,
    PointFilter,
)
from council.models import Input, Point, Response, Theme
from council.models.reports import PointQuerySet
from council.table import in_the_table, rows_of
from milestones.permissions import can_plan_boss
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, renew
from ros_portal.lib.requests import UserRequest
from stakeholders.models import User
from strategy.services import request_export

from .finding import point_seen

PER_PAGE = 50
MOST_FILTER = 400  # characters of a filter in an address


@require_safe
@never_cache
def point_list(request: UserRequest) -> HttpResponse:
    """Everything that goes along to the BOSS, and what is still to be done with it."""
    require(permissions.can_answer(request.user))
    chosen = PointFilter(request.GET)
    points = chosen.narrowed(Point.objects.visible_to(request.user).going_along(), request.user)
    paginator = Paginator(in_the_table(chosen.ordered(points)), PER_PAGE)
    paginator.count, loose = points.tally()
    page = paginator.get_page(request.GET.get("page"))
    may_publish = permissions.can_publish_responses(request.user)
    return render(
        request,
        "council/point_list.html",
        {
            "filter": chosen,
            "page": page,
            "rows": rows_of(page, request.user),
            "query": chosen.query,
            "key": uuid4(),
            "ready": Response.objects.to_publish().count() if may_publish else 0,
            "loose": loose,
            "may_plan_boss": can_plan_boss(request.user),
        },
    )


@require_safe
def point_detail(request: UserRequest, pk: int) -> HttpResponse:
    point = point_seen(request, pk)
    session = point.report.session
    answers = list(point.answers.with_speakers())
    permissions.name_speakers(request.user, [answer.input for answer in answers])
    may_work_out = permissions.can_work_out(request.user, point)
    reads_answer = point.response is not None and (
        bool(may_work_out) or permissions.reads_answer(request.user, point)
    )
    busy.mark_busy([point], request.user)
    changes = changes_since(point, request.user) if reads_answer else []
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
            "notes": point.notes.select_related("by") if may_work_out else [],
            "note_form": NoteForm() if may_work_out else None,
            "changes": changes,
            "processed_on": processed_on(changes),
            "assign": AssignForm(point=point, user=request.user) if may_work_out else None,
            "themes": Theme.objects.all() if may_work_out else [],
        },
    )


@require_POST
def point_assign(request: UserRequest, pk: int) -> HttpResponse:
    """On one's own table, back on the shared one, or with another day, theme or paragraph."""
    point = point_seen(request, pk)
    require(permissions.can_work_out(request.user, point))
    if request.POST.get("action") == "take":
        handler, due_on = request.user, point.due_on
    elif request.POST.get("action") == "leave":
        handler, due_on = None, point.due_on
    else:
        form = AssignForm(request.POST, point=point, user=request.user)
        if not form.is_valid():
            messages.error(request, str(next(iter(form.errors.values()))[0]))
            return redirect(point)
        try:
            _apply([point], form.said, request.user)
        except services.AnsweredAlready:
            messages.error(request, _("The council was told of this point: it stays where it is."))
        return redirect(point)
    services.change_points([point], {"handler": handler, "due_on": due_on}, by=request.user)
    return redirect(point)


@require_POST
def point_note(request: UserRequest, pk: int) -> HttpResponse:
    point = point_seen(request, pk)
    require(permissions.can_work_out(request.user, point))
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a note first, of at most 2,000 characters."))
        return redirect(point)
    try:
        services.write_note(point, by=request.user, **form.cleaned_data)
    except UsedForSomethingElse:
        messages.error(request, _("This note was written already. Write the next one here."))
    return redirect(f"{point.get_absolute_url()}#notes")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def points_change(request: UserRequest) -> HttpResponse:
    """Many at once: first what would change, then the change itself."""
    require(permissions.can_answer(request.user))
    workable = Point.objects.visible_to(request.user).going_along()
    chosen, filtered = chosen_in_table(request, workable)
    back = f"{reverse('point_list')}?{filtered}"
    if not chosen.is_valid():
        messages.error(request, too_many(chosen) or _("Tick at least one point."))
        return redirect(back)
    points = list(chosen.cleaned_data["points"].with_everything_to_show().order_by("pk"))
    form = BulkForm(request.POST or None, points=workable, user=request.user)
    preview: list[Change] = []
    if form.is_valid():
        preview = changes_for(points, form.said)
        seen = fingerprint(preview)
        if request.POST.get("action") == "apply" and form.cleaned_data["seen"] == seen:
            count = _apply(points, form.said, request.user)
            messages.success(
                request,
                ngettext("%(n)s point changed.", "%(n)s points changed.", count) % {"n": count},
            )
            return redirect(back)
        if request.POST.get("action") == "apply":
            messages.info(request, _("A colleague changed one of them meanwhile: look again."))
        renew(form, seen=seen)
    return render(
        request,
        "council/points_change.html",
        {
            "points": points,
            "form": form,
            "preview": preview,
            "themes": Theme.objects.all(),
            "back": back,
            "filtered": filtered,
        },
        status=422 if form.errors else 200,
    )


def chosen_in_table(request: UserRequest, points: PointQuerySet) -> tuple[ChooseFromTable, str]:
    """Those of `points` that are ticked, or that the filter leaves; and that filter."""
    sent = request.POST or request.GET
    filtered = PointFilter(QueryDict(sent.get("back", "")[:MOST_FILTER]))
    left = filtered.narrowed(points, request.user)
    return ChooseFromTable(sent, points=points, left=left), filtered.query


def too_many(chosen: ChooseFromTable) -> str:
    """Why not, when it is more than goes at once; every page says for itself what it is without any."""
    is_so = chosen.has_error(NON_FIELD_ERRORS, "too_many")
    return str(chosen.non_field_errors()[0]) if is_so else ""


@transaction.atomic
def _apply(points: list[Point], said: dict[str, Any], user: User) -> int:
    changes = dict(said)
    if "theme" in changes:
        named = changes["theme"]
        changes["theme"] = services.theme_named(named) if named else None
    return services.change_points(points, changes, by=user)


@require_POST
def points_export(request: UserRequest) -> HttpResponse:
    """What the table shows with this filter, as a spreadsheet, in the background."""
    require(permissions.can_answer(request.user))
    form = FileForm(request.POST, formats=POINTS.makers)
    chosen = PointFilter(QueryDict(request.POST.get("query", "")[:MOST_FILTER]))
    if not form.is_valid():
        return redirect("point_list")
    return redirect(
        request_export(
            by=request.user,
            source=f"points:{chosen.query}",
            title=_("Points for the BOSS"),
            stem=f"punten-boss-{timezone.localdate().isoformat()}",
            **form.cleaned_data,
        )
    )
