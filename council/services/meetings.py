"""The agenda of a BOSS, what it advises, what goes on to the Rijk, and its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from council import permissions
from council.models import Correction, Minutes, Proposal, Response
from milestones.models import Meeting, MeetingItem
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import write_once
from ros_portal.lib.one_line import one_line
from stakeholders.models import Body, User
from strategy.models import Chapter


class MinutesChangedMeanwhile(Exception):
    """A colleague saved other words since these were opened."""


class MinutesAdopted(Exception):
    """They were adopted: they stay as they are."""


class NotShared(Exception):
    """Nobody could correct them yet."""


class NotHeldYet(Exception):
    """There is nothing to correct before a meeting."""


class NotALaterMeeting(Exception):
    """Minutes are adopted in a meeting that comes after, and has been."""


class ItemStays(Exception):
    """Something hangs on it: the reason, in words."""


class NotForTheRijk(Exception):
    """An item goes on to a consultation that is no BOSS and is still to come."""


@transaction.atomic
def put_on_agenda(
    meeting: Meeting, *, by: User, title: str = "", response: Response | None = None
) -> MeetingItem:
    """A title, or a proposed answer; an answer stands on one agenda once.

    The first item of every agenda is the strategy itself, which is made with the first act. Raises
    MinutesAdopted.
    """
    require(permissions.can_lead_meetings(by))
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if Minutes.objects.filter(meeting=meeting, adopted_at__isnull=False).exists():
        raise MinutesAdopted
    _standing_item(meeting)
    if response is not None:
        known = MeetingItem.objects.filter(meeting=meeting, proposal__response=response).first()
        if known:
            return known
    item = MeetingItem.objects.create(
        meeting=meeting,
        number=_next_number(meeting),
        title=title or (_public_title(response) if response else ""),
    )
    if response is not None:
        Proposal.objects.create(item=item, response=response)
    record("council.item.added", item, by=by, meeting=meeting.pk, title=item.title)
    return item


def _public_title(response: Response) -> str:
    """Everybody reads the agenda, and nobody yet what the team calls the answer that it proposes."""
    chapters = Chapter.objects.filter(points__response=response, published__isnull=False)
    titles = list(chapters.order_by("number").values_list("title", flat=True).distinct())
    with override("nl"):
        if not titles:
            return _("Answer to the councils")
        return one_line(_("Answer to the councils about %(what)s") % {"what": ", ".join(titles)})


def _standing_item(meeting: Meeting) -> MeetingItem:
    standing = MeetingItem.objects.filter(meeting=meeting, is_standing=True).first()
    if standing is None:
        with override("nl"):
            title = _("Spatial development strategy: where we stand")
        standing = MeetingItem.objects.create(
            meeting=meeting, number=_next_number(meeting), title=title, is_standing=True
        )
    return standing


def _next_number(meeting: Meeting) -> int:
    last = MeetingItem.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def record_advice(item: MeetingItem, *, advice: str, by: User) -> None:
    """What the BOSS says of it; it stays open to better words until then. Raises MinutesAdopted."""
    require(permissions.can_lead_meetings(by))
    item = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if Minutes.objects.filter(meeting=item.meeting_id, adopted_at__isnull=False).exists():
        raise MinutesAdopted
    before = item.advice
    item.advice = advice.strip()
    item.advised_at = timezone.now() if item.advice else None
    item.save(update_fields=["advice", "advised_at"])
    record("council.item.advised", item, by=by, old=before, new=item.advice)


@transaction.atomic
def move_item(item: MeetingItem, *, up: bool, by: User) -> None:
    """Past its neighbour; the strategy itself stays where it stands. Raises MinutesAdopted."""
    require(permissions.can_lead_meetings(by))
    items = _open_agenda(item)
    place = items.index(item)
    neighbour = place - 1 if up else place + 1
    if (
        neighbour not in range(len(items))
        or items[place].is_standing
        or items[neighbour].is_standing
    ):
        return
    items[place], items[neighbour] = items[neighbour], items[place]
    _number(items)
    record("council.item.moved", item, by=by, meeting=item.meeting_id, up=up)


@transaction.atomic
def remove_item(item: MeetingItem, *, by: User) -> None:
    """The proposed answer stays. Raises MinutesAdopted, and ItemStays with the reason."""
    require(permissions.can_lead_meetings(by))
    items = _open_agenda(item)
    item = items.pop(items.index(item))
    if reason := _why_it_stays(item):
        raise ItemStays(reason)
    record("council.item.removed", item, by=by, meeting=item.meeting_id, title=item.title)
    Proposal.objects.filter(item=item).delete()
    item.delete()
    _number(items)


def _open_agenda(item: MeetingItem) -> list[MeetingItem]:
    """In order, and locked with its meeting as `put_on_agenda` does."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if Minutes.objects.filter(meeting=item.meeting_id, adopted_at__isnull=False).exists():
        raise MinutesAdopted
    return list(MeetingItem.objects.filter(meeting=item.meeting_id).order_by("number"))


