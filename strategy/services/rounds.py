"""Review rounds: planned, changed, withdrawn; who is asked in them, and who is reminded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.lib.dates import begin_of
from ros_portal.lib.decisions import require
from stakeholders.models import Body, User
from strategy import notifications, permissions
from strategy.answers import Silence, silence_of
from strategy.models import Chapter, Product, Reminder, Reviewer, ReviewRound

BEFORE_DUE = (timedelta(days=7), timedelta(days=1))
MORNING = 7  # o'clock: nobody's telephone sounds at midnight


class OverlapsAnotherRound(Exception):
    """One organisation would be asked twice about a chapter; `other` is the round that asks."""

    def __init__(self, other: ReviewRound) -> None:
        super().__init__(other)
        self.other = other


class RoundNeedsChapters(Exception):
    """Of this product, and one at least."""


class TooLate(Exception):
    """A round does not open or close on a day that is over."""


class AlreadyOpen(Exception):
    """What was answered since it opened would be before its opening."""


class NotAmongThem(Exception):
    """This person cannot say what the organisation thinks."""


class NotInThisRound(Exception):
    """The day lies outside the round, or the body does not write its product."""


@transaction.atomic
def open_round(
    product: Product,
    *,
    level: str,
    name: str,
    note: str,
    chapters: Collection[Chapter],
    opens_on: date,
    closes_on: date,
    key: UUID,
    by: User,
) -> ReviewRound:
    """Plan it; it opens by itself. The same key gives the same round.

    Raises RoundNeedsChapters, TooLate or OverlapsAnotherRound.
    """
    require(permissions.can_plan_round(by, product))
    _lock(chapters, product)
    if planned := ReviewRound.objects.filter(key=key, created_by=by).first():
        return planned
    if opens_on < timezone.localdate():
        raise TooLate
    round_ = ReviewRound(
        key=key,
        product=product,
        level=level,
        name=name,
        note=note,
        opens_on=opens_on,
        closes_on=closes_on,
        created_by=by,
    )
    _refuse_overlap(round_, chapters)
    round_.save()
    round_.chapters.set(chapters)
    record("strategy.round.planned", round_, by=by, new=_facts(round_), level=level)
    return round_


@transaction.atomic
def change_round(
    round_: ReviewRound,
    *,
    name: str,
    note: str,
    chapters: Collection[Chapter],
    opens_on: date,
    closes_on: date,
    by: User,
) -> None:
    """As long as it is not over. Raises as `open_round` does, and AlreadyOpen."""
    round_ = _locked(round_)
    require(permissions.can_change_round(by, round_))
    _lock(chapters, round_.product)
    today = timezone.localdate()
    if round_.is_open and opens_on != round_.opens_on:
        raise AlreadyOpen
    if closes_on < today or (opens_on != round_.opens_on and opens_on < today):
        raise TooLate
    old = _facts(round_)
    round_.name, round_.note = name, note
    round_.opens_on, round_.closes_on = opens_on, closes_on
    _refuse_overlap(round_, chapters)
    round_.save(update_fields=["name", "note", "opens_on", "closes_on"])
    round_.chapters.set(chapters)
    if (new := _facts(round_)) != old:
        record("strategy.round.changed", round_, by=by, old=old, new=new)


@transaction.atomic
def withdraw_round(round_: ReviewRound, *, reason: str, by: User) -> None:
    round_ = _locked(round_)
    if round_.withdrawn_at is not None:
        return  # a second click
    require(permissions.can_change_round(by, round_))
    old = round_.state
    round_.withdrawn_at, round_.withdrawn_by = timezone.now(), by
    round_.withdrawn_reason = reason
    round_.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record("strategy.round.withdrawn", round_, by=by, reason=reason, old=old, new=round_.state)


@transaction.atomic
def ask_reviewer(
    round_: ReviewRound, *, body: Body, user: User, due_on: date | None, by: User
) -> Reviewer:
    """Ask somebody by name, or give who was asked another day.

    Raises NotAmongThem or NotInThisRound.
    """
    round_ = _locked(round_)
    require(permissions.can_choose_reviewers(by, round_, body))
    if not round_.product.writers.filter(pk=body.pk).exists():
        raise NotInThisRound
    if due_on is not None and not round_.opens_on <= due_on <= round_.closes_on:
        raise NotInThisRound
    if user not in permissions.speakers_for([body], round_.level)[body.pk]:
        raise NotAmongThem
    reviewer, created = Reviewer.objects.get_or_create(
        round=round_, body=body, user=user, defaults={"due_on": due_on, "asked_by": by}
    )
    old = None if created else reviewer.due_on
    if not created:
        if reviewer.due_on == due_on:
            return reviewer  # a second click
        reviewer.due_on = due_on
        reviewer.save(update_fields=["due_on"])
    event = "strategy.reviewer.asked" if created else "strategy.reviewer.given_another_day"
    record(event, round_, by=by, body=body.slug, user=user.pk, old=old, new=due_on)
    return reviewer


@transaction.atomic
def release_reviewer(round_: ReviewRound, *, body: Body, user: User, by: User) -> None:
    round_ = _locked(round_)
    require(permissions.can_choose_reviewers(by, round_, body))
    reviewer = Reviewer.objects.filter(round=round_, body=body, user=user).first()
    if reviewer is None:
        return  # a second click
    old = reviewer.due_on
    reviewer.delete()
    record("strategy.reviewer.released", round_, by=by, body=body.slug, user=user.pk, old=old)


def remind_the_silent() -> None:
    """Queue one mail for everybody who is asked and silent, once for every moment that came."""
    if timezone.localtime().hour < MORNING:
        return
    for round_ in ReviewRound.objects.open():
        _remind(round_)


@transaction.atomic
def _remind(round_: ReviewRound) -> None:
    round_ = _locked(round_)  # the clock of another beat waits here
    if not round_.is_open:
        return
    reminded = dict(round_.reminders.order_by("moment").values_list("user_id", "moment"))
    for user_id, silences in silence_of(round_).items():
        moment = _moment(round_, silences)
        if moment and moment > reminded.get(user_id, date.min):
            reminder = Reminder.objects.create(round=round_, user_id=user_id, moment=moment)
            notifications.tell_silent(reminder)


@transaction.atomic
def remind_round(round_: ReviewRound, *, by: User) -> int:
    """At once, to whom the clock or a project lead did not remind today; returns how many."""
    round_ = _locked(round_)
    require(permissions.can_remind_in_round(by, round_))
    people = people_to_remind(round_)
    for person in people:
        reminder = Reminder.objects.create(round=round_, user=person, moment=timezone.localdate())
        notifications.tell_silent(reminder)
    if people:
        record("strategy.round.reminded", round_, by=by, people=[one.pk for one in people])
    return len(people)


def people_to_remind(round_: ReviewRound) -> list[User]:
    """Asked, silent, and not reminded today."""
    today = timezone.localdate()
    of_today = round_.reminders.filter(Q(created_at__gte=begin_of(today)) | Q(moment=today))
    reminded = set(of_today.values_list("user", flat=True))
    return list(User.objects.filter(pk__in=silence_of(round_).keys() - reminded).order_by("name"))


def last_reminded_at(round_: ReviewRound) -> datetime | None:
    last = round_.reminders.last()
    return last.created_at if last else None


def _moment(round_: ReviewRound, silences: list[Silence]) -> date | None:
    """The last moment that came: after a night without a clock one mail is enough."""
    today = timezone.localdate()
    ahead = [one.due_on for one in silences if one.due_on >= today]
    if not ahead:
        return None
    due_on = min(ahead)
    moments = [round_.opens_on, *(due_on - before for before in BEFORE_DUE)]
    return max(moment for moment in moments if moment <= today)


def _locked(round_: ReviewRound) -> ReviewRound:
    return (
        ReviewRound.objects.select_for_update(of=("self",))
        .select_related("product")
        .get(pk=round_.pk)
    )


def _lock(chapters: Collection[Chapter], product: Product) -> None:
    """Two rounds that would overlap share a chapter, so one of them waits for the other here."""
    wanted = {chapter.pk for chapter in chapters}
    locked = set(
        Chapter.objects.select_for_update()
        .filter(pk__in=wanted, product=product)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not wanted or locked != wanted:
        raise RoundNeedsChapters


def _refuse_overlap(round_: ReviewRound, chapters: Collection[Chapter]) -> None:
    overlapping = ReviewRound.objects.not_withdrawn().filter(
        level=round_.level,
        chapters__in=[chapter.pk for chapter in chapters],
        opens_on__lte=round_.closes_on,
        closes_on__gte=round_.opens_on,
    )
    if other := overlapping.exclude(pk=round_.pk).first():
        raise OverlapsAnotherRound(other)


def _facts(round_: ReviewRound) -> dict[str, Any]:
    return {
        "name": round_.name,
        "note": round_.note,
        "opens_on": round_.opens_on,
        "closes_on": round_.closes_on,
        "chapters": sorted(round_.chapters.values_list("pk", flat=True)),
    }
