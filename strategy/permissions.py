"""Who may do what with the strategy. Chapters come from `ChapterQuerySet.visible_to(user)`.

What that person holds was read with them, in the same query; it says nothing of anybody else.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import User

from .models import Chapter


def can_edit_chapter(user: User, chapter: Chapter) -> Decision:
    if not _as_seen_by(user, chapter).viewer_writes:
        return denied(_("Only editors of the organisations that write this text can change it."))
    if not chapter.is_open:
        return denied(
            _(
                "The executives are being asked about this text, or have agreed to it, so it stands "
                "still. A project lead can set it back to review."
            )
        )
    return ALLOWED


def can_publish_chapter(user: User, chapter: Chapter) -> Decision:
    if not _as_seen_by(user, chapter).viewer_leads:
        return denied(_("Only a project lead can publish a chapter."))
    if not chapter.is_open:
        return denied(_("Set this chapter back to review before you publish another text."))
    if not chapter.has_unpublished_text:
        return denied(_("The newest text has been published already."))
    return ALLOWED


def can_set_status(user: User, chapter: Chapter) -> Decision:
    if not _as_seen_by(user, chapter).viewer_leads:
        return denied(_("Only a project lead can change the status of a chapter."))
    if chapter.published_id is None:
        return denied(_("Publish this chapter first: it then goes to review."))
    return ALLOWED


def _as_seen_by(user: User, chapter: Chapter) -> Chapter:
    if chapter.viewer_id != user.pk:
        raise ValueError("This chapter was read for another person.")
    return chapter
