"""The partners of a region from its data file; what a user changed later is left alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from .demo import DEMO_DOMAIN, DEMO_PASSWORD, ROLE_ADDRESS
from .models import (
    AdjacentRegion,
    Appointment,
    Body,
    BodyKind,
    Group,
    HouseStyle,
    Organisation,
    Role,
    Signatory,
    User,
)
from .permissions import settle_grants

EXAMPLE_GROUPS = ["Voorbeeldfractie A", "Voorbeeldfractie B", "Voorbeeldfractie C"]


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    for fields in region["organisations"]:
        _load_organisation(**fields)
    for fields in region["bodies"]:
        _load_body(**fields)
    for fields in region["adjacent_regions"]:
        _load_adjacent_region(**fields)
    if examples:  # with names of their own under the letters
        load_demo_people(today, host=region.get("host", ""))
        return
    for fields in region["signatories"]:
        _load_signatory(**fields)


def _load_organisation(
    *, slug: str, tile: list[int] | None = None, parent: str | None = None, **fields: Any
) -> None:
    row, column = tile or (None, None)
    organisation, created = Organisation.objects.get_or_create(
        slug=slug,
        defaults={
            **fields,
            "tile_row": row,
            "tile_column": column,
            "parent": Organisation.objects.get(slug=parent) if parent else None,
        },
    )
    if created and organisation.is_partner:
        HouseStyle.objects.create(organisation=organisation, footer=organisation.website)


def _load_body(*, slug: str, organisation: str | None, **fields: Any) -> None:
    owner = Organisation.objects.get(slug=organisation) if organisation else None
    Body.objects.get_or_create(slug=slug, defaults={**fields, "organisation": owner})


def _load_adjacent_region(*, slug: str, touches: list[str], **fields: Any) -> None:
    adjacent, created = AdjacentRegion.objects.get_or_create(slug=slug, defaults=fields)
    if created:
        adjacent.touches.set(Organisation.objects.filter(slug__in=touches))


def _load_signatory(*, body: str, position: int, from_on: str, **fields: Any) -> None:
    Signatory.objects.get_or_create(
        body=Body.objects.get(slug=body), position=position, from_on=from_on, defaults=fields
    )


def load_demo_people(today: date, *, host: str) -> None:
    """Somebody for every role in every partner, named for what they do, not for who they are.

    Only the administrator of the host, the partner that runs the portal for all, may enter the
    administration: it looks over every wall.
    """
    since = date(today.year, 1, 1)
    password = make_password(DEMO_PASSWORD)  # once: hashing it 150 times takes half a minute
    newcomers: list[User] = []
    bodies = (
        Body.objects.filter(
            kind__in=[BodyKind.COUNCIL, BodyKind.EXECUTIVE], organisation__is_partner=True
        )
        .select_related("organisation")
        .order_by("pk")
    )
    for body in bodies:
        assert body.organisation is not None  # the filter above
        groups: list[Group] = []
        if body.kind == BodyKind.COUNCIL:
            groups = [
                Group.objects.get_or_create(body=body, name=name, from_on=since)[0]
                for name in EXAMPLE_GROUPS
            ]
        for address, role, group in _demo_roles(body, groups):
            runs_the_portal = role == Role.ADMINISTRATOR and body.organisation.slug == host
            user, created = User.objects.get_or_create(
                email=f"{address}@{body.organisation.slug}{DEMO_DOMAIN}",
                defaults={
                    "name": _demo_name(address, body.organisation),
                    "password": password,
                    "is_staff": runs_the_portal,
                    "is_superuser": runs_the_portal,
                },
            )
            if created:
                Appointment.objects.create(
                    user=user, body=body, role=role, group=group, from_on=since
                )
                newcomers.append(user)
    settle_grants(newcomers)


def _demo_name(address: str, organisation: Organisation) -> str:
    """ "Raadslid 2 Almelo" for raadslid2@almelo.demo."""
    role = address.rstrip("0123456789")
    return " ".join(
        filter(None, (role.capitalize(), address[len(role) :], organisation.short_name))
    )


def _demo_roles(body: Body, groups: list[Group]) -> list[tuple[str, str, Group | None]]:
    if body.kind == BodyKind.EXECUTIVE:
        return [
            (address, role, None)
            for role, address in ROLE_ADDRESS.items()
            if Role(role).body_kind == BodyKind.EXECUTIVE
        ]
    member, clerk = ROLE_ADDRESS[Role.COUNCIL_MEMBER], ROLE_ADDRESS[Role.COUNCIL_CLERK]
    return [
        (member, Role.COUNCIL_MEMBER, groups[0]),
        (f"{member}2", Role.COUNCIL_MEMBER, groups[0]),
        (f"{member}3", Role.COUNCIL_MEMBER, groups[1]),
        (clerk, Role.COUNCIL_CLERK, None),
    ]
