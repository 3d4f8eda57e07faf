"""What a line says about its session."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council.models import InputSession


def before_meeting(session: InputSession) -> datetime | None:
    return session.meeting.starts_at if session.meeting else None


def count_of(session: InputSession) -> str:
    count = session.submitted
    if not count:
        return _("No input submitted yet")
    return ngettext("%(count)s input submitted", "%(count)s inputs submitted", count) % {
        "count": count
    }