def _why_it_stays(item: MeetingItem) -> str:
    if item.is_standing:
        return _("The strategy stands on every agenda.")
    if item.advice:
        return _("The BOSS gave its advice on it: take that away first.")
    if item.forwarded_to_id:
        return _("It goes on to the consultation with the Rijk: undo that first.")
    named = f'"item:{item.pk}"'
    texts = Chapter.objects.filter(
        Q(head__html__contains=named) | Q(published__html__contains=named)
    )
    if texts.exists():
        return _("A text of the strategy refers to it.")
    return ""


def _number(items: Sequence[MeetingItem]) -> None:
    """From one on; out of the way of each other first."""
    highest = max((one.number for one in items), default=0)
    for number, one in enumerate(items, start=1):
        MeetingItem.objects.filter(pk=one.pk).update(number=highest + number)
    for number, one in enumerate(items, start=1):
        MeetingItem.objects.filter(pk=one.pk).update(number=number)


@transaction.atomic
def forward_item(item: MeetingItem, *, to: Meeting | None, by: User) -> None:
    """On to the consultation with the Rijk, or not any more. Raises NotForTheRijk."""
    require(permissions.can_lead_meetings(by))
    item = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if to is not None and (to.is_boss or to.starts_at < timezone.now()):
        raise NotForTheRijk
    before = item.forwarded_to_id
    item.forwarded_to = to
    item.save(update_fields=["forwarded_to"])
    record("council.item.forwarded", item, by=by, old=before, new=to.pk if to else None)


@transaction.atomic
def write_minutes(meeting: Meeting, *, text: str, edition: int, by: User) -> Minutes:
    """`edition` is the one that was opened, 0 of none. Raises MinutesAdopted, MinutesChangedMeanwhile."""
    require(permissions.can_lead_meetings(by))
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None:
        minutes = Minutes(meeting=meeting, edition=0)
    if minutes.adopted_at:
        raise MinutesAdopted
    if minutes.edition != edition:
        raise MinutesChangedMeanwhile
    minutes.text, minutes.written_by = text, by
    minutes.edition += 1
    minutes.save()
    record("council.minutes.written", minutes, by=by, meeting=meeting.pk)
    return minutes


@transaction.atomic
def share_minutes(minutes: Minutes, *, by: User) -> None:
    """From here on everybody at the table corrects them. Raises NotHeldYet and MinutesAdopted."""
    require(permissions.can_lead_meetings(by))
    minutes = _not_adopted(minutes)
    if minutes.meeting.starts_at > timezone.now():
        raise NotHeldYet
    if minutes.shared_at is None:
        minutes.shared_at = timezone.now()
        minutes.save(update_fields=["shared_at"])
        record("council.minutes.shared", minutes, by=by)


@transaction.atomic
def correct_minutes(minutes: Minutes, *, text: str, body: Body, key: UUID, by: User) -> Correction:
    """It stays beside them. Raises NotShared, MinutesAdopted, UsedForSomethingElse."""
    require(permissions.can_correct_minutes(by, minutes))
    minutes = _not_adopted(minutes)
    if minutes.shared_at is None:
        raise NotShared
    correction, is_new = write_once(
        Correction, key=key, minutes=minutes, text=text, body=body, by=by
    )
    if is_new:
        record("council.minutes.corrected", minutes, by=by, correction=correction.pk)
    return correction


@transaction.atomic
def adopt_minutes(minutes: Minutes, *, meeting: Meeting, edition: int, by: User) -> None:
    """In a later meeting; from here on they never change.

    Raises NotShared, MinutesChangedMeanwhile, NotALaterMeeting, MinutesAdopted.
    """
    require(permissions.can_lead_meetings(by))
    minutes = _not_adopted(minutes)
    if minutes.shared_at is None:
        raise NotShared
    if minutes.edition != edition:
        raise MinutesChangedMeanwhile
    if (
        meeting.body_id != minutes.meeting.body_id
        or meeting.starts_at <= minutes.meeting.starts_at
        or meeting.starts_at > timezone.now()
    ):
        raise NotALaterMeeting
    minutes.adopted_in, minutes.adopted_at = meeting, timezone.now()
    minutes.save(update_fields=["adopted_in", "adopted_at"])
    record("council.minutes.adopted", minutes, by=by, meeting=meeting.pk)


def _not_adopted(minutes: Minutes) -> Minutes:
    minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    if minutes.adopted_at:
        raise MinutesAdopted
    return minutes
