"""What waits for a writer or a project lead."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with, user_organisations

from . import permissions
from .models import BlockConflict, Chapter


def waiting_for(user: User) -> list[Waiting]:
    if not bodies_with(user, Grant.WRITE_STRATEGY):
        return []
    return [*_choices_to_make(user), *_chapters(user)]


def _choices_to_make(user: User) -> list[Waiting]:
    """First of all: what this person typed and what still has no place in the text."""
    conflicts = BlockConflict.objects.filter(author=user, resolved_at__isnull=True).select_related(
        "chapter"
    )
    return [
        Waiting(
            title=_("Choose: you and a colleague changed the same paragraph"),
            note=str(conflict.chapter),
            url=reverse("chapter_edit", args=[conflict.chapter.slug]),
            action=_("Choose"),
        )
        for conflict in conflicts
    ]


def _chapters(user: User) -> list[Waiting]:
    """A lead publishes what is ready; the organisation that leads a chapter keeps writing it."""
    own = user_organisations(user)
    waiting = []
    for chapter in Chapter.objects.visible_to(user).with_revisions():
        if permissions.can_publish_chapter(user, chapter):
            waiting.append(
                Waiting(
                    title=_("%(chapter)s: a change waits to be published") % {"chapter": chapter},
                    note=chapter.get_status_display(),
                    url=reverse("chapter_publish", args=[chapter.slug]),
                    action=_("Look and publish"),
                )
            )
        elif chapter.lead_id in own and permissions.can_edit_chapter(user, chapter):
            waiting.append(
                Waiting(
                    title=_("%(chapter)s: your organisation leads this text")
                    % {"chapter": chapter},
                    note=chapter.get_status_display(),
                    url=reverse("chapter_edit", args=[chapter.slug]),
                    action=_("Edit"),
                )
            )
    return waiting
