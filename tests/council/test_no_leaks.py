"""What one person may read, nobody else finds: in no page, calendar, mail or file, whoever looks.

Every kind of confidential text carries a word of its own, and every address is visited as every
person of two organisations and as nobody. The table says who may come across which word; who may,
does, so that no line of it is idle.
"""

from __future__ import annotations

import logging
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fnmatch import fnmatchcase
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council import services
from council.models import (
    Destination,
    Input,
    InputKind,
    InputSession,
    Outcome,
    Point,
    Response,
    StandardAnswer,
)
from council.speech import Said, Speech
from council.urls import urlpatterns
from milestones.models import Meeting
from milestones.services import renew_calendar_address
from stakeholders.models import Body, Group, Role, User
from stakeholders.services import appoint
from strategy.models import Export
from strategy.services import request_export
from strategy.sources import source_of
from tests.access import ANONYMOUS, PERSONS, World
from tests.council.conftest import IN_SECRET, closed, handed_over, plan
from tests.factories import UserFactory
from tests.jobs import run_due
from tests.letters.papers import printed
from tests.test_access import ROWS, fill_world

COUNCIL = ["member@almelo", "clerk@almelo"]
TEAM = ["editor@*", "lead@*"]
TABLE = [*TEAM, "portfolio@*"]
EXECUTIVE = [f"{role}@almelo" for role in
             ("adviser", "editor", "lead", "secretary", "portfolio", "administrator")]  # fmt: skip

# Who may come across what.
READERS = {
    "Merkconcept": ["member@almelo"],
    "Merkraad": COUNCIL,  # submitted, not passed on
    "Merkbesloten": [*COUNCIL, *EXECUTIVE, *TABLE],  # closed, along to the BOSS
    "Merkhouding": COUNCIL,  # withheld, of a session that is public
    "Merklokaal": ["*@hengelo"],  # why a point of the other organisation stays
    # Behind closed doors in Hengelo, with a guest from Almelo.
    "Merkgast": ["*@hengelo", "lead@*", "secretary@almelo"],
    "Merkbuur": ["member@hengelo", "clerk@hengelo"],  # said in it
    "Merknotitie": TEAM,
    "Merkstandaard": TEAM,
    "Merkvoorbereid": TABLE,  # proposed to the BOSS
    "Merkkopje": TABLE,  # what the team calls that proposal, which stands on the agenda
    "Merkbesluit": [*EXECUTIVE, *TABLE],  # published, and not told to the council
    "Merkagenda": ["*@almelo", "*@hengelo"],  # the titles stand on the schedule
    "Merkadvies": TABLE,
    "Merkverslag": ["lead@*"],
}
# Of the one who spoke in secret: outside the council they stand in no page about input.
NAMES = ("Merknaam", "Merkfractie")

Seen = dict[str, dict[str, set[str]]]  # word → person → where


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    built = fill_world()
    built.things["before"] = InputSession.objects.latest("pk").pk
    _plant(built)
    return built


def say(session: InputSession, author: User, words: str, **changes: Any) -> Input:
    said = changes.pop("said", None) or Said(words, session.questions.first())
    fields = {"kind": InputKind.MEMBER, "group": None, "said": [said], **changes}
    return services.submit_input(
        session,
        Speech(key=uuid4(), author=author, **fields),
        by=author,
        received_at=timezone.now(),
    )


def _plant(world: World) -> None:
    people, council = world.people, world.bodies["council@almelo"]
    group = Group.objects.create(body=council, name=NAMES[1], from_on=date(2024, 1, 1))
    speaker = UserFactory.create(name=NAMES[0])
    appoint(speaker, council, Role.COUNCIL_MEMBER, from_on=date(2024, 1, 1), group=group, by=None)

    _answer_untold(world)
    _keep_inside(world, speaker, group)
    _speak_in_secret(world, speaker, group)
    _stay_in_hengelo(world)
    _invite_to_hengelo(world)

    boss = world.things["item"].meeting
    item = services.put_on_agenda(boss, title="Merkagenda", by=people["lead@almelo"])
    services.record_advice(item, advice="Merkadvies", by=people["lead@almelo"])
    later = Meeting.objects.create(body=boss.body, starts_at=boss.starts_at + timedelta(days=9))
    services.write_minutes(later, text="Merkverslag", edition=0, by=people["lead@almelo"])
    StandardAnswer.objects.create(
        title="Merkstandaard", outcome=Outcome.NOT, text="x", written_by=people["editor@almelo"]
    )


