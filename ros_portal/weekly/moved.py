"""What moved in all rooms between two moments, as far as one person may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from council.models import InputSession
from letters.models import Letter, RenderingKind
from letters.models.renderings import Rendering
from letters.permissions import can_make_models
from milestones.models import Meeting
from programme.models import Project
from ros_portal.audit.models import AuditEvent
from stakeholders.models import User
from strategy.models import Chapter, Publication, Version


@dataclass(frozen=True)
class Moved:
    at: datetime
    words: str
    url: str


def moved_for(user: User, since: datetime, until: datetime) -> list[Moved]:
    """From `since` and before `until`, in order; as many queries however much there is."""
    found = [
        *_chapters(user, since, until),
        *_versions(since, until),
        *_meetings(since, until),
        *_sessions(user, since, until),
        *_letters(user, since, until),
        *_projects(user, since, until),
    ]
    return sorted(found, key=lambda one: one.at)


def _chapters(user: User, since: datetime, until: datetime) -> Iterator[Moved]:
    published = Publication.objects.filter(
        chapter__in=Chapter.objects.visible_to(user).values("pk"),
        published_at__gte=since,
        published_at__lt=until,
    ).select_related("chapter")
    for one in published:
        words = _("Chapter published: %(chapter)s") % {"chapter": one.chapter}
        yield Moved(one.published_at, words, one.chapter.get_absolute_url())


def _versions(since: datetime, until: datetime) -> Iterator[Moved]:
    """Everybody who is signed in reads a frozen version."""
    frozen = Version.objects.filter(frozen_at__gte=since, frozen_at__lt=until)
    for one in frozen.select_related("product").defer("figures", "terms", "left_open"):
        words = _("Version frozen: %(version)s") % {"version": one}
        yield Moved(one.frozen_at, words, one.get_absolute_url())


def _meetings(since: datetime, until: datetime) -> Iterator[Moved]:
    moved = Meeting.objects.filter(moved_at__gte=since, moved_at__lt=until).select_related("body")
    for one in moved:
        assert one.moved_at is not None  # the filter above
        yield Moved(
            one.moved_at, _("Moved: %(meeting)s") % {"meeting": one}, one.get_absolute_url()
        )


def _sessions(user: User, since: datetime, until: datetime) -> Iterator[Moved]:
    sessions = (
        InputSession.objects.visible_to(user)
        .going_on()
        .filter(
            Q(opens_at__gte=since, opens_at__lt=until)
            | Q(closes_at__gte=since, closes_at__lt=until)
        )
        .select_related("body")
    )
    for one in sessions:
        if since <= one.opens_at < until:
            words = _("Session opened: %(session)s") % {"session": one}
            yield Moved(one.opens_at, words, one.get_absolute_url())
        if since <= one.closes_at < until:
            words = _("Session closed: %(session)s") % {"session": one}
            yield Moved(one.closes_at, words, one.get_absolute_url())


def _letters(user: User, since: datetime, until: datetime) -> Iterator[Moved]:
    """Of the letter of the region the project team knows the steps, and no words of anybody's own."""
    adopted = Rendering.objects.filter(
        kind=RenderingKind.ADOPTED, created_at__gte=since, created_at__lt=until
    )
    days = dict(adopted.values_list("letter", "created_at"))
    readable = Letter.objects.visible_to(user).filter(pk=OuterRef("pk"))
    facts = {"is_readable": Exists(readable)}
    known = Q(is_readable=True)
    if can_make_models(user):
        known |= Q(model__isnull=False)
    letters = (
        Letter.objects.annotate(**facts)
        .filter(
            known, Q(sent_at__gte=since, sent_at__lt=until) | Q(pk__in=adopted.values("letter"))
        )
        .select_related("executive__organisation", "model")
        .defer("text")
    )
    for one in letters:
        subject, url = one.subject, one.get_absolute_url()
        if not one.is_readable:
            assert one.model is not None  # known by its model
            subject, url = one.model.subject, one.model.get_absolute_url()
        named = {"organisation": one.executive.brief_name, "subject": subject}
        if one.pk in days:
            words = _("Letter of %(organisation)s adopted: %(subject)s") % named
            yield Moved(days[one.pk], words, url)
        if one.sent_at and since <= one.sent_at < until:
            yield Moved(one.sent_at, _("Letter of %(organisation)s sent: %(subject)s") % named, url)


def _projects(user: User, since: datetime, until: datetime) -> Iterator[Moved]:
    """A note says how far it is; the last of this time counts."""
    noted = AuditEvent.objects.filter(
        subject_type=ContentType.objects.get_for_model(Project),
        event="programme.project.noted",
        at__gte=since,
        at__lt=until,
    )
    last = dict(noted.order_by("pk").values_list("subject_id", "at"))
    if not last:
        return
    projects = Project.objects.visible_to(user).filter(
        pk__in=map(int, last)
    )  # the log keeps keys as text
    for one in projects:
        words = _("Project %(project)s: %(status)s, %(percent)s%% done") % {
            "project": one.title,
            "status": one.get_health_display().lower(),
            "percent": one.percent,
        }
        yield Moved(last[str(one.pk)], words, one.get_absolute_url())
