"""One project: what it is, why it is there, how far it is, what it costs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme import permissions, services
from programme.forms import CiteForm, LookForm, NoteForm, ProjectForm, StartProjectForm
from programme.models import AGENDA, Choice, Citation, Project
from programme.money import account_of
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, begin_anew
from ros_portal.lib.requests import UserRequest
from strategy.models import Product

WRITTEN_ALREADY = gettext_lazy("This was written down already. Send it once more for a new one.")


@require_safe
def project_detail(request: UserRequest, pk: int) -> HttpResponse:
    project = find_project(request, pk)
    citations = (
        project.citations.select_related("choice__chapter__product")
        .prefetch_related("looks__by")
        .order_by("choice__chapter__number", "pk")
    )
    lines = project.lines.select_related("risk_bearer").prefetch_related(
        "years__contributions__payer"
    )
    may_change = permissions.can_change_project(request.user, project)
    return render(
        request,
        "programme/project_detail.html",
        {
            "project": project,
            "citations": citations,
            "lines": lines,
            "account": account_of(project.lines.all()),
            "notes": project.notes.select_related("by"),
            "after": Project.objects.visible_to(request.user).filter(before=project),
            "before": Project.objects.visible_to(request.user).filter(after=project),
            "may_change": may_change,
            "may_publish": permissions.can_publish_project(request.user, project),
            "look_answers": LookForm().fields["answer"].choices,  # type: ignore[attr-defined]
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def project_start(request: UserRequest) -> HttpResponse:
    product = get_object_or_404(Product, order=AGENDA)
    require(permissions.can_start_project(request.user, product))
    others = Project.objects.visible_to(request.user)
    form = StartProjectForm(request.POST or None, others=others)
    if form.is_valid():
        try:
            project = services.start_project(
                product, form.facts, key=form.cleaned_data["key"], by=request.user
            )
        except UsedForSomethingElse:
            begin_anew(form)
            form.add_error(None, WRITTEN_ALREADY)
        else:
            messages.success(
                request, _("The project has been added. Say to which choices it leads back.")
            )
            return redirect("project_cite", project.pk)
    status = 422 if form.errors else 200
    return render(request, "programme/project_edit.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def project_edit(request: UserRequest, pk: int) -> HttpResponse:
    project = find_project(request, pk)
    require(permissions.can_change_project(request.user, project))
    others = Project.objects.visible_to(request.user).exclude(pk=project.pk)
    form = ProjectForm(request.POST or None, others=others, initial=_standing(project, others))
    if form.is_valid():
        # What it waits for unseen by this person stays, whatever was ticked.
        unseen = list(project.after.exclude(pk__in=others))
        try:
            services.change_project(
                project, *(_with(unseen, one) for one in (form.seen, form.changed)), by=request.user
            )
        except services.ChangedMeanwhile as meanwhile:
            project.refresh_from_db()
            _dispute(form, project, meanwhile.fields, others)
        except services.WaitsForItself:
            form.add_error(
                "after", _("Through other projects this one would wait for itself. Leave one out.")
            )
        else:
            messages.success(request, _("The project has been saved."))
            return redirect(project)
    return render(
        request,
        "programme/project_edit.html",
        {"form": form, "project": project},
        status=422 if form.errors else 200,
    )


@require_POST
def project_publish(request: UserRequest, pk: int) -> HttpResponse:
    project = find_project(request, pk)
    require(permissions.can_publish_project(request.user, project))
    services.publish_project(project, by=request.user)
    messages.success(request, _("Everybody can read this project now."))
    return redirect(project)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def project_note(request: UserRequest, pk: int) -> HttpResponse:
    project = find_project(request, pk)
    require(permissions.can_change_project(request.user, project))
    standing = {name: getattr(project, name) for name in ("phase", "health", "percent")}
    form = NoteForm(request.POST or None, initial=standing)
    if form.is_valid():
        try:
            services.note_progress(project, by=request.user, **form.cleaned_data)
        except UsedForSomethingElse:
            begin_anew(form)
            form.add_error(None, WRITTEN_ALREADY)
        else:
            messages.success(request, _("The note has been added."))
            return redirect(project)
    return render(
        request,
        "programme/project_note.html",
        {"form": form, "project": project},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def project_cite(request: UserRequest, pk: int) -> HttpResponse:
    project = find_project(request, pk)
    require(permissions.can_change_project(request.user, project))
    cited = list(project.cited.values_list("pk", flat=True))
    offered = (Choice.objects.standing() | Choice.objects.filter(pk__in=cited)).in_order()
    form = CiteForm(request.POST or None, offered=offered, initial={"choices": cited})
    if form.is_valid():
        services.cite(project, form.cleaned_data["choices"], by=request.user)
        messages.success(request, _("The choices have been saved."))
        return redirect(project)
    return render(
        request,
        "programme/project_cite.html",
        {"form": form, "project": project},
        status=422 if form.errors else 200,
    )


@require_POST
def citation_look(request: UserRequest, pk: int) -> HttpResponse:
    citation = get_object_or_404(
        Citation.objects.select_related("project", "choice"),
        pk=pk,
        project__in=Project.objects.visible_to(request.user),
    )
    project = citation.project
    require(permissions.can_change_project(request.user, project))
    form = LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether it is still right, in at most 300 characters."))
    elif services.answer_look(citation, by=request.user, **form.cleaned_data):
        messages.success(request, _("Your answer has been saved."))
    else:
        messages.error(request, _("The words of this choice have changed again. Read them first."))
    return redirect(f"{project.get_absolute_url()}#choices")


def find_project(request: UserRequest, pk: int) -> Project:
    projects = Project.objects.visible_to(request.user)
    return get_object_or_404(projects.select_related("lead", "theme", "client", "product"), pk=pk)


def _standing(project: Project, others: QuerySet[Project]) -> dict[str, Any]:
    """As the form holds it; of what the project waits for only `others`, which may be seen."""
    names = ProjectForm.base_fields.keys() - {"partners", "places", "after"}
    several = {name: _several(project, name, others) for name in ("partners", "places", "after")}
    return {name: getattr(project, name) for name in names} | {
        name: [row.pk for row in rows] for name, rows in several.items()
    }


def _several(project: Project, name: str, others: QuerySet[Project]) -> list[Any]:
    rows = getattr(project, name).order_by("pk")
    return list(rows.filter(pk__in=others) if name == "after" else rows)


def _with(unseen: list[Project], facts: dict[str, Any]) -> dict[str, Any]:
    if "after" not in facts:
        return facts
    return facts | {"after": sorted([*facts["after"], *unseen], key=lambda one: one.pk)}


def _dispute(
    form: ProjectForm, project: Project, fields: list[str], others: QuerySet[Project]
) -> None:
    """Says beside each field what a colleague filled in, and lets this person's words stand."""
    for name in fields:
        value = getattr(project, name)
        rows = _several(project, name, others) if hasattr(value, "all") else [value or ""]
        words = ", ".join(map(str, rows))
        form.add_error(
            name,
            _("A colleague filled in meanwhile: “%(words)s”. Save again to keep yours.")
            % {"words": words or "–"},
        )
    form.see_anew(_standing(project, others))