def _answer_untold(world: World) -> None:
    """Answered after a BOSS, and not released."""
    people, boss = world.people, world.things["item"].meeting.body
    over = Meeting.objects.create(body=boss, starts_at=timezone.now())
    session = plan(world.bodies["council@almelo"], meeting=over)
    say(session, people["member@almelo"], "Bouw bij het spoor.")
    [point] = _to_boss(world, session)
    response = services.answer_points(
        [point], title="Spoor", outcome=Outcome.NOT, text="Merkbesluit",
        by=people["editor@almelo"],
    )  # fmt: skip
    services.submit_response(response, by=people["editor@almelo"])
    services.approve_response(response, by=people["editor@hengelo"])
    services.publish_responses(over, by=people["lead@almelo"])


def _keep_inside(world: World, speaker: User, group: Group) -> None:
    """A draft; what was not passed on; and what is withheld of a session that is public."""
    member, clerk = world.people["member@almelo"], world.people["clerk@almelo"]
    chapter = world.things["published"]
    about = {"chapter": chapter, "revision": chapter.published, "block_id": "para-1"}
    session = plan(world.bodies["council@almelo"])
    say(session, member, "", said=Said("Merkraad", **about))
    draft = Speech(uuid4(), member, InputKind.MEMBER, None, [Said("Merkconcept", **about)])
    services.save_draft(session, draft, by=member)
    services.remind_silent(session, by=clerk)

    session = plan(world.bodies["council@almelo"])
    withheld = say(session, speaker, "Merkhouding", group=group)
    services.withhold_input(
        withheld, decided_by="Presidium", decided_on=date(2026, 3, 2), ground="Privacy", by=clerk
    )
    services.make_public(closed(session), by=clerk)


def _speak_in_secret(world: World, speaker: User, group: Group) -> None:
    """Behind closed doors, on its way to the BOSS with all that the project team adds to it."""
    people, chapter = world.people, world.things["published"]
    boss = world.things["item"].meeting
    session = plan(world.bodies["council@almelo"], meeting=boss, **IN_SECRET)
    about = Said("Merkbesloten", chapter=chapter, revision=chapter.published, block_id="para-1")
    say(session, speaker, "", said=about, kind=InputKind.GROUP, group=group)
    [point] = _to_boss(world, session)
    services.write_note(point, text="Merknotitie", key=uuid4(), by=people["editor@almelo"])
    proposed = services.answer_points(
        [point], title="Merkkopje", outcome=Outcome.NOT, text="Merkvoorbereid",
        by=people["editor@almelo"],
    )  # fmt: skip
    services.put_on_agenda(boss, response=proposed, by=people["lead@almelo"])


def _stay_in_hengelo(world: World) -> None:
    session = plan(world.bodies["council@hengelo"])
    say(session, world.people["member@hengelo"], "Wonen.")
    handed_over(session, world.people["clerk@hengelo"])
    services.destine(
        Point.objects.filter(report__session=session),
        destination=Destination.LOCAL,
        reason="Merklokaal",
        by=world.people["portfolio@hengelo"],
    )


def _invite_to_hengelo(world: World) -> None:
    council = world.bodies["council@hengelo"]
    session = plan(council, title="Merkgast", **IN_SECRET)
    say(session, world.people["member@hengelo"], "Merkbuur")
    services.invite(
        session,
        people=[world.people["secretary@almelo"]],
        bodies=[],
        by=world.people["clerk@hengelo"],
    )


def _to_boss(world: World, session: InputSession) -> list[Point]:
    handed_over(session, world.people["clerk@almelo"])
    points = Point.objects.filter(report__session=session)
    services.destine(
        points, destination=Destination.BOSS, reason="", by=world.people["portfolio@almelo"]
    )
    return list(points.all())


