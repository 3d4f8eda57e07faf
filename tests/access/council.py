from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from council import services
from council.models import (
    Destination,
    InputKind,
    InputSession,
    Outcome,
    Question,
    SessionRequest,
    StandardAnswer,
)
from council.speech import Said, Speech
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind
from tests.access import EVERYBODY, SIGNED_IN, TO_SIGN_IN, Row, World

# Who makes a report: the clerk, and the civil servants of the own executive.
MAKERS = {
    **TO_SIGN_IN, "clerk@almelo": 200, "editor@almelo": 200, "lead@almelo": 200, "*": 404,
}  # fmt: skip
TEAM = {**TO_SIGN_IN, "editor@*": 200, "lead@*": 200, "*": 403}


# The table of the BOSS.
TABLE = {**TO_SIGN_IN, "editor@*": 200, "lead@*": 200, "portfolio@*": 200, "*": 403}


def goes(expected: dict[str, int], status: int = 302) -> dict[str, int]:
    """The same people, who are sent on when they press the button."""
    return {who: status if given == 200 else given for who, given in expected.items()}


CLERK = {**TO_SIGN_IN, "clerk@almelo": 200, "lead@*": 403, "*@almelo": 403, "*": 404}


EXECUTIVE = {
    **TO_SIGN_IN,
    "portfolio@almelo": 200,
    "secretary@almelo": 200,
    "editor@almelo": 200,
    "lead@almelo": 200,
    "*@almelo": 403,
    "*": 404,
}


