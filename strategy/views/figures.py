"""The numbers under the strategy, with source and scope."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ros_portal.lib.requests import UserRequest
from strategy.models import Chapter, Figure


@require_safe
def figure_list(request: UserRequest) -> HttpResponse:
    """Figures that count the same stand beside each other: sources do not always agree."""
    chapters = Chapter.objects.visible_to(request.user)
    figures = Figure.objects.prefetch_related(Prefetch("chapters", chapters))
    groups = [list(group) for _name, group in groupby(figures, key=lambda figure: figure.name)]
    return render(request, "strategy/figure_list.html", {"groups": groups})
