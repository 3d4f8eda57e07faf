"""Who gets what: one row per address. `tests/test_access.py` walks every row as every person.

Everything a row is about belongs to Almelo, so "*@almelo" in an executive role, in a council
role and "*@hengelo" are own body, same organisation but other body, and other organisation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from stakeholders import services
from stakeholders.models import Body, Organisation, Role, User
from tests import factories

ROLES = {
    "adviser": Role.ADVISER,
    "editor": Role.EDITOR,
    "lead": Role.PROJECT_LEAD,
    "member": Role.COUNCIL_MEMBER,
    "clerk": Role.COUNCIL_CLERK,
    "secretary": Role.EXECUTIVE_SECRETARY,
    "portfolio": Role.PORTFOLIO_HOLDER,
    "administrator": Role.ADMINISTRATOR,
}
ANONYMOUS = "anonymous"
PLACES = ["almelo", "hengelo"]
PERSONS = [ANONYMOUS, *(f"{role}@{place}" for place in PLACES for role in ROLES)]

# The answers that most addresses give.
TO_SIGN_IN = {ANONYMOUS: 302}
EVERYBODY = {"*": 200}
SIGNED_IN = {**TO_SIGN_IN, "*": 200}


@dataclass
class World:
    """Two municipalities with somebody in every role, and what each room adds to it."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)  # "council@almelo", "executive@almelo"
    people: dict[str, User] = field(default_factory=dict)  # "editor@almelo"
    things: dict[str, Any] = field(default_factory=dict)  # what the rows are about


@dataclass(frozen=True)
class Row:
    """`expected` maps patterns of persons to statuses; the first pattern that fits counts."""

    name: str
    expected: Mapping[str, int]
    args: Callable[[World], list[Any]] = lambda world: []
    method: str = "GET"
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    json: bool = False

    def status_for(self, person: str) -> int:
        for pattern, status in self.expected.items():
            if fnmatchcase(person, pattern):
                return status
        raise LookupError(f"{self.name} says nothing about {person}.")


def build_world() -> World:
    world = World()
    for place in PLACES:
        organisation = factories.OrganisationFactory.create(
            slug=place, short_name=place.capitalize()
        )
        world.organisations[place] = organisation
        world.bodies[f"council@{place}"] = factories.council_of(organisation)
        world.bodies[f"executive@{place}"] = factories.executive_of(organisation)
        for name, role in ROLES.items():
            kind = Role(role).body_kind
            person = factories.UserFactory.create(name=f"{name} {place}")
            services.appoint(
                person, world.bodies[f"{kind}@{place}"], role, from_on=date(2024, 1, 1), by=None
            )
            world.people[f"{name}@{place}"] = person
    return world
