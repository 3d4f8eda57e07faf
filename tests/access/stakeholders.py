from datetime import timedelta

from django.utils import timezone

from stakeholders.models import Channel, Invitation, Notification, Role
from stakeholders.tokens import invitation_token
from tests.access import EVERYBODY, SIGNED_IN, TO_SIGN_IN, Row, World

OWN_ADMINISTRATOR = {**TO_SIGN_IN, "administrator@almelo": 200, "*": 403}
OWN_NOTIFICATION = {**TO_SIGN_IN, "editor@almelo": 302, "*": 404}
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
    editor = world.people["editor@almelo"]
    world.things["notification"] = Notification.objects.create(
        user=editor,
        kind="strategy.assigned",
        subject_id=1,
        title="Een vraag",
        url="/",
        key="vraag",
        channel=Channel.PORTAL,
    )
    world.things["appointment"] = world.people["editor@almelo"].appointments.get()


def notification(world: World) -> list[int]:
    return [world.things["notification"].pk]


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
    Row("notification_list", SIGNED_IN),
    Row("notification_settings", SIGNED_IN),
    Row("notification_open", OWN_NOTIFICATION, args=notification, method="POST"),
    Row(
        "notifications_read",
        OWN_NOTIFICATION,
        method="POST",
        data=lambda world: {"until": world.things["notification"].pk},
    ),
    Row("demo_sign_in", {"*": 404}, method="POST", data=lambda world: {"email": "nobody@test"}),
]
