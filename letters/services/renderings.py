"""Every PDF: asked for once, tried again, read when it is still whole."""

from __future__ import annotations

from django.db import transaction

from letters import pdf, tasks
from letters.content import paper_of
from letters.models import Letter, Rendering, RenderingKind, RenderingState
from letters.paper import Paper
from ros_portal.audit.services import record
from ros_portal.jobs.models import Job
from ros_portal.jobs.services import enqueue, retry
from ros_portal.lib.storage import read_intact
from stakeholders.models import User


@transaction.atomic
def request_rendering(letter: Letter, *, by: User) -> Rendering:
    """The same paper gives the rendering that is there: a second click makes no second PDF."""
    letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=letter.pk)
    if not letter.is_adopted:
        return queue_rendering(letter, RenderingKind.DRAFT, by=by)
    adopted = letter.renderings.get(kind=RenderingKind.ADOPTED)
    _try_again(adopted, by=by)
    return adopted


def read_rendering(rendering: Rendering, *, by: User) -> bytes:
    """The PDF, if it is still the one that was made; who took it is in the log."""
    content = read_intact(rendering.file, rendering.sha256)
    record("letters.rendering.downloaded", rendering, by=by, sha256=rendering.sha256)
    return content


def fingerprint_of(paper: Paper) -> str:
    return paper.fingerprint(renderer=pdf.renderer_name())


def queue_rendering(letter: Letter, kind: RenderingKind, *, by: User) -> Rendering:
    paper = paper_of(letter)
    rendering, created = Rendering.objects.get_or_create(
        letter=letter,
        fingerprint=fingerprint_of(paper),
        defaults={"kind": kind, "paper": paper.facts(), "created_by": by},
    )
    if created:
        record("letters.rendering.requested", rendering, by=by)
    enqueue(tasks.render_letter, rendering.pk, key=rendering.job_key)
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
