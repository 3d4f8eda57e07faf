"""What moves along when a milestone moves: worked out beforehand, and nothing is written here.

A milestone is there on its last day at the latest: 31 March for one "in March". So what waits for
it may not be there before that day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from graphlib import TopologicalSorter
from typing import NamedTuple

from .deadlines import next_working_day, working_days_after, working_days_between
from .models import Milestone, MilestoneDependency, Precision
from .models.milestones import MONTHS, Moment


class WaitsForItself(Exception):
    """Through the others it would wait for its own end; the chain begins and ends with it."""

    def __init__(self, chain: Sequence[Milestone]) -> None:
        super().__init__(" → ".join(map(str, chain)))
        self.chain = list(chain)


class TooEarly(Exception):
    """It would be there before something that it waits for."""

    def __init__(self, earlier: Milestone) -> None:
        super().__init__(str(earlier))
        self.earlier = earlier


class Move(NamedTuple):
    milestone: Milestone
    old: Moment
    new: Moment


class Plan:
    """All milestones, and what each of them waits for."""

    def __init__(
        self, milestones: Iterable[Milestone], links: Iterable[tuple[int, int]] = ()
    ) -> None:
        """`links` are keys of a later and an earlier one."""
        self.milestones = {one.pk: one for one in milestones}
        self.waits: dict[int, set[int]] = {key: set() for key in self.milestones}
        for later, earlier in links:
            self.waits[later].add(earlier)

    @classmethod
    def now(cls) -> Plan:
        return cls(Milestone.objects.all(), links())

    def waiting(self, key: int, earlier: Collection[Milestone]) -> None:
        """From now on it waits for exactly these. Raises WaitsForItself."""
        self.waits[key] = {one.pk for one in earlier}
        if chain := self._chain(key):
            raise WaitsForItself([self.milestones[one] for one in chain])

    def _chain(self, key: int) -> list[int]:
        """From it back to itself, if there is a way."""
        came_from: dict[int, int] = {}
        to_see = [key]
        while to_see:
            one = to_see.pop()
            for earlier in sorted(self.waits[one]):
                if earlier == key:
                    chain = [key, one]
                    while chain[-1] != key:
                        chain.append(came_from[chain[-1]])
                    return chain[::-1]
                if earlier not in came_from:
                    came_from[earlier] = one
                    to_see.append(earlier)
        return []

    def moved_along(self, key: int, new: Moment) -> list[Move]:
        """What else moves when this one moves to `new`; in the order in which they wait.

        What was reached or missed stays: that day is past. Raises TooEarly.
        """
        moves = {key: Move(self.milestones[key], self.milestones[key].moment, new)}
        for earlier in sorted(self.waits[key]):
            if self.milestones[key].is_open and new.last_day < self._last_day(earlier):
                raise TooEarly(self.milestones[earlier])
        for later in TopologicalSorter(self.waits).static_order():
            milestone = self.milestones[later]
            if later == key or not milestone.is_open:
                continue
            pushing = [
                moves[earlier]
                for earlier in self.waits[later]
                if earlier in moves and moves[earlier].new.last_day > milestone.moment.last_day
            ]
            if pushing:
                moves[later] = Move(milestone, milestone.moment, _pushed(milestone, pushing))
        del moves[key]
        return list(moves.values())

    def _last_day(self, key: int) -> date:
        return self.milestones[key].moment.last_day


def links() -> Iterator[tuple[int, int]]:
    yield from MilestoneDependency.objects.values_list("later", "earlier")


def _pushed(milestone: Milestone, pushing: Sequence[Move]) -> Moment:
    """As many working days later as what pushes it most; what has no day moves by whole months."""
    moment = milestone.moment
    not_before = max(move.new.last_day for move in pushing)
    if not moment.has_day:
        step = min(MONTHS[Precision(moment.precision)], 12)
        while moment.last_day < not_before:
            moment = moment.months_later(step)
        return moment
    if moment.precision == Precision.BEFORE:
        not_before += timedelta(days=1)
    days = max(working_days_between(move.old.last_day, move.new.last_day) for move in pushing)
    on = working_days_after(moment.on, days)
    return Moment(next_working_day(max(on, not_before)), moment.precision)


def fingerprint(moves: Iterable[Move]) -> str:
    """The same for the same moves: whoever agreed to these did not agree to others."""
    told = "\n".join(f"{one.milestone.pk} {one.new.on} {one.new.precision}" for one in moves)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
