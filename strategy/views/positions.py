"""Who agrees with what: the matrix of organisations and chapters, and giving a position."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from strategy import permissions, services
from strategy.forms import PositionForm
from strategy.models import Chapter, Level, Position, Product, ReviewRound

from .rounds import rounds_in_order


@require_safe
def position_matrix(request: UserRequest, slug: str) -> HttpResponse:
    product = get_object_or_404(Product, slug=slug)
    require(permissions.can_see_positions(request.user, product))
    level = request.GET.get("level", Level.POLITICAL)
    if level not in Level.values:
        raise Http404

    chapters = list(Chapter.objects.filter(product=product).published().order_by("number"))
    bodies = list(product.writers.select_related("organisation").order_by("organisation__name"))
    newest = _newest(chapters, level)
    rounds = rounds_in_order(product, level)
    return render(
        request,
        "strategy/position_matrix.html",
        {
            "product": product,
            "level": level,
            "levels": Level.choices,
            "rounds": [one for one in rounds if not one.is_over],
            "past_rounds": [one for one in rounds if one.is_over],
            "may_plan": permissions.can_plan_round(request.user, product),
            "chapters": chapters,
            "rows": [
                {
                    "body": body,
                    "cells": [
                        {"chapter": chapter, "position": newest.get((chapter.pk, body.pk))}
                        for chapter in chapters
                    ],
                }
                for body in bodies
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def position_give(request: UserRequest, slug: str) -> HttpResponse:
    """For one of one's own bodies, about the text as it is published now."""
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).published().select_related("product", "published"),
        slug=slug,
    )
    assert chapter.published is not None  # asked for above
    offers = permissions.positions_to_give(request.user, chapter.product)
    require(permissions.can_give_some_position(offers))

    form = PositionForm(request.POST or None, offers=offers, published=chapter.published_id)
    if form.is_valid():
        body, level = form.cleaned_data["offer"]
        try:
            services.give_position(
                chapter,
                body=body,
                level=level,
                stance=form.cleaned_data["stance"],
                remarks=form.cleaned_data["remarks"],
                revision=chapter.published,
                by=request.user,
            )
        except services.TextMovedOn:
            messages.warning(request, _("A new text has been published. Read it first."))
            return redirect("position_give", slug=slug)
        messages.success(request, _("Your position has been recorded."))
        # Where the other chapters are that this organisation is asked about.
        if asked := ReviewRound.objects.open().filter(chapters=chapter, level=level).first():
            return redirect(asked)
        return redirect("position_matrix", slug=chapter.product.slug)
    given = Position.objects.filter(chapter=chapter, body__in=[body for body, _level in offers])
    return render(
        request,
        "strategy/position_give.html",
        {"chapter": chapter, "form": form, "given": list(given.select_related("body", "given_by"))},
        status=422 if form.errors else 200,
    )


def _newest(chapters: list[Chapter], level: str) -> dict[tuple[int, int], Position]:
    by_id = {chapter.pk: chapter for chapter in chapters}
    newest: dict[tuple[int, int], Any] = {}
    for position in Position.objects.filter(chapter__in=chapters, level=level).order_by("pk"):
        position.chapter = by_id[position.chapter_id]
        newest[position.chapter_id, position.body_id] = position
    return newest
