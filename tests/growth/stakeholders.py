"""Organisations, bodies and the people in them."""

from __future__ import annotations

from django.utils import timezone

from stakeholders.models import (
    AdjacentRegion,
    Appointment,
    Body,
    BodyKind,
    Group,
    Invitation,
    Organisation,
    Role,
    User,
)
from stakeholders.permissions import settle_grants
from tests.access import World

from .copies import HOUR, SINCE, copies, numbers


def grow(world: World, count: int) -> None:
    organisations = Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", name=f"Gemeente {n}", short_name=str(n), kind="municipality")
        for n in numbers(count)
    )
    council, executive = world.bodies["council@almelo"], world.bodies["executive@almelo"]
    Body.objects.bulk_create(
        Body(slug=f"{kind}-{one.slug}", name=f"{kind} {one}", kind=kind, organisation=one)
        for one in organisations
        for kind in (BodyKind.COUNCIL, BodyKind.EXECUTIVE)
    )
    AdjacentRegion.objects.bulk_create(
        copies(AdjacentRegion(), count, slug="r{}", name="Regio {}", note="{}")
    )
    groups = Group.objects.bulk_create(
        Group(body=council, name=f"Groep {n}", from_on=SINCE) for n in numbers(count)
    )
    people = User.objects.bulk_create(
        User(name=f"Persoon {n}", email=f"p{n}@gemeente.test") for n in numbers(2 * count)
    )
    Appointment.objects.bulk_create(
        [
            *(
                Appointment(
                    user=user, body=council, role=Role.COUNCIL_MEMBER, group=group, from_on=SINCE
                )
                for user, group in zip(people[:count], groups, strict=True)
            ),
            *(
                Appointment(user=user, body=executive, role=Role.EDITOR, from_on=SINCE)
                for user in people[count:]
            ),
        ]
    )
    settle_grants(people)
    Invitation.objects.bulk_create(
        Invitation(
            email=f"n{n}@gemeente.test",
            name=f"Nieuw {n}",
            body=executive,
            role=Role.EDITOR,
            invited_by=world.people["administrator@almelo"],
            expires_at=timezone.now() + 24 * HOUR,
        )
        for n in numbers(count)
    )
