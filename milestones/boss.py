"""Whom the BOSS links: municipalities that write along. Province and water authority go their own way."""

from __future__ import annotations

from stakeholders.models import Body, BodyKind, OrganisationKind
from stakeholders.models.organisations import BodyQuerySet


def linked_councils() -> BodyQuerySet:
    return Body.objects.councils().filter(
        organisation__kind=OrganisationKind.MUNICIPALITY, organisation__is_partner=True
    )


def is_linked(body: Body) -> bool:
    """Its council, or its executive; reads the organisation of the body."""
    organisation = body.organisation
    return (
        body.kind in {BodyKind.COUNCIL, BodyKind.EXECUTIVE}
        and organisation is not None
        and organisation.kind == OrganisationKind.MUNICIPALITY
        and organisation.is_partner
    )
