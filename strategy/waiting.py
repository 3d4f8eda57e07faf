"""What waits for a writer or a project lead."""

from __future__ import annotations

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ros_portal.lib.dates import end_of
from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with, user_organisations

from . import permissions
from .answers import asked_by, silence_in
from .models import BlockConflict, Chapter, Level, Reviewer, ReviewRound, Thread
from .models.positions import POSITION_GRANTS
from .rehearsal import open_suggestions


def waiting_for(user: User) -> list[Waiting]:
    if not bodies_with(user, Grant.PROPOSE_STRATEGY):
        return _rounds(user)
    return [*_choices_to_make(user), *_questions(user), *_rounds(user), *_chapters(user)]


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


def _questions(user: User) -> list[Waiting]:
    """Conversations in which a colleague asked this person to answer, or called them in."""
    threads = Thread.objects.visible_to(user).waiting_for(user)
    return [
        Waiting(
            title=(
                _("%(chapter)s: a colleague asks you something")
                if thread.assigned_to_id == user.pk
                else _("%(chapter)s: a colleague calls you in")
            )
            % {"chapter": thread.chapter},
            note=thread.quote,
            url=thread.get_absolute_url(),
            action=_("Read and answer"),
        )
        for thread in threads.select_related("chapter")
    ]


def _rounds(user: User) -> list[Waiting]:
    """Open review rounds in which this person is asked and the organisation is silent."""
    speaks_for = {level: bodies_with(user, grant) for level, grant in POSITION_GRANTS.items()}
    bodies = {one.body_id: one.body for one in user.current_appointments}
    bodies = {
        pk: body for pk, body in bodies.items() if any(pk in of for of in speaks_for.values())
    }
    if not bodies:
        return []
    rounds = {one.pk: one for one in ReviewRound.objects.open().visible_to(user)}
    silent = {
        (round_id, body_id): chapters
        for (round_id, body_id), chapters in silence_in(rounds.values(), bodies.values()).items()
        if body_id in speaks_for[Level(rounds[round_id].level)]
    }
    reviewers: dict[tuple[int, int], list[Reviewer]] = defaultdict(list)
    for one in Reviewer.objects.filter(round__in=rounds, body__in=bodies):
        reviewers[one.round_id, one.body_id].append(one)
    speakers = {
        level: permissions.speakers_for(bodies.values(), level) if reviewers else {}
        for level in Level
    }
    waiting = []
    for (round_id, body_id), chapters in silent.items():
        round_, body = rounds[round_id], bodies[body_id]
        among = speakers[Level(round_.level)].get(body_id, [user])
        asked = asked_by({body_id: among}, reviewers[round_id, body_id])[body_id]
        own = next((one for one in asked if one.user == user), None)
        if own is not None:
            due_on = round_.due_on(own.reviewer)
            waiting.append(
                Waiting(
                    title=ngettext(
                        "Give your position on %(count)s chapter",
                        "Give your position on %(count)s chapters",
                        len(chapters),
                    )
                    % {"count": len(chapters)},
                    note=f"{round_}, {body}" if len(bodies) > 1 else str(round_),
                    url=round_.get_absolute_url(),
                    action=_("Look and answer"),
                    due_at=end_of(due_on),
                )
            )
    return waiting


def _chapters(user: User) -> list[Waiting]:
    """A lead publishes what is ready; the organisation that leads a chapter keeps writing it."""
    own = user_organisations(user)
    waiting = []
    chapters = list(Chapter.objects.visible_to(user).with_revisions())
    suggestions = open_suggestions(chapters)
    for chapter in chapters:
        if (count := suggestions.get(chapter.pk, 0)) and (
            chapter.viewer_leads
            or (chapter.lead_id in own and permissions.can_edit_chapter(user, chapter))
        ):
            waiting.append(
                Waiting(
                    title=ngettext(
                        "%(chapter)s: %(count)s suggestion waits for an answer",
                        "%(chapter)s: %(count)s suggestions wait for an answer",
                        count,
                    )
                    % {"chapter": chapter, "count": count},
                    note=chapter.get_status_display(),
                    url=reverse("chapter_suggestions", args=[chapter.slug]),
                    action=_("Look and decide"),
                )
            )
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
