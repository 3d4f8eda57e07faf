"""A line of the investment agenda, all of it in one form: sums are never half."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from programme import permissions, services
from programme.forms import LineForm, PlanForms
from programme.models import InvestmentLine, Project
from programme.money import Plan
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse
from ros_portal.lib.requests import UserRequest, whole_number

from .projects import WRITTEN_ALREADY, find_project


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def line_add(request: UserRequest, pk: int) -> HttpResponse:
    project = find_project(request, pk)
    require(permissions.can_change_project(request.user, project))
    form, plan_forms = LineForm(request.POST or None), PlanForms(request.POST or None)
    key = _key(request.POST.get("key", ""))
    if form.is_valid() and plan_forms.is_valid():
        try:
            services.add_line(project, form.cleaned_data, plan_forms.plan, key=key, by=request.user)
        except UsedForSomethingElse:
            key = uuid4()
            form.add_error(None, WRITTEN_ALREADY)
        else:
            messages.success(request, _("The line has been added."))
            return redirect(f"{project.get_absolute_url()}#money")
    return _show(request, project, form, plan_forms, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def line_edit(request: UserRequest, pk: int) -> HttpResponse:
    line = _find_line(request, pk)
    require(permissions.can_change_project(request.user, line.project))
    form = LineForm(
        request.POST or None, initial={name: getattr(line, name) for name in LineForm.base_fields}
    )
    plan_forms = PlanForms(request.POST or None, Plan.of(line))
    edition = line.edition
    if form.is_valid() and plan_forms.is_valid():
        seen = whole_number(request.POST.get("edition")) or 0
        try:
            services.change_line(
                line, form.cleaned_data, plan_forms.plan, edition=seen, by=request.user
            )
        except services.LineChangedMeanwhile:
            line.refresh_from_db()
            edition = line.edition
            form.add_error(
                None,
                _(
                    "A colleague saved this line while you were filling it in. Your numbers are "
                    "still below. Compare them with the line, and save again to keep yours."
                ),
            )
        else:
            messages.success(request, _("The line has been saved."))
            return redirect(f"{line.project.get_absolute_url()}#money")
    return _show(request, line.project, form, plan_forms, line=line, edition=edition)


@require_POST
def line_remove(request: UserRequest, pk: int) -> HttpResponse:
    line = _find_line(request, pk)
    require(permissions.can_change_project(request.user, line.project))
    services.remove_line(line, by=request.user)
    messages.success(request, _("The line has been removed."))
    return redirect(f"{line.project.get_absolute_url()}#money")


def _find_line(request: UserRequest, pk: int) -> InvestmentLine:
    return get_object_or_404(
        InvestmentLine.objects.select_related("project__lead"),
        pk=pk,
        project__in=Project.objects.visible_to(request.user),
    )


def _key(sent: str) -> UUID:
    """Made with the page: a second click adds nothing twice."""
    try:
        return UUID(sent)
    except ValueError:
        return uuid4()


def _show(
    request: UserRequest,
    project: Project,
    form: LineForm,
    plan_forms: PlanForms,
    *,
    line: InvestmentLine | None = None,
    key: UUID | None = None,
    edition: int = 0,
) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "plan_forms": plan_forms,
        "line": line,
        "key": key,
        "edition": edition,
    }
    status = 422 if form.errors or plan_forms.errors else 200
    return render(request, "programme/line_edit.html", context, status=status)
