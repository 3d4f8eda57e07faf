"""A PDF is made in the background, once, and its row says so in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from ros_portal.audit.services import record
from ros_portal.jobs.services import PermanentFailure, job
from ros_portal.lib.pictures import PictureRefused

from . import notifications, pdf
from .body import BodyRefused
from .content import paper_as_made
from .models import Dispatch, Rendering


def note_failure(rendering_id: int, message: str) -> None:
    rendering = Rendering.objects.select_for_update().get(pk=rendering_id)
    if rendering.made_at is None:
        rendering.error = message
        rendering.save(update_fields=["error"])
        record("letters.rendering.failed", rendering, by=None, reason=message)


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
