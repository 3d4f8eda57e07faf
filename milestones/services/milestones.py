"""Milestones: added, changed with a reason, and moved with everything that waits for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.db import models, transaction
from django.utils.text import slugify

from milestones.models import Milestone, MilestoneChange, MilestoneDependency, MilestoneStatus
from milestones.models.milestones import Moment
from milestones.moving import Move, Plan, fingerprint, links
from ros_portal.audit.services import record
from stakeholders.models import User

LONGEST_SLUG: Final = 72  # leaves room for a number
# What says where it stands among the others.
ORDERS: Final = {"on", "precision", "status", "waits_for"}
ASKS_WHY: Final = (MilestoneStatus.AT_RISK, MilestoneStatus.MISSED)


class MilestoneThere(Exception):
    """There is one with this title on this date already: a form that was sent twice."""


class ChangedMeanwhile(Exception):
    """A colleague changed it after the form was opened."""


class NoReason(Exception):
    """It moves, is at risk or was missed, and nobody said why."""


class OtherMoves(Exception):
    """A colleague changed the plan: other milestones move along than this person was shown."""


@transaction.atomic
def add_milestone(
    facts: Mapping[str, Any], *, waits_for: Collection[Milestone] = (), by: User
) -> Milestone:
    """Raises MilestoneThere and TooEarly."""
    _locked_plan()
    if Milestone.objects.filter(title=facts["title"], on=facts["on"]).exists():
        raise MilestoneThere
    milestone = Milestone.objects.create(slug=_free_slug(facts), **facts)
    if waits_for:
        plan = _locked_plan()
        plan.waiting(milestone.pk, waits_for)
        plan.moved_along(milestone.pk, milestone.moment)
        _wait_for(milestone, waits_for)
    told = _told({**facts, "waits_for": list(waits_for)})
    record("milestones.milestone.added", milestone, by=by, new=told)
    return milestone


@transaction.atomic
def change_milestone(
    milestone: Milestone,
    facts: Mapping[str, Any],
    *,
    waits_for: Collection[Milestone],
    edition: int,
    reason: str,
    agreed: str,
    by: User,
) -> list[Move]:
    """What moved along. `agreed` is the fingerprint of what this person saw that would.

    Raises ChangedMeanwhile, NoReason, OtherMoves, WaitsForItself and TooEarly.
    """
    # All of them: two people could let two milestones wait for each other in the same second.
    plan = _locked_plan()
    milestone = plan.milestones[milestone.pk]
    if milestone.edition != edition:
        raise ChangedMeanwhile
    had = [plan.milestones[key] for key in sorted(plan.waits[milestone.pk])]
    wanted = sorted(waits_for, key=lambda one: one.pk)
    standing = {name: getattr(milestone, name) for name in facts} | {"waits_for": had}
    asked = {**facts, "waits_for": wanted}
    changed = {name: value for name, value in asked.items() if value != standing[name]}
    if not changed:
        return []
    if _asks_why(changed) and not reason:
        raise NoReason
    plan.waiting(milestone.pk, wanted)
    old = milestone.moment
    new = Moment(facts["on"], facts["precision"])
    # As it will be: what is reached now asks nothing any more of what it waits for.
    milestone.status = facts["status"]
    moves = plan.moved_along(milestone.pk, new) if ORDERS & changed.keys() else []
    if new != old and fingerprint(moves) != agreed:
        raise OtherMoves
    for name in facts:
        setattr(milestone, name, facts[name])
    milestone.edition += 1
    milestone.save(update_fields=[*facts, "edition"])
    if "waits_for" in changed:
        MilestoneDependency.objects.filter(later=milestone).delete()
        _wait_for(milestone, wanted)
    _write_change(milestone, standing, changed, reason=reason, by=by)
    for move in moves:
        _move_along(move, because_of=milestone, reason=reason, by=by)
    return moves


def _asks_why(changed: Mapping[str, Any]) -> bool:
    return bool({"on", "precision"} & changed.keys()) or changed.get("status") in ASKS_WHY


def _move_along(move: Move, *, because_of: Milestone, reason: str, by: User) -> None:
    milestone, old, new = move
    milestone.on = new.on
    milestone.edition += 1
    milestone.save(update_fields=["on", "edition"])
    _write_change(
        milestone,
        old._asdict(),
        {"on": new.on},
        reason=reason,
        by=by,
        along_with=because_of,
    )


def _write_change(
    milestone: Milestone,
    standing: Mapping[str, Any],
    changed: Mapping[str, Any],
    *,
    reason: str,
    by: User,
    along_with: Milestone | None = None,
) -> None:
    after = dict(changed)
    if "on" in after or "precision" in after:  # a date says nothing without how exact it is
        after |= milestone.moment._asdict()
    before = {name: standing[name] for name in after}
    MilestoneChange.objects.create(
        milestone=milestone,
        along_with=along_with,
        reason=reason,
        before=_told(before),
        after=_told(after),
        by=by,
    )
    record(
        "milestones.milestone.changed",
        milestone,
        by=by,
        reason=reason,
        old=_told(before),
        new=_told(after),
        along_with=along_with.pk if along_with else None,
    )


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """In words that hold when a name changes later on."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [str(one) for one in value]
        if value is None:
            return ""
        return str(value) if isinstance(value, models.Model) else _date_or_text(value)

    return {name: plain(value) for name, value in facts.items()}


def _date_or_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _wait_for(milestone: Milestone, earlier: Collection[Milestone]) -> None:
    MilestoneDependency.objects.bulk_create(
        MilestoneDependency(later=milestone, earlier=one) for one in earlier
    )


def _locked_plan() -> Plan:
    return Plan(Milestone.objects.select_for_update().order_by("pk"), links())


def _free_slug(facts: Mapping[str, Any]) -> str:
    """The month first, as those of the region have it; texts point at it by this name."""
    slug = slugify(f"{facts['on']:%Y-%m} {facts['title']}")[:LONGEST_SLUG].strip("-")
    taken = set(Milestone.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(one for one in _tries(slug) if one not in taken)


def _tries(slug: str) -> Iterator[str]:
    yield slug
    for number in range(2, 10_000):
        yield f"{slug}-{number}"
