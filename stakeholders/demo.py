"""The people of the demo: roles with an address, not names, so that nobody is invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from .models import Role

DEMO_DOMAIN = ".demo"
DEMO_PASSWORD = "twente-demo"  # printed on the sign-in page of a demo; refused anywhere else

# The part of the address before the @, in the users' own words.
ROLE_ADDRESS: dict[str, str] = {
    Role.EDITOR: "redacteur",
    Role.ADVISER: "adviseur",
    Role.PROJECT_LEAD: "projectleider",
    Role.COUNCIL_MEMBER: "raadslid",
    Role.COUNCIL_CLERK: "griffier",
    Role.EXECUTIVE_SECRETARY: "bestuurssecretaris",
    Role.PORTFOLIO_HOLDER: "portefeuillehouder",
    Role.ADMINISTRATOR: "beheerder",
}


@dataclass(frozen=True)
class DemoOrganisation:
    name: str
    people: list[tuple[str, str]]  # (e-mail address, role)


def demo_sign_ins() -> list[DemoOrganisation]:
    """Every demo organisation with the people one can be; nothing when this is no demo."""
    from .models import Appointment

    if not settings.DEMO:
        return []
    appointments = (
        Appointment.objects.current()
        .filter(user__email__endswith=DEMO_DOMAIN)
        .select_related("user", "body__organisation")
        .order_by("body__organisation__short_name", "pk")
    )
    people: dict[str, list[tuple[str, str]]] = {}
    for appointment in appointments:
        organisation = appointment.body.organisation
        if organisation is not None:
            people.setdefault(organisation.short_name, []).append(
                (appointment.user.email, appointment.user.name)
            )
    return [DemoOrganisation(name, list(dict.fromkeys(who))) for name, who in people.items()]
