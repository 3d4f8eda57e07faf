from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from council import services
from council.models import InputKind, InputSession, Question
from council.speech import Said, Speech
from tests.access import SIGNED_IN, TO_SIGN_IN, Row, World

CLERK = {**TO_SIGN_IN, "clerk@almelo": 200, "lead@*": 403, "*@almelo": 403, "*": 404}


def build(world: World) -> None:
    now = timezone.now()
    session = InputSession.objects.create(
        body=world.bodies["council@almelo"],
        title="Sessie ROS",
        opens_at=now - timedelta(days=2),
        closes_at=now + timedelta(days=2),
    )
    question = Question.objects.create(session=session, position=1, text="Waar ziet u kansen?")
    member = world.people["member@almelo"]
    spoken = Speech(
        key=uuid4(),
        author=member,
        kind=InputKind.MEMBER,
        group=None,
        said=[Said("Wonen bij het spoor.", question)],
    )
    world.things["session"] = session
    world.things["input"] = services.submit_input(session, spoken, by=member, received_at=now)


def the_session(world: World) -> list[int]:
    return [world.things["session"].pk]


ROWS = [
    Row("session_list", SIGNED_IN),
    Row("session_create", {**TO_SIGN_IN, "clerk@*": 200, "*": 403}),
    Row(
        "session_detail",
        {**TO_SIGN_IN, "*@almelo": 200, "lead@hengelo": 200, "*": 404},
        args=the_session,
    ),
    Row("session_extend", CLERK, args=the_session),
    # The session is still open: even its clerk cannot hand it over yet.
    Row(
        "session_hand_over",
        {**TO_SIGN_IN, "*@almelo": 403, "lead@hengelo": 403, "*": 404},
        args=the_session,
        method="POST",
    ),
    Row(
        "input_edit",
        {**TO_SIGN_IN, "member@almelo": 200, "*@almelo": 403, "lead@hengelo": 403, "*": 404},
        args=the_session,
    ),
    Row("input_enter", CLERK, args=the_session),
    Row(
        "input_detail",
        {**TO_SIGN_IN, "member@almelo": 200, "clerk@almelo": 200, "*": 404},
        args=lambda world: [world.things["input"].receipt],
    ),
    # Leads into the form of the open session, or back to the chapter with a message.
    Row(
        "chapter_react",
        {**TO_SIGN_IN, "*": 302},
        args=lambda world: [world.things["published"].slug],
    ),
]
