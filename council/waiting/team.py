"""What waits for the project team and the table of the BOSS."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council.models import Minutes, Point, Response
from council.models.reports import works_on_strategy
from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with


def points_to_answer(user: User) -> list[Waiting]:
    if not bodies_with(user, Grant.WRITE_STRATEGY):
        return []
    waiting = []
    counts = (
        Point.objects.going_along()
        .filter(response=None)
        .aggregate(
            mine=Count("pk", filter=Q(handler=user)), shared=Count("pk", filter=Q(handler=None))
        )
    )
    if mine := counts["mine"]:
        waiting.append(
            Waiting(
                title=ngettext(
                    "%(count)s point on your table has no answer",
                    "%(count)s points on your table have no answer",
                    mine,
                )
                % {"count": mine},
                note="",
                url=f"{reverse('point_list')}?mine=on&state=open",
                action=_("To the points"),
            )
        )
    if shared := counts["shared"]:
        waiting.append(
            Waiting(
                title=ngettext(
                    "%(count)s point for the BOSS lies on the shared table",
                    "%(count)s points for the BOSS lie on the shared table",
                    shared,
                )
                % {"count": shared},
                note=_("Nobody has taken them up yet."),
                url=f"{reverse('point_list')}?state=open",
                action=_("To the points"),
            )
        )
    return waiting


def answers_to_finish(user: User) -> list[Waiting]:
    """What a colleague asks to read along, and what a project lead can publish: counted in one go."""
    if not bodies_with(user, Grant.WRITE_STRATEGY):
        return []
    counts = Response.objects.tally(user)
    leads = bodies_with(user, Grant.LEAD_STRATEGY)
    return [
        *_answers_to_read(user, counts["to_read"]),
        *(_answers_to_publish(counts["to_publish"]) if leads else []),
    ]


def _answers_to_read(user: User, count: int) -> list[Waiting]:
    """A colleague asked for a second pair of eyes."""
    if count > 1:
        return [
            Waiting(
                title=_("%(count)s answers: read along") % {"count": count},
                note=_("Colleagues ask for a second pair of eyes."),
                url=reverse("responses_read"),
                action=_("Read them"),
            )
        ]
    answers = Response.objects.to_read(user).select_related("prepared_by") if count else []
    return [
        Waiting(
            title=_("%(answer)s: read along") % {"answer": response.title},
            note=_("%(name)s asks a colleague to read this answer.")
            % {"name": response.prepared_by},
            url=response.get_absolute_url(),
            action=_("Read it"),
        )
        for response in answers
    ]


def _answers_to_publish(count: int) -> list[Waiting]:
    """Read by a colleague, and the BOSS has met since."""
    if not count:
        return []
    return [
        Waiting(
            title=ngettext(
                "%(count)s answer can be published", "%(count)s answers can be published", count
            )
            % {"count": count},
            note=_("The BOSS has met."),
            url=reverse("responses_publish"),
            action=_("Look and publish"),
        )
    ]


def minutes_to_read(user: User) -> list[Waiting]:
    if not works_on_strategy(user):
        return []
    shared = Minutes.objects.filter(shared_at__isnull=False, adopted_at__isnull=True)
    return [
        Waiting(
            title=str(minutes),
            note=_("Say what should be different, until they are adopted in the next BOSS."),
            url=reverse("minutes", args=[minutes.meeting_id]),
            action=_("Read them"),
        )
        for minutes in shared.select_related("meeting__body")
    ]
