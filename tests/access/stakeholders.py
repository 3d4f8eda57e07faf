from datetime import timedelta

from django.utils import timezone

from stakeholders.models import Invitation, Role
from stakeholders.tokens import invitation_token
from tests.access import EVERYBODY, SIGNED_IN, TO_SIGN_IN, Row, World

OWN_ADMINISTRATOR = {**TO_SIGN_IN, "administrator@almelo": 200, "*": 403}
CHANGED_BY_OWN_ADMINISTRATOR = {**TO_SIGN_IN, "administrator@almelo": 302, "*": 403}


def build(world: World) -> None:
    world.things["invitation"] = Invitation.objects.create(
        email="new@test",
        name="New",
        body=world.bodies["executive@almelo"],
        role=Role.EDITOR,
        invited_by=world.people["administrator@almelo"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    world.things["appointment"] = world.people["editor@almelo"].appointments.get()


ROWS = [
    Row("partner_list", SIGNED_IN),
    Row("partner_detail", SIGNED_IN, args=lambda world: ["almelo"]),
    Row(
        "person_list",
        {**TO_SIGN_IN, "administrator@almelo": 200, "clerk@almelo": 200, "*": 403},
        args=lambda world: ["almelo"],
    ),
    Row(
        "invitation_withdraw",
        CHANGED_BY_OWN_ADMINISTRATOR,
        args=lambda world: ["almelo", world.things["invitation"].pk],
        method="POST",
    ),
    Row(
        "appointment_end",
        OWN_ADMINISTRATOR,
        args=lambda world: ["almelo", world.things["appointment"].pk],
    ),
    Row(
        "invitation_accept",
        EVERYBODY,
        args=lambda world: [invitation_token(world.things["invitation"])],
    ),
    Row("invitation_accept", {"*": 404}, args=lambda world: ["forged"]),
    Row("profile", SIGNED_IN),
    Row("demo_sign_in", {"*": 404}, method="POST", data=lambda world: {"email": "nobody@test"}),
]
