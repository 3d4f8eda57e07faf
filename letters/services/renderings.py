"""Every PDF: asked for once, tried again, read when it is still whole."""

from __future__ import annotations

from django.db import transaction

from letters.models import Letter, Rendering
from letters.tasks import ask_for_pdf
from ros_portal.audit.services import record
from ros_portal.lib.storage import read_intact
from stakeholders.models import User


@transaction.atomic
def request_rendering(letter: Letter, *, by: User) -> Rendering:
    """The same paper gives the rendering that is there: a second click makes no second PDF."""
    letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=letter.pk)
    return ask_for_pdf(letter, by=by)


def read_rendering(rendering: Rendering, *, by: User) -> bytes:
    """The PDF, if it is still the one that was made; who took it is in the log."""
    content = read_intact(rendering.file, rendering.sha256)
    record("letters.rendering.downloaded", rendering, by=by, sha256=rendering.sha256)
    return content
