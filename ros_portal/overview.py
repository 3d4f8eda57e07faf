"""Mijn werk: what waits for this person by when, where the chain stands, how far everybody is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import council.waiting
import letters.waiting
import strategy.waiting
from council.given import given_by
from council.overviews import Stage, council_stages
from milestones.models import Meeting
from ros_portal.lib.requests import UserRequest
from ros_portal.lib.waiting import Waiting
from stakeholders.models import Notification, Organisation, OrganisationKind, User
from stakeholders.permissions import organisations_managed_by, user_organisations
from strategy.chain import chain_for
from strategy.permissions import can_follow_everybody

ROOMS = [strategy.waiting, council.waiting, letters.waiting]
NO_HURRY = datetime.max.replace(tzinfo=UTC)


@require_safe
def overview(request: UserRequest) -> HttpResponse:
    next_boss = Meeting.objects.of_boss().upcoming().select_related("body").first()
    return render(
        request,
        "ros_portal/overview.html",
        {
            "waiting": waiting_for(request.user),
            "given": given_by(request.user),
            "unread": Notification.objects.shown_to(request.user).unread().count(),
            "manages": organisations_managed_by(request.user),
            "next_boss": next_boss,
            "may_follow": can_follow_everybody(request.user),
            "steps": chain_for(request.user),
            "tiles": tiles(next_boss, own=user_organisations(request.user)),
        },
    )


def waiting_for(user: User) -> list[Waiting]:
    """From every room, what is due first on top."""
    waiting = [one for room in ROOMS for one in room.waiting_for(user)]
    return sorted(waiting, key=lambda one: one.due_at or NO_HURRY)


def tiles(meeting: Meeting | None, *, own: frozenset[int]) -> list[dict[str, Any]]:
    """The partners as tiles of equal size, each with its stage in words and colour."""
    stages = council_stages(meeting)
    return [
        {
            "name": partner.short_name,
            "row": partner.tile_row,
            "column": partner.tile_column,
            "url": partner.get_absolute_url(),
            "current": partner.pk in own,
            "status": stage.status,
            "note": stage.note,
        }
        for partner in Organisation.objects.partners()
        for stage in [stages.get(partner.pk, _without_session(partner))]
    ]


def _without_session(partner: Organisation) -> Stage:
    if partner.kind == OrganisationKind.MUNICIPALITY:
        return Stage("none", _("No session yet"))
    return Stage("none", _("Own consultation"))
