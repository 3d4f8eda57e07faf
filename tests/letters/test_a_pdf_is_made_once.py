"""The row is the truth: a second click, a retry or a dead worker never makes a second PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from letters import content, pdf, services, tasks
from letters.models import Letter, Rendering
from ros_portal.audit.models import AuditEvent
from ros_portal.jobs.models import Job, JobState
from ros_portal.jobs.services import run
from stakeholders.models import User
from tests.jobs import run_due

from .conftest import WriteLetter


def test_a_second_click_finds_the_first_pdf(draft: Letter, esra: User) -> None:
    first = services.request_rendering(draft, by=esra)
    assert services.request_rendering(draft, by=esra) == first
    run_due()
    assert services.request_rendering(draft, by=esra) == first
    assert Job.objects.filter(handler="letters.render_letter").count() == 1


def test_a_changed_text_gets_its_own_pdf_and_the_old_one_stays(draft: Letter, esra: User) -> None:
    first = services.request_rendering(draft, by=esra)
    services.change_letter(draft, edition=draft.edition, by=esra, text="Anders.")
    second = services.request_rendering(draft, by=esra)
    assert second != first
    run_due()
    hashes = {r.sha256 for r in draft.renderings.all()}
    assert len(hashes) == 2


def test_back_to_the_old_words_is_the_old_pdf(draft: Letter, esra: User) -> None:
    first = services.request_rendering(draft, by=esra)
    services.change_letter(draft, edition=draft.edition, by=esra, text="Anders.")
    draft.refresh_from_db()
    services.change_letter(draft, edition=draft.edition, by=esra, text="Wij informeren u.")
    assert services.request_rendering(draft, by=esra) == first


def test_the_pdf_is_what_was_asked_for_whatever_changes_meanwhile(
    draft: Letter, esra: User
) -> None:
    rendering = services.request_rendering(draft, by=esra)
    asked_for = pdf.render_letter(content.paper_as_made(rendering)).sha256
    services.change_letter(draft, edition=draft.edition, by=esra, text="Iets anders.")
    run_due()
    rendering.refresh_from_db()
    assert rendering.sha256 == asked_for


def test_a_made_pdf_is_whole(draft: Letter, esra: User) -> None:
    rendering = services.request_rendering(draft, by=esra)
    assert rendering.state == "waiting"
    run_due()
    rendering.refresh_from_db()
    made = services.read_rendering(rendering, by=esra)
    assert rendering.state == "ready"
    assert hashlib.sha256(made).hexdigest() == rendering.sha256
    assert (rendering.bytes, rendering.pages) == (len(made), 1)
    assert rendering.renderer.startswith("weasyprint 70")


def test_a_job_that_runs_again_changes_nothing(draft: Letter, esra: User) -> None:
    rendering = services.request_rendering(draft, by=esra)
    run_due()
    rendering.refresh_from_db()
    made_at = rendering.made_at
    Job.objects.update(state=JobState.WAITING, finished_at=None)
    run_due()
    rendering.refresh_from_db()
    assert rendering.made_at == made_at


@pytest.mark.django_db(transaction=True)
def test_file_and_done_mark_come_together_or_not_at_all(
    draft: Letter, esra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendering = services.request_rendering(draft, by=esra)
    real = tasks.record

    def stop(event: str, *args: object, **kwargs: object) -> None:
        if event == "letters.rendering.made":
            raise OSError("the power went")
        real(event, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "record", stop)
    job = Job.objects.get(key=rendering.job_key)
    run(job.pk)
    rendering.refresh_from_db()
    assert rendering.made_at is None
    job.refresh_from_db()
    assert job.state == JobState.WAITING

    monkeypatch.undo()
    Job.objects.update(run_after=job.created_at)
    run(job.pk)
    rendering.refresh_from_db()
    assert rendering.is_ready


def test_a_refusal_is_told_in_words_and_can_be_tried_again(
    draft: Letter, esra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(paper: object) -> None:
        raise pdf.LetterRefused("Te veel bladzijden.")

    monkeypatch.setattr(tasks.pdf, "render_letter", refuse)
    rendering = services.request_rendering(draft, by=esra)
    run_due()
    rendering.refresh_from_db()
    assert (rendering.state, rendering.error) == ("failed", "Te veel bladzijden.")
    assert not rendering.file

    monkeypatch.undo()
    assert services.request_rendering(draft, by=esra) == rendering
    run_due()
    rendering.refresh_from_db()
    assert (rendering.state, rendering.error) == ("ready", "")


def test_a_technical_fault_is_tried_three_times_and_never_shown_raw(
    draft: Letter, esra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def break_down(paper: object) -> None:
        tries.append(paper)
        raise RuntimeError("secret path /srv/x")

    monkeypatch.setattr(tasks.pdf, "render_letter", break_down)
    rendering = services.request_rendering(draft, by=esra)
    for _attempt in range(4):
        Job.objects.update(run_after=rendering.created_at)
        run_due()
    rendering.refresh_from_db()
    assert len(tries) == 3
    assert rendering.state == "failed"
    assert "secret" not in rendering.error


def test_another_letter_goes_on_when_one_is_refused(
    write_letter: WriteLetter, esra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    long, short = write_letter(text="Regel. " * 3000), write_letter(text="Kort.")
    renderings = [services.request_rendering(letter, by=esra) for letter in (long, short)]
    run_due()
    for rendering in renderings:
        rendering.refresh_from_db()
    assert [rendering.state for rendering in renderings] == ["failed", "ready"]


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_once_get_one_pdf(draft: Letter, esra: User) -> None:
    def click(_: int) -> int:
        try:
            return services.request_rendering(draft, by=esra).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(click, range(16)))) == 1
    assert Rendering.objects.count() == Job.objects.count() == 1


@pytest.fixture
def made(draft: Letter, esra: User) -> Rendering:
    rendering = services.request_rendering(draft, by=esra)
    run_due()
    rendering.refresh_from_db()
    return rendering


def address(rendering: Rendering) -> str:
    return f"/letters/{rendering.letter_id}/download/{rendering.pk}/"


def test_a_download_is_private_named_and_in_the_log(
    client: Client, esra: User, made: Rendering
) -> None:
    client.force_login(esra)
    response = client.get(address(made))
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "raadsbrief-almelo-plan-van-aanpak-concept.pdf" in response["Content-Disposition"]
    event = AuditEvent.objects.about(made).filter(event="letters.rendering.downloaded").get()
    assert event.actor_label == "Esra"
    assert event.facts["sha256"] == made.sha256


def test_a_file_that_was_touched_is_not_given(client: Client, esra: User, made: Rendering) -> None:
    with open(made.file.path, "ab") as file:
        file.write(b"%")
    client.force_login(esra)
    response = client.get(address(made))
    assert response.status_code == 500
    assert b"%PDF" not in response.content
    assert not AuditEvent.objects.filter(event="letters.rendering.downloaded").exists()


def test_the_council_never_gets_a_draft(
    client: Client, draft: Letter, sent_from_draft: Callable[[], Letter], chris: User, esra: User
) -> None:
    rendering = services.request_rendering(draft, by=esra)
    run_due()
    letter = sent_from_draft()
    client.force_login(chris)
    assert client.get(address(rendering)).status_code == 404
    final = letter.renderings.get(kind="adopted")
    assert client.get(address(final)).status_code == 200
    page = client.get(letter.get_absolute_url()).content.decode()
    assert address(final) in page
    assert address(rendering) not in page


@pytest.fixture
def sent_from_draft(draft: Letter, signatories: object, esra: User) -> Callable[[], Letter]:
    from .conftest import DECISION

    def send() -> Letter:
        services.hand_to_executive(draft, by=esra)
        services.adopt_letter(draft, by=esra, **DECISION)
        run_due()
        services.send_letter(draft, by=esra)
        draft.refresh_from_db()
        return draft

    return send
