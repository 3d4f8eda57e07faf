"""Whom the BOSS links: municipalities that write along. Province and water authority go their own way."""

from __future__ import annotations

from collections.abc import Iterable

from stakeholders.models import Body, BodyKind, OrganisationKind
from stakeholders.models.organisations import BodyQuerySet

from .models import Meeting, MeetingQuerySet


def linked_councils() -> BodyQuerySet:
    return Body.objects.councils().filter(
        organisation__kind=OrganisationKind.MUNICIPALITY, organisation__is_partner=True
    )


def consultations_for(bodies: Iterable[Body]) -> MeetingQuerySet:
    """What the sessions of these councils can feed: the BOSS, or else a consultation of their own."""
    meetings = Meeting.objects.select_related("body")
    return meetings.of_boss() if any(is_linked(one) for one in bodies) else meetings.of_rijk()


def is_linked(body: Body) -> bool:
    """Its council, or its executive; reads the organisation of the body."""
    organisation = body.organisation
    return (
        body.kind in {BodyKind.COUNCIL, BodyKind.EXECUTIVE}
        and organisation is not None
        and organisation.kind == OrganisationKind.MUNICIPALITY
        and organisation.is_partner
    )
