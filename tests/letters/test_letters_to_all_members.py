"""One letter to each member: named first, made once each, held up and gone on with, taken as a file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.models import InputSession
from letters import mailing_jobs, mailings, pdf, services, splicing
from letters.models import Batch, Letter, Mailing, RunState
from ros_portal.audit.models import AuditEvent
from ros_portal.jobs.models import Job, JobState
from stakeholders.models import Appointment, Body, HouseStyle, Role, User
from tests.conftest import appointed
from tests.council.conftest import plan
from tests.jobs import run_due
from tests.letters.papers import printed

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(almelo_council: Body) -> list[User]:
    return [appointed(f"Lid {n:02}", almelo_council, Role.COUNCIL_MEMBER) for n in range(7)]


@pytest.fixture
def session(almelo_council: Body) -> InputSession:
    return plan(almelo_council, title="Sessie over de ROS")


def start(letter: Letter, by: User, session: InputSession | None = None, **given) -> Mailing:
    return services.start_mailing(
        letter, **{"delivery": mailings.Delivery.EMAIL, "session": session, "by": by, **given}
    )


def finish() -> None:
    while run_due():
        pass


def states(mailing: Mailing) -> dict[str, int]:
    rows = mailing.recipients.all()
    return {
        "to do": rows.to_do().count(),
        "ready": rows.ready().count(),
        "failed": rows.failed().count(),
    }


def words_of(mailing: Mailing) -> dict[str, str]:
    found = {}
    for recipient in mailing.recipients.ready():
        with recipient.file.open("rb") as file:
            found[recipient.name] = " ".join(printed(file.read()))
    return found


def page(user: User, path: str, data: dict[str, object] | None = None):
    client = Client()
    client.force_login(user)
    return client.get(path) if data is None else client.post(path, data)


def test_a_name_reads_the_same_however_its_accents_were_typed(
    adopted, almelo_council, esra
) -> None:
    """Of two names that are drawn alike, one would be read aloud as the other was typed."""
    for name in ("Ange\u0301", "Ang\u00e9 Bos"):
        appointed(name, almelo_council, Role.COUNCIL_MEMBER)
    mailing = start(adopted, esra)
    finish()
    words = words_of(mailing)
    assert set(words) == {"Ang\u00e9", "Ang\u00e9 Bos"}
    assert all(f"Geachte {name}," in printed for name, printed in words.items())


def test_every_member_gets_a_letter_with_their_own_name(adopted, members, esra) -> None:
    mailing = start(adopted, esra)
    assert states(mailing) == {"to do": 7, "ready": 0, "failed": 0}
    finish()
    assert states(mailing) == {"to do": 0, "ready": 7, "failed": 0}
    words = words_of(mailing)
    for member in members:
        assert f"Geachte {member.name}," in words[member.name]
        assert member.email in words[member.name]
        assert not any(other.email in words[member.name] for other in members if other != member)
        assert "CONCEPT" not in words[member.name]
    assert mailing.batches.count() == 1


def test_of_a_draft_every_page_says_so(draft, members, esra) -> None:
    mailing = start(draft, esra)
    finish()
    assert all("CONCEPT" in words for words in words_of(mailing).values())
    assert all("concept" in one.file_name for one in mailing.recipients.all())


def test_members_are_those_of_the_day_of_the_letter(draft, members, almelo_council, esra) -> None:
    gone, later = members[:2]
    gone.appointments.update(until_on=date(2026, 4, 14))
    later.appointments.update(from_on=date(2026, 4, 16))
    services.change_letter(draft, edition=draft.edition, by=esra, date_on=date(2026, 4, 15))
    mailing = start(draft, esra)
    names = set(mailing.recipients.values_list("name", flat=True))
    assert names == {member.name for member in members[2:]}


def test_a_clerk_or_a_member_elsewhere_gets_none(draft, members, dina, ivo, esra) -> None:
    mailing = start(draft, esra)
    assert not mailing.recipients.filter(member__in=[dina, ivo]).exists()


def test_on_paper_it_goes_care_of_the_griffie(draft, members, almelo, esra) -> None:
    HouseStyle.objects.create(organisation=almelo, address="Haven 30\n7607 EW Almelo")
    mailing = start(draft, esra, delivery=mailings.Delivery.CLERK)
    assert mailing.recipients.first().address == [
        "Lid 00", "lid van de gemeenteraad van Almelo", "p/a de griffie", "Haven 30",
        "7607 EW Almelo",
    ]  # fmt: skip
    finish()
    assert states(mailing)["ready"] == 7


@pytest.mark.parametrize(
    ("spoil", "delivery", "told"),
    [
        (lambda people: None, "clerk", "huisstijl"),
        (lambda people: User.objects.filter(pk=people[0].pk).update(name=""), "email", "naam"),
        (lambda people: User.objects.filter(pk=people[0].pk).update(name="Lid 王"), "email", "王"),
        (
            lambda people: Appointment.objects.filter(user__in=people).delete(),
            "email",
            "Niemand is",
        ),
    ],
    ids=["no address", "no name", "a name that cannot be printed", "no members"],
)
def test_what_is_missing_is_named_before_anything_is_made(
    draft, members, esra, spoil, delivery, told
) -> None:
    client = Client()
    client.force_login(esra)
    spoil(members)
    response = client.post(
        reverse("mailing_new", args=[draft.pk]), {"delivery": delivery, "make": 1}
    )
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Mailing.objects.exists()
    assert not Job.objects.filter(handler="letters.make_batch").exists()


def test_the_same_letters_are_made_once_whoever_asks(
    draft, members, esra, almelo_executive
) -> None:
    other = appointed("Tweede secretaris", almelo_executive, Role.EXECUTIVE_SECRETARY)
    mailing = start(draft, esra)
    assert start(draft, esra) == start(draft, other) == mailing
    finish()
    assert start(draft, other) == mailing
    assert AuditEvent.objects.filter(event="letters.mailing.started").count() == 1


def test_other_words_or_other_people_are_other_letters(draft, members, session, esra) -> None:
    made = {start(draft, esra).pk, start(draft, esra, session).pk}
    draft.refresh_from_db()
    services.change_letter(draft, edition=draft.edition, by=esra, text="Anders.")
    made.add(start(draft, esra).pk)
    members[0].appointments.all().delete()
    made.add(start(draft, esra).pk)
    assert len(made) == 4


def test_after_it_was_stopped_it_can_be_asked_for_anew(draft, members, esra) -> None:
    mailing = start(draft, esra)
    services.steer_mailing(mailing, RunState.CANCELLED, by=esra)
    assert start(draft, esra) != mailing


def test_who_does_not_fit_gets_a_letter_of_the_own(draft, members, esra, monkeypatch) -> None:
    long = "Jonkvrouw " + "Wilhelmina " * 9 + "de Vries"
    User.objects.filter(pk=members[3].pk).update(name=long)
    full: list[str] = []
    real = pdf.render_letter
    monkeypatch.setattr(pdf, "render_letter", lambda paper: full.append(paper.to[0]) or real(paper))
    mailing = start(draft, esra)
    finish()
    assert states(mailing)["ready"] == 7
    assert full == [long]
    assert mailing.batches.count() == 2
    assert f"Geachte {long}," in " ".join(words_of(mailing)[long].split())


def test_a_fault_in_one_letter_stops_no_other(draft, members, esra, monkeypatch) -> None:
    real = pdf.render_letter

    def fall(*_papers):
        raise RuntimeError("no such thing")

    def fall_for_one(paper):
        if paper.to[0] == "Lid 02":
            raise RuntimeError("no such thing")
        return real(paper)

    monkeypatch.setattr(splicing, "render_alike", fall)
    monkeypatch.setattr(pdf, "render_letter", fall_for_one)
    mailing = start(draft, esra)
    for _attempt in range(8):
        finish()
        Job.objects.filter(state=JobState.WAITING).update(run_after=timezone.now())
    assert states(mailing) == {"to do": 0, "ready": 6, "failed": 1}
    failed = mailing.recipients.failed().get()
    assert failed.name == "Lid 02"
    assert failed.error in page(esra, mailing.get_absolute_url()).content.decode()

    before = dict(mailing.recipients.ready().values_list("pk", "made_at"))
    monkeypatch.undo()
    services.retry_failed_letters(mailing, by=esra)
    finish()
    assert states(mailing) == {"to do": 0, "ready": 7, "failed": 0}
    after = dict(mailing.recipients.ready().values_list("pk", "made_at"))
    assert before.items() <= after.items()


def test_a_letter_that_is_too_long_is_told_for_all_at_once(
    draft, members, esra, monkeypatch
) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    services.change_letter(draft, edition=draft.edition, by=esra, text="Regel. " * 3000)
    mailing = start(draft, esra)
    finish()
    assert states(mailing) == {"to do": 0, "ready": 0, "failed": 7}
    assert Job.objects.filter(handler="letters.make_batch").count() == 1


def test_it_is_paused_and_gone_on_with(draft, members, esra, monkeypatch) -> None:
    monkeypatch.setattr(mailing_jobs, "BATCH", 2)
    monkeypatch.setattr(mailing_jobs, "AT_ONCE", 1)
    mailing = start(draft, esra)
    services.steer_mailing(mailing, RunState.PAUSED, by=esra)
    finish()
    assert states(mailing) == {"to do": 5, "ready": 2, "failed": 0}
    services.steer_mailing(mailing, RunState.GOING, by=esra)
    finish()
    assert states(mailing)["ready"] == 7


def test_what_was_stopped_stays_so(draft, members, esra, monkeypatch) -> None:
    monkeypatch.setattr(mailing_jobs, "BATCH", 2)
    monkeypatch.setattr(mailing_jobs, "AT_ONCE", 1)
    mailing = start(draft, esra)
    services.steer_mailing(mailing, RunState.CANCELLED, by=esra)
    services.steer_mailing(mailing, RunState.GOING, by=esra)
    finish()
    assert states(mailing) == {"to do": 5, "ready": 2, "failed": 0}
    words = page(esra, mailing.get_absolute_url()).content.decode()
    assert "Niet gemaakt" in words


def test_a_batch_made_twice_gives_the_same_bytes(draft, members, session, esra) -> None:
    """The worker died after half of its files were kept: the others are those of the first time."""
    mailing = start(draft, esra, session)
    finish()
    first = dict(mailing.recipients.values_list("pk", "sha256"))
    half = list(mailing.recipients.all()[:3])
    # As they were before: what was made never changes, so they are put there anew.
    mailing.recipients.filter(pk__in=[one.pk for one in half]).delete()
    for one in half:
        one.made_at, one.file, one.sha256 = None, "", ""
        one.save(force_insert=True)
    Batch.objects.update(done_at=None)
    Job.objects.update(state=JobState.WAITING, finished_at=None)
    finish()
    assert dict(mailing.recipients.values_list("pk", "sha256")) == first


def test_one_file_holds_all_with_their_names(draft, members, esra) -> None:
    mailing = start(draft, esra)
    finish()
    response = page(esra, reverse("mailing_package", args=[mailing.pk]))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in files if name.endswith(".pdf")]
    assert len(sheets) == 7
    assert all(name.isascii() and "/" not in name and len(name) <= 110 for name in sheets)
    facts = json.loads(files["metadata.json"])
    assert facts["status"] == "concept"
    rows = list(
        csv.DictReader(io.StringIO(files["metadata.csv"].decode("utf-8-sig")), delimiter=";")
    )
    assert {row["bestand"] for row in rows} == set(sheets)
    for row in rows:
        assert f"Geachte {row['gericht_aan']}," in " ".join(printed(files[row["bestand"]]))
    assert AuditEvent.objects.filter(event="letters.mailing.taken").count() == 1


def test_one_letter_is_taken_by_itself(draft, members, esra) -> None:
    mailing = start(draft, esra)
    finish()
    one = mailing.recipients.last()
    response = page(esra, reverse("mailing_letter", args=[mailing.pk, one.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert "Geachte Lid 06," in " ".join(printed(response.content))


def test_an_invitation_has_a_link_of_the_own(draft, members, session, esra) -> None:
    mailing = start(draft, esra, session)
    finish()
    words = words_of(mailing)
    codes = {one.name: one.code for one in mailing.recipients.all()}
    assert len(set(codes.values())) == 7
    for name, code in codes.items():
        assert f"/i/{code}/" in words[name]
        assert "Sessie over de ROS" in words[name]
        assert not any(other in words[name] for who, other in codes.items() if who != name)


def test_the_own_link_opens_the_form_for_that_member_only(
    draft, members, session, esra, dina
) -> None:
    first, second = start(draft, esra, session).recipients.all()[:2]
    path = reverse("own_link", args=[first.code])
    response = page(first.member, path)
    assert response["Location"] == reverse("input_edit", args=[session.pk])
    assert page(first.member, path.lower()).status_code == 302  # typed over in small letters
    for other in (second.member, dina, esra):
        assert page(other, path).status_code == 404
    anonymous = Client().get(path)
    assert anonymous.status_code == 302
    assert "login" in anonymous["Location"]


def test_a_session_that_is_over_or_of_another_council_is_no_choice(
    draft, members, almelo_council, hengelo_council, esra
) -> None:
    now = timezone.now()
    over = plan(
        almelo_council,
        title="Voorbij",
        opens_at=now - timedelta(days=3),
        closes_at=now - timedelta(days=1),
    )
    elsewhere = plan(hengelo_council, title="Elders")
    path = reverse("mailing_new", args=[draft.pk])
    for session in (over, elsewhere):
        assert session.title not in page(esra, path).content.decode()
        plan(almelo_council, title="Goed")  # so that there is a choice at all
        data = {"delivery": "email", "session": session.pk, "make": 1}
        assert page(esra, path, data).status_code == 422
    assert not Mailing.objects.exists()


def test_of_a_secret_letter_only_who_is_named_gets_one(adopted, members, esra, chris) -> None:
    services.impose_secrecy(
        adopted,
        ground="Woo",
        decided_by="college",
        decided_on=date(2026, 4, 15),
        recipients=[members[1]],
        by=esra,
    )
    mailing = start(Letter.objects.get(pk=adopted.pk), esra)
    assert [one.member for one in mailing.recipients.all()] == [members[1]]


def test_in_two_clicks_from_the_letter(draft, members, session, esra) -> None:
    client = Client()
    client.force_login(esra)
    path = reverse("mailing_new", args=[draft.pk])
    assert path in client.get(draft.get_absolute_url()).content.decode()
    shown = client.get(path).content.decode()
    assert "Geachte Lid 00," in shown
    response = client.post(path, {"delivery": "email", "session": session.pk, "make": 1})
    mailing = Mailing.objects.get()
    assert response["Location"] == mailing.get_absolute_url()
    assert mailing.session == session
    status = client.get(reverse("mailing_status", args=[mailing.pk])).json()
    assert not status["finished"]
    finish()
    later = client.get(reverse("mailing_status", args=[mailing.pk])).json()
    assert later["finished"]
    assert later["step"] != status["step"]
    assert (
        reverse("mailing_package", args=[mailing.pk])
        in client.get(mailing.get_absolute_url()).content.decode()
    )


def test_many_sessions_and_members_cost_no_more_questions(
    draft, members, almelo_council, esra
) -> None:
    client = Client()
    client.force_login(esra)
    path = reverse("mailing_new", args=[draft.pk])
    plan(almelo_council)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(5):
        plan(almelo_council, title=f"Sessie {number}")
        appointed(f"Nieuw lid {number}", almelo_council, Role.COUNCIL_MEMBER)
    with CaptureQueriesContext(connection) as many:
        assert "Sessie 4" in client.get(path).content.decode()
    assert len(many) == len(few)


def test_the_preview_is_of_whom_one_asks_and_writes_nothing(draft, members, session, esra) -> None:
    data = {"delivery": "email", "session": session.pk, "who": members[4].pk}
    shown = page(esra, reverse("mailing_new", args=[draft.pk]), data).content.decode()
    assert "Geachte Lid 04," in shown
    assert "Sessie over de ROS" in shown
    assert mailings.EXAMPLE_CODE in shown
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("way", "state"), [("pause", "paused"), ("cancel", "cancelled"), ("go-on", "going")]
)
def test_it_is_steered_from_its_page(draft, members, esra, way, state) -> None:
    mailing = start(draft, esra)
    page(esra, reverse("mailing_steer", args=[mailing.pk, way]), {})
    mailing.refresh_from_db()
    assert mailing.state == state


def test_only_who_writes_for_this_executive_sees_it(
    draft, members, esra, dina, fred, bram, almelo_executive
) -> None:
    mailing = start(draft, esra)
    finish()
    one = mailing.recipients.first()
    paths = [
        mailing.get_absolute_url(),
        reverse("mailing_status", args=[mailing.pk]),
        reverse("mailing_package", args=[mailing.pk]),
        reverse("mailing_letter", args=[mailing.pk, one.pk]),
    ]
    for person in (one.member, dina, fred, bram):
        for path in paths:
            assert page(person, path).status_code == 404
    colleague = appointed("Tweede secretaris", almelo_executive, Role.EXECUTIVE_SECRETARY)
    assert page(colleague, paths[0]).status_code == 200


def test_a_damaged_file_is_not_given(draft, members, esra) -> None:
    mailing = start(draft, esra)
    finish()
    one = mailing.recipients.first()
    with one.file.storage.open(one.file.name, "wb") as file:
        file.write(b"x")
    assert page(esra, reverse("mailing_letter", args=[mailing.pk, one.pk])).status_code == 500
    assert page(esra, reverse("mailing_package", args=[mailing.pk])).status_code == 500
