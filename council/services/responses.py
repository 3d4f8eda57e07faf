"""One answer to the points that say the same: prepared, read by a colleague, published, released."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from council import notifications, permissions
from council.models import InputSession, Point, Response, StandardAnswer, Trace
from council.models.reports import PointQuerySet
from milestones.models import Meeting
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import Body, User
from strategy.models import Revision
from strategy.text.nodes import blocks_by_id

from .locking import locked_points


class ResponsePublished(Exception):
    """It was published a moment ago: it stays as it is."""


class ResponseChangedMeanwhile(Exception):
    """A colleague saved another text since this one was opened."""


class NoPoints(Exception):
    """An answer answers something."""


class AnsweredElsewhere(Exception):
    """One of the points has an answer already; `points` are those."""

    def __init__(self, points: list[Point]) -> None:
        super().__init__(points)
        self.points = points


class NothingChanged(Exception):
    """The answer says that the text changes, and names no change."""


class UnknownChange(Exception):
    """In that revision the block is as it was before."""


class BeforeTheMeeting(Exception):
    """The BOSS has not met yet."""


@transaction.atomic
def answer_points(
    points: Collection[Point],
    *,
    title: str,
    outcome: str,
    text: str,
    by: User,
    standard: StandardAnswer | None = None,
) -> Response:
    """A first draft of one answer to all of these points; `standard` is what it was begun with.

    Raises NoPoints and AnsweredElsewhere.
    """
    if not points:
        raise NoPoints
    response = Response.objects.create(
        title=title, outcome=outcome, text=text, prepared_by=by, standard=standard
    )
    add_points(response, points, by=by)
    record("council.response.begun", response, by=by, outcome=outcome)
    return response


@transaction.atomic
def add_points(response: Response, points: Collection[Point], *, by: User) -> None:
    """More points that say the same: by reference, so that taking one out loses nothing.

    Raises AnsweredElsewhere and ResponsePublished.
    """
    response = _unpublished(response)
    locked = locked_points(points)
    for point in locked:
        require(permissions.can_work_out(by, point))
    if elsewhere := [one for one in locked if one.response_id not in (None, response.pk)]:
        raise AnsweredElsewhere(elsewhere)
    for point in locked:
        point.response = response
        point.save(update_fields=["response"])
    _begin_again(response)
    record("council.response.bundled", response, by=by, points=[one.code for one in locked])


@transaction.atomic
def take_out(point: Point, *, by: User) -> None:
    """Back among what has no answer yet; the answer stays for the others.

    Raises NoPoints, of the last one, and ResponsePublished.
    """
    (point,) = locked_points([point])
    require(permissions.can_work_out(by, point))
    if point.response is None:
        return
    response = _unpublished(point.response)
    if response.points.count() == 1:
        raise NoPoints
    point.response = None
    point.save(update_fields=["response"])
    _begin_again(response)
    record("council.response.taken_out", response, by=by, point=point.code)


@transaction.atomic
def word_response(
    response: Response, *, edition: int, title: str, outcome: str, text: str, by: User
) -> Response:
    """`edition` is the one that was opened. Raises ResponseChangedMeanwhile, ResponsePublished."""
    response = _unpublished(response)
    require(permissions.can_answer(by))
    if response.edition != edition:
        raise ResponseChangedMeanwhile
    response.title, response.outcome, response.text = title, outcome, text
    response.prepared_by = by
    response.edition += 1
    _begin_again(response)
    record("council.response.worded", response, by=by, outcome=outcome)
    return response


@transaction.atomic
def link_change(response: Response, *, revision: Revision, block_id: str, by: User) -> Trace:
    """This block changed because of it. Raises UnknownChange and ResponsePublished."""
    response = _unpublished(response)
    require(permissions.can_answer(by))
    before = blocks_by_id(revision.parent.text).get(block_id) if revision.parent else None
    after = blocks_by_id(revision.text).get(block_id)
    if before == after:
        raise UnknownChange
    trace, is_new = Trace.objects.get_or_create(
        response=response,
        revision=revision,
        block_id=block_id,
        defaults={"chapter_id": revision.chapter_id, "linked_by": by},
    )
    if is_new:
        _begin_again(response)
        record("council.response.linked", response, by=by, revision=revision.pk, block=block_id)
    return trace


@transaction.atomic
def unlink_change(trace: Trace, *, by: User) -> None:
    """Raises ResponsePublished."""
    response = _unpublished(trace.response)
    require(permissions.can_answer(by))
    record(
        "council.response.unlinked", response, by=by, revision=trace.revision_id,
        block=trace.block_id,
    )  # fmt: skip
    trace.delete()
    _begin_again(response)


@transaction.atomic
def submit_response(response: Response, *, by: User) -> None:
    """Ask for a second pair of eyes. Raises NothingChanged and ResponsePublished."""
    response = _unpublished(response)
    require(permissions.can_answer(by))
    if response.changes_the_text and not response.traces.exists():
        raise NothingChanged
    response.submitted_at = timezone.now()
    response.save(update_fields=["submitted_at"])
    record("council.response.submitted", response, by=by)


@transaction.atomic
def approve_response(response: Response, *, by: User, read: str | None = None) -> None:
    """`read` is `Response.as_read` of the page. Raises ResponsePublished, ResponseChangedMeanwhile."""
    response = _unpublished(response)
    require(permissions.can_approve(by, response))
    if read is not None and read != response.as_read:
        raise ResponseChangedMeanwhile
    response.approved_by, response.approved_at = by, timezone.now()
    response.save(update_fields=["approved_by", "approved_at"])
    record("council.response.approved", response, by=by)


@transaction.atomic
def approve_responses(read: Mapping[int, str], *, by: User) -> int:
    """All of these or none; `read` is `Response.as_read` of the page, by the key of the answer.

    Raises ResponseChangedMeanwhile and ResponsePublished.
    """
    for response in Response.objects.filter(pk__in=read).order_by("pk"):
        approve_response(response, read=read[response.pk], by=by)
    return len(read)


@transaction.atomic
def publish_responses(meeting: Meeting, *, also: Collection[int] = (), by: User) -> int:
    """What belongs to this meeting goes to the executives at once; returns how many answers.

    `also`: answers that belong to no meeting, and are told after this one. Raises BeforeTheMeeting.
    """
    require(permissions.can_publish_responses(by))
    now = timezone.now()
    if meeting.starts_at > now:
        raise BeforeTheMeeting
    mine = Q(boss_id=meeting.pk) | Q(boss_id=None, pk__in=also)
    published = list(Response.objects.select_for_update(of=("self",)).ready().filter(mine))
    for response in published:
        response.published_at, response.meeting = now, meeting
        response.save(update_fields=["published_at", "meeting"])
        record("council.response.published", response, by=by, meeting=meeting.pk)
    notifications.tell_published(published)
    return len(published)


@transaction.atomic
def release_answers(session: InputSession, *, by: User) -> int:
    """The executive lets its own council read what was answered; returns how many points."""
    require(permissions.can_release(by, session))
    return _release(Point.objects.to_release().filter(report__session=session), session, by)


@transaction.atomic
def release_answers_after(meeting: Meeting, *, council: Body, by: User) -> int:
    """The same for all that its council gave along to one meeting: with the letter about it."""
    require(permissions.can_tell_council(by, council))
    return _release(Point.objects.to_release_with(meeting, council), council, by)


def _release(ready: PointQuerySet, about: InputSession | Body, by: User) -> int:
    # Locked: the same answer is told once, however often the button is pressed.
    points = list(ready.select_for_update(of=("self",)).values_list("pk", flat=True))
    if points:
        Point.objects.filter(pk__in=points).update(released_at=timezone.now())
        record("council.answers.released", about, by=by, points=len(points))
        notifications.tell_answered(points)
    return len(points)


def _unpublished(response: Response) -> Response:
    response = Response.objects.select_for_update().get(pk=response.pk)
    if response.published_at:
        raise ResponsePublished
    return response


def _begin_again(response: Response) -> None:
    """What a colleague read is not what stands there now."""
    response.submitted_at = response.approved_at = response.approved_by = None
    response.save()
