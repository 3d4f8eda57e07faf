"""A PDF is made in the background, once, and its row says so in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ros_portal.audit.services import record
from ros_portal.jobs.models import Job
from ros_portal.jobs.services import PermanentFailure, enqueue, job, retry
from ros_portal.lib.pictures import PictureRefused
from stakeholders.models import User

from . import (
    mailing_jobs,  # noqa: F401 - the worker learns its jobs here
    notifications,
    pdf,
)
from .body import BodyRefused
from .content import PaperRefused, paper_as_made, paper_of
from .models import Dispatch, Letter, Rendering, RenderingKind, RenderingState, Run, RunState
from .paper import Paper

# Of one run at a time: whoever asks for a single letter meanwhile does not wait for a hundred.
AT_ONCE = 4
# Rows in one transaction: a page that starts a run of letters that are all ready does not wait either.
LOOKED_AT = 20


def note_failure(rendering_id: int, message: str) -> None:
    rendering = Rendering.objects.select_for_update().get(pk=rendering_id)
    if rendering.made_at is None:
        rendering.error = message
        rendering.save(update_fields=["error"])
        record("letters.rendering.failed", rendering, by=None, reason=message)
    _go_on_with_runs_of(rendering)


@job("letters.render_letter", max_attempts=3, on_failure=note_failure)
def render_letter(rendering_id: int) -> Callable[[], None] | None:
    rendering = Rendering.objects.get(pk=rendering_id)
    if rendering.made_at:
        return None
    try:
        made = pdf.render_letter(paper_as_made(rendering))
    except SoftTimeLimitExceeded as slow:  # nor will it be faster next time
        raise PermanentFailure(
            _("This letter takes too long to make. Make it simpler: shorter words and tables.")
        ) from slow
    except (pdf.LetterRefused, BodyRefused, PictureRefused) as refused:
        raise PermanentFailure(str(refused)) from refused
    return partial(_keep, rendering_id, made)


def note_undelivered(dispatch_id: int, message: str) -> None:
    Dispatch.objects.filter(pk=dispatch_id, done_at=None).update(error=message[:300])


@job("letters.mail_letter", max_attempts=8, on_failure=note_undelivered)
def mail_letter(dispatch_id: int) -> Callable[[], None] | None:
    """Secrecy that was decided meanwhile counts: then no letter is attached."""
    dispatch = Dispatch.objects.get(pk=dispatch_id)
    if dispatch.done_at:
        return None
    notifications.mail_to_griffie(dispatch)
    return lambda: _note_delivered(dispatch_id)


def _note_delivered(dispatch_id: int) -> None:
    Dispatch.objects.filter(pk=dispatch_id, done_at=None).update(done_at=timezone.now(), error="")


def _keep(rendering_id: int, made: pdf.Pdf) -> None:
    rendering = Rendering.objects.select_for_update().get(pk=rendering_id)
    if rendering.made_at:
        return
    rendering.file.save(f"{made.sha256}.pdf", ContentFile(made.content), save=False)
    rendering.sha256 = made.sha256
    rendering.bytes = len(made.content)
    rendering.pages = made.pages
    rendering.renderer = pdf.renderer_name()
    rendering.made_at = timezone.now()
    rendering.error = ""
    rendering.save()
    record("letters.rendering.made", rendering, by=None, sha256=made.sha256, pages=made.pages)
    _go_on_with_runs_of(rendering)


def fingerprint_of(paper: Paper) -> str:
    return paper.fingerprint(renderer=pdf.renderer_name())


def ask_for_pdf(letter: Letter, *, by: User) -> Rendering:
    """The same paper gives the rendering that is there. The letter is locked by the caller."""
    if not letter.is_adopted:
        return queue_rendering(letter, RenderingKind.DRAFT, by=by)
    adopted = letter.renderings.get(kind=RenderingKind.ADOPTED)
    _try_again(adopted, by=by)
    return adopted


def queue_rendering(letter: Letter, kind: RenderingKind, *, by: User) -> Rendering:
    paper = paper_of(letter)
    rendering, created = Rendering.objects.get_or_create(
        letter=letter,
        fingerprint=fingerprint_of(paper),
        defaults={"kind": kind, "paper": paper.facts(), "created_by": by},
    )
    if created:
        record("letters.rendering.requested", rendering, by=by)
    if not rendering.is_ready:
        enqueue(render_letter, rendering.pk, key=rendering.job_key)
        _try_again(rendering, by=by)
    return rendering


def _try_again(rendering: Rendering, *, by: User) -> None:
    """A failed rendering gets a new chance; one that is made or under way is left alone."""
    if rendering.state != RenderingState.FAILED:
        return
    rendering.error = ""
    rendering.save(update_fields=["error"])
    retry(Job.objects.get(key=rendering.job_key))
    record("letters.rendering.retried", rendering, by=by)


def _go_on_with_runs_of(rendering: Rendering) -> None:
    """In the transaction that ends this PDF, so that no run stands still for a worker that died."""
    going = Run.objects.filter(rows__rendering=rendering, state=RunState.GOING)
    for run_id in going.order_by("pk").values_list("pk", flat=True):
        # A job of its own: it locks letters, which this transaction may be waited for by.
        _go_on_later(run_id)


def _go_on_later(run_id: int) -> None:
    enqueue(go_on_with_run, run_id, key=f"letters.run:{run_id}:{uuid4()}")


def note_stumble(run_id: int, message: str) -> None:
    """The letter at which it stumbled keeps the reason, and the run goes on with the next one.

    Else a run would stand still for good; what failed can be tried again from its page.
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != RunState.GOING:
        return
    if row := run.rows.to_do().first():
        row.error = message
        row.save(update_fields=["error"])
        record("letters.run.stumbled", run, by=None, letter=row.letter_id, reason=message)
        _go_on_later(run_id)


@job("letters.go_on_with_run", max_attempts=4, on_failure=note_stumble)
def go_on_with_run(run_id: int) -> Callable[[], None]:
    return partial(ask_for_next, run_id)


@transaction.atomic
def ask_for_next(run_id: int) -> None:
    """Ask for as many PDFs as may be under way; those that are there already cost nothing."""
    run = Run.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=run_id)
    if run.state != RunState.GOING:
        return
    under_way = run.rows.under_way().count()
    for number, row in enumerate(run.rows.to_do()[: LOOKED_AT + 1]):
        if under_way >= AT_ONCE:
            return
        if number == LOOKED_AT:
            _go_on_later(run_id)
            return
        letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=row.letter_id)
        try:
            row.rendering = ask_for_pdf(letter, by=run.asked_by)
        except PaperRefused as refused:
            row.error = str(refused)
        row.save(update_fields=["rendering", "error"])
        if row.rendering and row.rendering.is_ready:
            continue
        # Counted anew: while this row waited to be written, a worker may have ended that very PDF,
        # and it did not see this run.
        under_way = run.rows.under_way().count()
