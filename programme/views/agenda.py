"""The agenda as a table, by phase, in time, on the map and in money: one filter for all of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programme import overviews, permissions
from programme.files import AS_FILE
from programme.forms import AgendaFilter
from programme.models import AGENDA, Health, InvestmentLine, Project
from programme.models.projects import ProjectQuerySet
from programme.money import account_of
from programme.pictures import bars_of
from ros_portal.lib.requests import UserRequest
from stakeholders.models import Organisation
from strategy.models import Product

PER_PAGE = 50


@require_safe
def project_list(request: UserRequest) -> HttpResponse:
    projects, context = _asked(request)
    page = Paginator(projects, PER_PAGE).get_page(request.GET.get("page"))
    product = Product.objects.filter(order=AGENDA).first()
    return render(
        request,
        "programme/project_list.html",
        {
            **context,
            "page": page,
            "may_start": product and permissions.can_start_project(request.user, product),
        },
    )


@require_safe
def project_board(request: UserRequest) -> HttpResponse:
    projects, context = _asked(request)
    columns = overviews.by_phase(projects)
    return render(request, "programme/project_board.html", {**context, "columns": columns})


@require_safe
def project_timeline(request: UserRequest) -> HttpResponse:
    projects, context = _asked(request)
    timeline = overviews.timeline_of(projects.with_after(request.user))
    return render(request, "programme/project_timeline.html", {**context, "timeline": timeline})


@require_safe
def project_map(request: UserRequest) -> HttpResponse:
    projects, context = _asked(request)
    places = overviews.places_of(projects.prefetch_related("places"))
    tiles = [_tile(place, here) for place, here in places]
    return render(
        request, "programme/project_map.html", {**context, "tiles": tiles, "places": places}
    )


@require_safe
def project_money(request: UserRequest) -> HttpResponse:
    projects, context = _asked(request)
    lines = InvestmentLine.objects.filter(project__in=projects.order_by().values("pk"))
    account = account_of(lines)
    names = dict(Organisation.objects.values_list("pk", "name"))
    return render(
        request,
        "programme/project_money.html",
        {
            **context,
            "account": account,
            "bars": bars_of(account.years),
            "parties": sorted(
                ((names.get(payer or 0, ""), total) for payer, total in account.parties.items()),
                key=lambda row: -row[1].covered,
            ),
        },
    )


@require_safe
def loose_ends(request: UserRequest) -> HttpResponse:
    return render(
        request, "programme/loose_ends.html", {"loose": overviews.loose_ends(request.user)}
    )


@require_safe
def project_table(request: UserRequest, format: str) -> HttpResponse:
    """What is on the screen, as a file."""
    if format not in AS_FILE:
        raise Http404
    projects, _context = _asked(request)
    write, content_type = AS_FILE[format]
    response = HttpResponse(write(projects.with_after(request.user)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="projecten.{format}"'
    return response


def _asked(request: UserRequest) -> tuple[ProjectQuerySet, dict[str, Any]]:
    chosen = AgendaFilter(request.GET)
    projects = overviews.with_facts(Project.objects.visible_to(request.user))
    query = request.GET.copy()
    query.pop("page", None)
    return chosen.narrowed(projects), {"filter": chosen, "query": query.urlencode()}


def _tile(place: Organisation, here: list[Project]) -> dict[str, Any]:
    stuck = any(one.health in {Health.AT_RISK, Health.STUCK} for one in here)
    return {
        "name": place.short_name,
        "row": place.tile_row,
        "column": place.tile_column,
        "url": f"#place-{place.slug}",
        "current": False,
        "status": "late" if stuck else "done" if here else "none",
        "note": str(len(here)),
    }
