"""What waits for a milestone moves along with it, no further than it must and to a working day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milestones.deadlines import is_working_day, next_working_day, working_days_after
from milestones.models import Milestone, MilestoneStatus, Precision
from milestones.models.milestones import Moment
from milestones.moving import Move, Plan, TooEarly, WaitsForItself

TUESDAY = date(2027, 3, 2)
FIRST = date(2026, 1, 1)


def row(key: int, on: date, precision: str = "day", status: str = "planned") -> Milestone:
    return Milestone(
        pk=key, title=f"m{key}", on=on, precision=precision, status=status, kind="milestone"
    )


def new_dates(moves: list[Move]) -> dict[int, date]:
    return {move.milestone.pk: move.new.on for move in moves}


def test_what_would_come_before_it_moves_as_many_working_days():
    plan = Plan([row(1, TUESDAY), row(2, date(2027, 3, 4)), row(3, date(2027, 6, 1))],
                [(2, 1), (3, 2)])  # fmt: skip
    # Six working days later; the weekend counts for nothing, and what has room stays.
    assert new_dates(plan.moved_along(1, Moment(date(2027, 3, 10), "day"))) == {
        2: date(2027, 3, 12)
    }


def test_a_move_over_easter_and_the_day_of_the_king_ends_on_a_working_day():
    plan = Plan([row(1, date(2027, 3, 24)), row(2, date(2027, 3, 25))], [(2, 1)])
    moved = new_dates(plan.moved_along(1, Moment(date(2027, 3, 26), "day")))
    assert moved == {2: date(2027, 3, 30)}  # 28 and 29 March 2027 are Easter


def test_a_month_that_ends_in_a_weekend_is_over_before_what_waits_for_it():
    plan = Plan([row(1, date(2027, 1, 1), "month"), row(2, date(2027, 1, 31))], [(2, 1)])
    # Twenty working days after Sunday 31 January is Friday 26: February is not over yet.
    moved = new_dates(plan.moved_along(1, Moment(date(2027, 2, 1), "month")))
    assert moved == {2: date(2027, 3, 1)}


def test_nothing_moves_along_when_it_comes_earlier():
    plan = Plan([row(1, TUESDAY), row(2, TUESDAY)], [(2, 1)])
    assert plan.moved_along(1, Moment(date(2027, 2, 1), "day")) == []


@pytest.mark.parametrize(
    ("precision", "to"),
    [
        ("month", date(2027, 5, 1)),
        ("quarter", date(2027, 4, 1)),
        ("year", date(2027, 3, 2)),  # it is still in this year
    ],
)
def test_what_has_no_day_moves_by_whole_months_and_no_further(precision, to):
    plan = Plan([row(1, TUESDAY), row(2, TUESDAY, precision)], [(2, 1)])
    moved = new_dates(plan.moved_along(1, Moment(date(2027, 5, 11), "day")))
    assert moved.get(2, TUESDAY) == to


def test_what_was_reached_stays_where_it_was():
    plan = Plan([row(1, TUESDAY), row(2, TUESDAY, status="reached")], [(2, 1)])
    assert plan.moved_along(1, Moment(date(2027, 5, 11), "day")) == []


def test_it_cannot_come_before_what_it_waits_for():
    plan = Plan([row(1, TUESDAY), row(2, date(2027, 4, 6))], [(2, 1)])
    with pytest.raises(TooEarly) as refused:
        plan.moved_along(2, Moment(date(2027, 2, 1), "day"))
    assert refused.value.earlier.pk == 1


def test_a_circle_names_its_chain():
    plan = Plan([row(key, TUESDAY) for key in (1, 2, 3)], [(2, 1), (3, 2)])
    with pytest.raises(WaitsForItself) as refused:
        plan.waiting(1, [plan.milestones[3]])
    chain = [one.pk for one in refused.value.chain]
    assert chain in ([1, 2, 3, 1], [1, 3, 2, 1])


PRECISIONS = [Precision.DAY] * 4 + [
    Precision.BEFORE, Precision.MONTH, Precision.QUARTER, Precision.YEAR, Precision.PERIOD,
]  # fmt: skip
STATUSES = [MilestoneStatus.PLANNED] * 4 + [MilestoneStatus.AT_RISK, MilestoneStatus.REACHED]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any milestones that wait for earlier ones; a link that breaks their order is left out."""
    rows = [
        row(
            key,
            FIRST + timedelta(days=draw(st.integers(0, 900))),
            draw(st.sampled_from(PRECISIONS)),
            draw(st.sampled_from(STATUSES)),
        )
        for key in range(draw(st.integers(1, 8)))
    ]
    links = [
        (later.pk, earlier.pk)
        for place, later in enumerate(rows)
        for earlier in rows[:place]
        if draw(st.booleans()) and earlier.moment.last_day <= later.moment.last_day
    ]
    return Plan(rows, links)


@given(plan=plans(), key=st.integers(0, 7), days=st.integers(-400, 800))
def test_any_move_keeps_the_order_on_working_days_and_moves_only_what_must(plan, key, days):
    key %= len(plan.milestones)
    root = plan.milestones[key]
    on = next_working_day(FIRST + timedelta(days=days + 400))
    new = Moment(on, root.precision)
    try:
        moves = plan.moved_along(key, new)
    except TooEarly as refused:
        assert refused.earlier.moment.last_day > new.last_day
        return
    moved = {move.milestone.pk: move for move in moves}
    stands = {one.pk: one.moment for one in plan.milestones.values()}
    becomes = stands | {key: new} | {pk: move.new for pk, move in moved.items()}

    for pk, move in moved.items():
        assert plan.milestones[pk].is_open
        assert move.new.last_day > move.old.last_day
        assert not move.new.has_day or is_working_day(move.new.on)
        # It had to: where it stood, something that it waits for comes after it now.
        assert any(becomes[one].last_day > stands[pk].last_day for one in plan.waits[pk])
    for later, waits in plan.waits.items():
        if plan.milestones[later].is_open:
            assert all(becomes[later].last_day >= becomes[one].last_day for one in waits)


@given(days=st.integers(0, 900), steps=st.lists(st.integers(0, 20), min_size=1, max_size=6),
       further=st.integers(1, 90))  # fmt: skip
def test_days_in_a_chain_keep_their_distance(days, steps, further):
    """All of it moves as far as the first; no step is lost and none is won."""
    on, rows, links = next_working_day(FIRST + timedelta(days=days)), [], []
    for key, step in enumerate([0, *steps]):
        on = working_days_after(on, step)
        rows.append(row(key, on))
        links += [(key, key - 1)] if key else []
    new = working_days_after(rows[0].on, further)
    for pk, to in new_dates(Plan(rows, links).moved_along(0, Moment(new, "day"))).items():
        assert to == working_days_after(rows[pk].on, further)