def build(world: World) -> None:
    now = timezone.now()
    session = InputSession.objects.create(
        body=world.bodies["council@almelo"],
        title="Sessie ROS",
        opens_at=now - timedelta(days=2),
        closes_at=now + timedelta(days=2),
    )
    world.things["quiet_session"] = InputSession.objects.create(
        body=session.body,
        title="Sessie zonder inbreng",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )
    world.things["coming_session"] = InputSession.objects.create(
        body=session.body,
        title="Sessie van straks",
        opens_at=now + timedelta(days=3),
        closes_at=now + timedelta(days=4),
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
    world.things["standard_answer"] = StandardAnswer.objects.create(
        title="Hoort elders",
        outcome=Outcome.NOT_OURS,
        text="Dat staat in de omgevingsvisie.",
        written_by=world.people["editor@almelo"],
    )
    world.things["inquiry"] = services.ask_inquiry(
        session, text="Wie betaalt de bus?", chapter=None, key=uuid4(), by=member
    )
    world.things["undertaking"] = services.register_undertaking(
        session,
        text="Een brief vóór de zomer.",
        holder=world.people["portfolio@almelo"],
        due_on=timezone.localdate() + timedelta(days=9),
        key=uuid4(),
        by=world.people["clerk@almelo"],
    )
    boss, _is_new = Body.objects.get_or_create(
        slug="boss", defaults={"name": "BOSS, overleg", "kind": BodyKind.CONSULTATION}
    )
    # It has met: its minutes are open for corrections.
    meeting = Meeting.objects.create(body=boss, starts_at=now - timedelta(hours=1))
    lead = world.people["lead@almelo"]
    world.things["item"] = services.put_on_agenda(meeting, title="Water", by=lead)
    minutes = services.write_minutes(meeting, text="Besproken.", edition=0, by=lead)
    services.share_minutes(minutes, by=lead)
    world.things["session_request"] = SessionRequest.objects.create(
        body=session.body,
        why="Een sessie over wonen.",
        asked_by=world.people["secretary@almelo"],
        key=uuid4(),
    )
    _go_on(world)
    world.things["input"] = services.submit_input(session, spoken, by=member, received_at=now)
    world.things["own_input"] = world.things["input"]
    world.things["receipt_token"] = services.renew_receipt_link(world.things["input"], by=member)
    services.make_public(world.things["answered_session"], by=world.people["clerk@almelo"])


def _go_on(world: World) -> None:
    """Two sessions that are over: of one the report is being made, of the other it went along."""
    member, clerk = world.people["member@almelo"], world.people["clerk@almelo"]
    for stage in ("reported", "answered"):
        now = timezone.now()
        session = InputSession.objects.create(
            body=world.bodies["council@almelo"],
            title="Sessie ROS",
            opens_at=now - timedelta(days=2),
            closes_at=now + timedelta(hours=1),
        )
        spoken = Speech(
            key=uuid4(),
            author=member,
            kind=InputKind.MEMBER,
            group=None,
            said=[
                Said("Bouw bij het spoor.", chapter=world.things["published"]),
                Said("En denk aan water.", chapter=world.things["published"]),
            ],
        )
        services.submit_input(session, spoken, by=member, received_at=now)
        InputSession.objects.filter(pk=session.pk).update(closes_at=now)
        world.things[f"{stage}_session"] = session
        report = services.ask_report(session, by=clerk)
        if stage == "answered":
            services.confirm_report(report, by=clerk)
            services.hand_over(session, by=clerk)
            world.things["open_point"], answered = report.points.order_by("number")
            services.destine(
                [world.things["open_point"], answered],
                destination=Destination.BOSS,
                reason="",
                by=world.people["portfolio@almelo"],
            )
            world.things["answered_point"] = answered
            world.things["response"] = services.answer_points(
                [answered],
                title="Water",
                outcome=Outcome.ALREADY,
                text="Dat staat in hoofdstuk 4.",
                by=world.people["editor@almelo"],
            )
        else:
            world.things["point"] = report.points.first()


def the_report(world: World) -> list[int]:
    return [world.things["reported_session"].pk]


def the_answered(world: World) -> list[int]:
    return [world.things["answered_session"].pk]


def the_session(world: World) -> list[int]:
    return [world.things["session"].pk]


def the_receipt(world: World) -> list[str]:
    return [world.things["input"].receipt]


def the_meeting(world: World) -> list[int]:
    return [world.things["item"].meeting_id]


ROWS = [
    Row("session_list", SIGNED_IN),
    Row("session_create", {**TO_SIGN_IN, "clerk@*": 200, "*": 403}),
    Row(
        "session_detail",
        {**TO_SIGN_IN, "*@almelo": 200, "lead@hengelo": 200, "*": 404},
        args=the_session,
    ),
    Row("session_change", CLERK, args=the_session),
    Row("session_cancel", CLERK, args=lambda world: [world.things["coming_session"].pk]),
    Row("session_invite", CLERK, args=the_session),
    Row("session_record", CLERK, args=the_session),
    Row("session_extend", CLERK, args=the_session),
    Row(
        "session_remind",
        {**CLERK, "lead@*": 200},
        args=lambda world: [world.things["quiet_session"].pk],
    ),
    Row("session_ask", {**TO_SIGN_IN, "secretary@*": 200, "portfolio@*": 200, "*": 403}),
    Row(
        "session_decline",
        {**TO_SIGN_IN, "clerk@almelo": 200, "*@almelo": 403, "*": 404},
        args=lambda world: [world.things["session_request"].pk],
    ),
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
    Row(
        "session_read",
        {**TO_SIGN_IN, "member@almelo": 200, "*@almelo": 403, "lead@hengelo": 403, "*": 404},
        args=the_session,
    ),
    Row("input_enter", CLERK, args=the_session),
    Row(
        "inquiry_ask",
        {**TO_SIGN_IN, "member@almelo": 200, "*@almelo": 403, "lead@hengelo": 403, "*": 404},
        args=the_session,
    ),
    Row("undertaking_register", CLERK, args=the_session),
    Row("inquiry_answer", EXECUTIVE, args=lambda world: [world.things["inquiry"].pk]),
    Row(
        "undertaking_settle",
        {"clerk@almelo": 200, **EXECUTIVE},
        args=lambda world: [world.things["undertaking"].pk],
    ),
    Row("session_capture", CLERK, args=the_session),
    # Without an entry it says what is missing.
    Row("capture_entry", goes(CLERK, 422), args=the_session, method="POST", json=True),
    Row("capture_mend", goes(CLERK, 422), args=the_session, method="POST", json=True),
    Row("capture_worker", CLERK, args=the_session),
    Row("session_qr", CLERK, args=the_session),
    Row("session_qr_image", CLERK, args=the_session),
    Row("session_reading", {"member@almelo": 200, **CLERK}, args=the_session),
    # Nobody was asked yet: it leads back.
    Row("reading_close", goes(CLERK), args=the_session, method="POST"),
    # Nobody wrote down what this member typed.
    Row(
        "answer_react",
        {**TO_SIGN_IN, "member@almelo": 403, "clerk@almelo": 403, "*": 404},
        args=lambda world: [
            world.things["input"].receipt,
            world.things["input"].answers.get().pk,
        ],
        method="POST",
    ),
    Row("session_import", CLERK, args=the_session),
    Row("session_import_template", CLERK, args=the_session),
    Row("input_register", CLERK, args=lambda world: [world.things["session"].pk, "motion"]),
    Row(
        "input_detail",
        {**TO_SIGN_IN, "member@almelo": 200, "clerk@almelo": 200, "*": 404},
        args=the_receipt,
    ),
    Row(
        "input_withhold",
        {**TO_SIGN_IN, "clerk@almelo": 200, "member@almelo": 403, "*": 404},
        args=the_receipt,
    ),
    Row(
        "receipt_link",
        {**TO_SIGN_IN, "member@almelo": 302, "clerk@almelo": 403, "*": 404},
        args=the_receipt,
        method="POST",
    ),
    Row("receipt", EVERYBODY, args=lambda world: [world.things["receipt_token"]]),
    Row("session_make_public", CLERK, args=the_report),
    Row("session_public", EVERYBODY, args=the_answered),
    Row(
        "input_withdraw",
        {**TO_SIGN_IN, "member@almelo": 200, "clerk@almelo": 403, "*": 404},
        args=lambda world: [world.things["own_input"].receipt],
    ),
    # Leads into the form of the open session, or back to the chapter with a message.
    Row(
        "chapter_react",
        {**TO_SIGN_IN, "*": 302},
        args=lambda world: [world.things["published"].slug],
    ),
    Row("report_ask", goes(CLERK), args=the_report, method="POST"),
    Row("report_detail", MAKERS, args=the_report),
    Row("points_join", goes(MAKERS, 422), args=the_report, method="POST"),
    Row("report_finish", goes(MAKERS), args=the_report, method="POST"),
    Row("report_return", {**MAKERS, "editor@almelo": 403, "lead@almelo": 403}, args=the_report),
    Row("report_confirm", {**MAKERS, "editor@almelo": 403, "lead@almelo": 403}, args=the_report),
    Row("point_edit", MAKERS, args=lambda world: [world.things["point"].pk]),
    Row(
        "points_destine",
        {**TO_SIGN_IN, "portfolio@almelo": 422, "*@almelo": 403, "*": 404},
        args=the_answered,
        method="POST",
    ),
    Row(
        "answers_release",
        {
            **TO_SIGN_IN,
            "portfolio@almelo": 302,
            "secretary@almelo": 302,
            "*@almelo": 403,
            "*": 404,
        },
        args=the_answered,
        method="POST",
    ),
    Row("point_list", TEAM),
    Row(
        "point_detail",
        {
            **TO_SIGN_IN,
            "*@almelo": 200,
            "editor@hengelo": 200,
            "lead@hengelo": 200,
            "portfolio@hengelo": 200,
            "*": 404,
        },
        args=lambda world: [world.things["open_point"].pk],
    ),
    Row(
        "point_detail",
        {
            **TO_SIGN_IN,
            "editor@*": 200,
            "lead@*": 200,
            "portfolio@hengelo": 200,
            "*@almelo": 200,
            "*": 404,
        },
        args=lambda world: [world.things["answered_point"].pk],
    ),
    Row(
        "point_assign",
        {
            **TO_SIGN_IN,
            "editor@*": 302,
            "lead@*": 302,
            "portfolio@hengelo": 403,
            "*@almelo": 403,
            "*": 404,
        },
        args=lambda world: [world.things["open_point"].pk],
        method="POST",
    ),
    Row(
        "point_note",
        {
            **TO_SIGN_IN,
            "editor@*": 302,
            "lead@*": 302,
            "portfolio@hengelo": 403,
            "*@almelo": 403,
            "*": 404,
        },
        args=lambda world: [world.things["open_point"].pk],
        method="POST",
    ),
    # Without a point it leads back to the list.
    Row("points_change", goes(TEAM)),
    Row("points_export", goes(TEAM), method="POST"),
    Row("standard_answer_list", TEAM),
    Row("standard_answer_create", TEAM),
    Row("standard_answer_edit", TEAM, args=lambda world: [world.things["standard_answer"].pk]),
    # Without a point it leads back to the list.
    Row("response_create", goes(TEAM)),
    Row("response_detail", TEAM, args=lambda world: [world.things["response"].pk]),
    Row("response_edit", TEAM, args=lambda world: [world.things["response"].pk]),
    Row(
        "response_step",
        goes(TEAM),
        args=lambda world: [world.things["response"].pk],
        method="POST",
    ),
    Row("dossier", TABLE, args=the_meeting),
    Row("dossier_file", goes(TABLE), args=the_meeting, method="POST"),
    Row("item_add", {**TO_SIGN_IN, "lead@*": 302, "*": 403}, args=the_meeting, method="POST"),
    Row(
        "item_step",
        {**TO_SIGN_IN, "lead@*": 302, "*": 403},
        args=lambda world: [world.things["item"].pk],
        method="POST",
    ),
    Row("minutes", TABLE, args=the_meeting),
    Row("minutes_step", goes(TABLE), args=the_meeting, method="POST"),
    Row("responses_read", TEAM),
    # Nothing is ready: it leads back to the list.
    Row("responses_publish", {**TO_SIGN_IN, "lead@*": 302, "*": 403}),
]
