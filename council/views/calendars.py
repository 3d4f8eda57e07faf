"""The calendar of one body, for everybody: a calendar cannot sign in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_safe

from council.calendars import events_of, sessions_of
from milestones.calendars import feed
from stakeholders.models import Body


@login_not_required
@require_safe
def calendar_of_body(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body.objects.select_related("organisation"), slug=slug)
    with override("nl"):
        return feed(body.name, events_of([body], sessions_of(body)), key=f"body-{body.pk}")