def test_everybody_finds_what_they_may_read_and_nothing_else(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals
    seen: Seen = defaultdict(lambda: defaultdict(set))
    for person, where, content in (*_mails(world), *_files(world), *_pages(world)):
        for word in (*READERS, *NAMES):
            if word in content:
                seen[word][person].add(where)

    leaks = {
        (word, person): seen[word][person]
        for word, readers in READERS.items()
        for person in seen[word]
        if not _is_among(person, readers)
    }
    assert leaks == {}
    assert _idle(seen) == []
    outside = {
        where
        for word in NAMES
        for person, places in seen[word].items()
        if person not in COUNCIL
        for where in places
    }
    # Where the members of a council are listed, chosen or written to by its executive's secretary,
    # and invited by the clerk of another council.
    assert outside == {"letter_secrecy", "mailing_new", "partner_detail", "session_invite"}


def _is_among(person: str, readers: list[str]) -> bool:
    return any(fnmatchcase(person, pattern) for pattern in readers)


def _idle(seen: Seen) -> list[tuple[str, str]]:
    """Who may read a word and came across it nowhere."""
    return [
        (word, person)
        for word, readers in READERS.items()
        for person in PERSONS
        if _is_among(person, readers) and person not in seen[word]
    ]


def _pages(world: World) -> Iterator[tuple[str, str, str]]:
    addresses = sorted(set(_addresses(world)))
    for person in PERSONS:
        client = Client()
        own = []
        if person != ANONYMOUS:
            user = world.people[person]
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            own = [("calendar_own", reverse("calendar_own", args=[renew_calendar_address(user)]))]
        for name, address in (*addresses, *own):
            response = client.get(address)
            content = response.getvalue() if response.streaming else response.content
            yield person, name, content.decode(errors="ignore")


def _addresses(world: World) -> Iterator[tuple[str, str]]:
    """Every address of the project, in this room with everything that was planted."""
    sessions = InputSession.objects.filter(pk__gt=world.things["before"])
    points = Point.objects.filter(report__session__in=sessions)
    inputs = Input.objects.submitted().filter(session__in=sessions)
    things: dict[str, list[Any]] = {
        "session": [*sessions.values_list("pk", flat=True)],
        "point": [*points.values_list("pk", flat=True)],
        "response": [*Response.objects.values_list("pk", flat=True)],
        "meeting": [*Meeting.objects.values_list("pk", flat=True)],
        "input": [*inputs.values_list("receipt", flat=True)],
        "answer": [*StandardAnswer.objects.values_list("pk", flat=True)],
        "body": [*Body.objects.values_list("slug", flat=True)],
    }
    for row in ROWS:
        if row.name == "calendar_own":  # of each person their own
            continue
        args = row.args(world)
        yield row.name, reverse(row.name, args=args)
        for kind, names in ABOUT.items():
            if row.name in names:
                for thing in things[kind]:
                    yield row.name, reverse(row.name, args=[thing, *args[1:]])


# Which pages are about one of these.
ABOUT = {
    "session": {
        "session_detail", "session_change", "session_cancel", "session_extend", "session_invite", "session_remind", "session_hand_over",
        "session_make_public", "session_public", "session_read", "input_edit", "input_enter", "input_register",
        "report_ask", "report_detail", "report_return", "report_confirm", "report_finish",
        "points_join", "points_destine", "answers_release", "session_capture", "capture_entry",
        "capture_mend", "capture_worker", "session_qr", "session_qr_image", "session_record", "session_reading",
        "reading_close", "session_import", "session_import_template", "inquiry_ask",
        "undertaking_register",
    },
    "point": {"point_detail", "point_edit", "point_assign", "point_note"},
    "response": {"response_detail", "response_edit", "response_step"},
    "meeting": {
        "dossier", "dossier_file", "item_add", "minutes", "minutes_step", "planning_detail",
        "boss_move",
    },
    "input": {"input_detail", "input_withdraw", "input_withhold", "receipt_link"},
    "answer": {"standard_answer_edit"},
    "body": {"calendar_of_body"},
}  # fmt: skip


def test_no_page_of_this_room_is_forgotten() -> None:
    """An address here that is about something is visited with all there is of it."""
    about_something = {one.name for one in urlpatterns if one.pattern.converters}
    alone = {
        "answer_react", "chapter_react", "inquiry_answer", "item_step", "receipt",
        "session_decline", "undertaking_settle",
    }  # fmt: skip
    assert about_something == {name for names in ABOUT.values() for name in names} | alone


def _mails(world: World) -> Iterator[tuple[str, str, str]]:
    run_due()
    of_address = {user.email: person for person, user in world.people.items()}
    assert mail.outbox
    for message in mail.outbox:
        for address in message.to:
            yield of_address.get(address, ANONYMOUS), "mail", message.subject + message.body


def _files(world: World) -> Iterator[tuple[str, str, str]]:
    boss, chapter = world.things["item"].meeting, world.things["published"]
    for source in (f"dossier:{boss.pk}", "points:"):
        found, key = source_of(source)
        for person, user in world.people.items():
            if found.may_read(user, key):
                # A PDF takes long, and is made of the very words of the others.
                formats = set(found.makers) - ({"pdf"} if person != "editor@almelo" else set())
                for format in formats:
                    yield person, source, _made(user, format, source=source, title="x", stem="x")
    for person in ("editor@almelo", "member@almelo", "member@hengelo"):
        content = _made(world.people[person], "docx", revision=chapter.published)
        yield person, "chapter.docx", content


def _made(user: User, format: str, **what: Any) -> str:
    export: Export = request_export(by=user, format=format, key=uuid4(), **what)
    run_due()
    export.refresh_from_db()
    with export.file.open("rb") as file:
        content = file.read()
    if format == "pdf":
        return " ".join(printed(content))
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return " ".join(parts.read(name).decode(errors="ignore") for name in parts.namelist())
