"""Many letters at once: each PDF once, four at a time, held up and gone on with, one file."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from letters import pdf, permissions, services, tasks
from letters.models import Dispatch, Letter, ModelLetter, Rendering, Run, RunState
from letters.starts import STARTS
from ros_portal.jobs.models import Job, JobState
from ros_portal.lib.keys import UsedForSomethingElse
from stakeholders.models import Body, User
from tests.jobs import run_due
from tests.letters.papers import printed

from .conftest import DECISION, WriteLetter

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(write_letter: WriteLetter) -> list[Letter]:
    return [write_letter(subject=f"Brief {n}", reference=f"RB-{n}") for n in range(6)]


def start(letters, by: User, **given: object) -> Run:
    return services.start_run(
        letters, **{"key": uuid.uuid4(), "title": "Alle concepten", "by": by, **given}
    )


def finish() -> None:
    while run_due():
        pass


def states(run: Run) -> dict[str, int]:
    rows = run.rows.all()
    return {
        "to do": rows.to_do().count(),
        "under way": rows.under_way().count(),
        "ready": rows.ready().count(),
        "failed": rows.failed().count(),
    }


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def page(user: User, path: str, data: dict[str, object] | None = None):
    client = Client()
    client.force_login(user)
    return client.get(path) if data is None else client.post(path, data)


def test_every_letter_gets_its_pdf_and_four_at_most_are_under_way(drafts, esra) -> None:
    run = start(drafts, esra)
    assert states(run) == {"to do": 2, "under way": 4, "ready": 0, "failed": 0}
    finish()
    assert states(run) == {"to do": 0, "under way": 0, "ready": 6, "failed": 0}
    assert Rendering.objects.count() == 6


def test_what_did_not_change_is_ready_at_once(drafts, esra) -> None:
    start(drafts, esra)
    finish()
    services.change_letter(drafts[0], edition=drafts[0].edition, by=esra, text="Anders.")
    run = start(drafts, esra)
    assert states(run) == {"to do": 0, "under way": 1, "ready": 5, "failed": 0}
    finish()
    assert Rendering.objects.count() == 7


def test_a_second_click_starts_nothing(drafts, esra) -> None:
    key = uuid.uuid4()
    assert start(drafts, esra, key=key) == start(drafts[:1], esra, key=key)
    assert Run.objects.get().rows.count() == 6


def test_a_run_of_somebody_else_is_not_given(drafts, esra, gijs) -> None:
    key = uuid.uuid4()
    start(drafts, esra, key=key)
    with pytest.raises(UsedForSomethingElse):
        start(drafts, gijs, key=key)


def test_a_run_that_is_held_up_goes_on_where_it_was(drafts, esra) -> None:
    run = start(drafts, esra)
    services.steer_run(run, RunState.PAUSED, by=esra)
    finish()
    assert states(run) == {"to do": 2, "under way": 0, "ready": 4, "failed": 0}
    services.steer_run(run, RunState.GOING, by=esra)
    finish()
    assert states(run)["ready"] == 6


def test_a_run_that_was_stopped_stays_so(drafts, esra) -> None:
    run = start(drafts, esra)
    services.steer_run(run, RunState.CANCELLED, by=esra)
    services.steer_run(run, RunState.GOING, by=esra)
    services.retry_failed(run, by=esra)
    finish()
    assert states(run) == {"to do": 2, "under way": 0, "ready": 4, "failed": 0}


def test_only_what_failed_is_tried_again(drafts, esra, monkeypatch) -> None:
    made: Counter[str] = Counter()
    real = pdf.render_letter

    def refuse_one(paper):
        made[paper.reference] += 1
        if paper.reference == "RB-2":
            raise pdf.LetterRefused("Te veel bladzijden.")
        return real(paper)

    monkeypatch.setattr(tasks.pdf, "render_letter", refuse_one)
    run = start(drafts, esra)
    finish()
    assert states(run) == {"to do": 0, "under way": 0, "ready": 5, "failed": 1}
    assert "Te veel bladzijden." in page(esra, run.get_absolute_url()).content.decode()

    monkeypatch.setattr(
        tasks.pdf, "render_letter", lambda paper: made.update([paper.reference]) or real(paper)
    )
    services.retry_failed(run, by=esra)
    finish()
    assert states(run)["ready"] == 6
    assert made == {**{f"RB-{n}": 1 for n in range(6)}, "RB-2": 2}


def test_a_letter_that_cannot_be_put_on_paper_holds_up_no_other(drafts, esra, monkeypatch) -> None:
    real = tasks.paper_of

    def refuse_one(letter):
        if letter.reference == "RB-0":
            raise tasks.PaperRefused("Het logo is weg.")
        return real(letter)

    monkeypatch.setattr(tasks, "paper_of", refuse_one)
    run = start(drafts, esra)
    finish()
    assert states(run) == {"to do": 0, "under way": 0, "ready": 5, "failed": 1}
    assert run.rows.failed().get().error == "Het logo is weg."


def test_a_letter_that_was_mended_is_tried_again_with_its_new_words(
    drafts, esra, monkeypatch
) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    long = drafts[0]
    services.change_letter(long, edition=long.edition, by=esra, text="Regel. " * 3000)
    run = start(drafts, esra)
    finish()
    assert states(run)["failed"] == 1
    long.refresh_from_db()
    services.change_letter(long, edition=long.edition, by=esra, text="Kort.")
    services.retry_failed(run, by=esra)
    finish()
    assert states(run)["ready"] == 6


def test_a_pdf_that_ends_while_a_run_asks_for_it_does_not_hold_it_up(
    drafts, esra, monkeypatch
) -> None:
    """The worker that ended it did not see this run, so nobody else would go on with it."""
    real = tasks.ask_for_pdf

    def ask_and_be_overtaken(letter, *, by):
        rendering = real(letter, by=by)
        Rendering.objects.filter(pk=rendering.pk).update(
            made_at="2026-01-01T00:00Z", file="x.pdf", sha256="x", bytes=1, pages=1
        )
        return rendering

    monkeypatch.setattr(tasks, "ask_for_pdf", ask_and_be_overtaken)
    assert states(start(drafts, esra))["ready"] == 6


def test_a_run_that_stumbles_goes_on_without_that_letter(drafts, esra, monkeypatch) -> None:
    """It stood still for good when its job had failed for the last time."""
    real = tasks.paper_of

    def fall_for_one(letter):
        if letter.reference == "RB-4":
            raise RuntimeError("no such thing")
        return real(letter)

    monkeypatch.setattr(tasks, "paper_of", fall_for_one)
    run = start(drafts, esra)
    for _attempt in range(10):
        finish()
        Job.objects.filter(state=JobState.WAITING).update(run_after=timezone.now())
    assert states(run) == {"to do": 0, "under way": 0, "ready": 5, "failed": 1}
    assert run.rows.failed().get().letter.reference == "RB-4"


def test_a_run_of_what_is_ready_is_looked_at_in_parts(drafts, esra, monkeypatch) -> None:
    """The page that starts it does not wait for a hundred letters."""
    start(drafts, esra)
    finish()
    monkeypatch.setattr(tasks, "LOOKED_AT", 2)
    run = start(drafts, esra)
    assert states(run) == {"to do": 4, "under way": 0, "ready": 2, "failed": 0}
    finish()
    assert states(run)["ready"] == 6


def test_one_file_holds_every_draft_marked_as_such(drafts, write_letter, esra) -> None:
    alike = [write_letter(subject="Zonder kenmerk", reference="") for _ in range(2)]
    run = start([*drafts, *alike], esra)
    finish()
    files = files_in(services.read_run(run, by=esra))
    sheets = [name for name in files if name.endswith(".pdf")]
    assert len(sheets) == 8
    for name in sheets:
        assert "concept" in name
        assert all("CONCEPT" in words.upper() for words in printed(files[name]))
        facts = json.loads(files[name.rpartition("/")[0] + "/metadata.json"])
        assert facts["status"] == "concept"
    rows = list(
        csv.DictReader(io.StringIO(files["metadata.csv"].decode("utf-8-sig")), delimiter=";")
    )
    assert sorted(row["bestand"] for row in rows) == sorted(sheets)


@pytest.fixture
def model(gijs: User, almelo_council: Body, almelo_executive: Body) -> ModelLetter:
    model = services.start_model(STARTS["empty"], key=uuid.uuid4(), by=gijs)
    services.name_model(model, subject="Uitkomsten van het BOSS", by=gijs)
    services.add_block(
        model, title="Besluit", kind="regional", is_locked=False, text="Unaniem.", by=gijs
    )
    services.hand_out(model, [almelo_executive], by=gijs)
    return model


@pytest.fixture
def of_model(model: ModelLetter) -> Letter:
    return model.letters.with_bodies().get()


def send(letter: Letter, *, by: User, **fields: object) -> None:
    services.change_letter(letter, edition=letter.edition, by=by, reference="RB-9", **fields)
    services.hand_to_executive(letter, by=by)
    services.adopt_letter(letter, by=by, **DECISION)
    run_due()
    services.send_letter(letter, by=by)


def test_the_project_team_takes_no_draft_of_its_model(model, of_model, gijs, esra) -> None:
    assert list(permissions.letters_in_reach(esra, model)) == [of_model]
    assert list(permissions.letters_in_reach(gijs, model)) == []


def test_the_project_team_takes_what_councils_have(
    model, of_model, signatories, gijs, esra
) -> None:
    send(of_model, by=esra)
    response = page(gijs, reverse("run_start"), {"key": uuid.uuid4(), "model": model.pk})
    run = Run.objects.get()
    assert response["Location"] == run.get_absolute_url()
    assert states(run)["ready"] == 1
    response = page(gijs, reverse("run_package", args=[run.pk]))
    assert [name for name in files_in(response.content) if name.endswith(".pdf")]
    assert not Dispatch.objects.filter(user=gijs).exists()  # no griffie took it in


def test_the_project_team_takes_nothing_under_embargo(
    model, of_model, signatories, gijs, esra
) -> None:
    from datetime import timedelta

    send(of_model, by=esra, embargo_until=timezone.now() + timedelta(days=1))
    assert list(permissions.letters_in_reach(gijs, model)) == []
    assert list(permissions.letters_in_reach(esra, model)) == [of_model]


def test_a_griffie_takes_a_receipt_along(sent, hanna, dina, esra) -> None:
    run = start([sent], dina)
    services.read_run(run, by=dina)
    assert Dispatch.objects.filter(user=dina, letter=sent).count() == 1


def test_who_left_takes_no_draft_along(drafts, esra) -> None:
    run = start(drafts, esra)
    finish()
    esra.appointments.all().delete()
    with pytest.raises(services.NothingReady):
        services.read_run(run, by=User.objects.get(pk=esra.pk))


def test_a_portfolio_holder_has_no_drafts_made(drafts, fred) -> None:
    assert Letter.objects.visible_to(fred).count() == 6
    assert permissions.letters_in_reach(fred).count() == 0


def test_from_the_register_only_what_was_chosen(drafts, esra) -> None:
    response = page(esra, f"{reverse('run_start')}?q=Brief+3", {"key": uuid.uuid4()})
    run = Run.objects.get()
    assert response["Location"] == run.get_absolute_url()
    assert [row.letter.subject for row in run.rows.all()] == ["Brief 3"]


def test_more_than_can_go_at_once_is_told(drafts, esra, monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST_LETTERS", 5)
    response = page(esra, reverse("run_start"), {"key": uuid.uuid4()})
    assert response["Location"].startswith(reverse("letter_list"))
    assert not Run.objects.exists()


def test_nothing_that_fits_is_told(drafts, esra) -> None:
    page(esra, f"{reverse('run_start')}?q=bestaat+niet", {"key": uuid.uuid4()})
    assert not Run.objects.exists()


def test_the_page_follows_every_letter(drafts, esra) -> None:
    run = start(drafts, esra)
    where = reverse("run_status", args=[run.pk])
    first = page(esra, where).json()
    assert not first["finished"]
    run_due()
    later = page(esra, where).json()
    assert later["step"] != first["step"]
    finish()
    assert page(esra, where).json()["finished"]
    words = page(esra, run.get_absolute_url()).content.decode()
    assert reverse("run_package", args=[run.pk]) in words


@pytest.mark.parametrize(
    ("way", "state"), [("pause", "paused"), ("cancel", "cancelled"), ("go-on", "going")]
)
def test_a_run_is_steered_from_its_page(drafts, esra, way, state) -> None:
    run = start(drafts, esra)
    assert page(esra, reverse("run_steer", args=[run.pk, way]), {}).status_code == 302
    run.refresh_from_db()
    assert run.state == state


def test_a_run_is_of_one_person(drafts, esra, gijs) -> None:
    run = start(drafts, esra)
    assert page(gijs, run.get_absolute_url()).status_code == 404
    assert page(gijs, reverse("run_package", args=[run.pk])).status_code == 404
    assert page(gijs, reverse("run_steer", args=[run.pk, "cancel"]), {}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_once_make_each_pdf_once(drafts, esra, anna) -> None:
    def ask(number: int) -> None:
        try:
            start(drafts, esra)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    finish()
    assert Run.objects.count() == 4
    assert all(states(run)["ready"] == 6 for run in Run.objects.all())
    assert Rendering.objects.count() == 6
    assert Job.objects.filter(handler="letters.render_letter").count() == 6
