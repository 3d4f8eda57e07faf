"""Counting back over weekends and the holidays that move."""

from datetime import date

import pytest

from milestones.deadlines import count_back, working_days_after


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        # Christmas 2026 is a Friday and a Saturday, New Year's Day a Friday.
        (date(2027, 1, 4), -1, date(2026, 12, 31)),
        (date(2027, 1, 4), -5, date(2026, 12, 24)),
        # Good Friday 26 March to Easter Monday 29 March 2027.
        (date(2027, 3, 30), -1, date(2027, 3, 25)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
        # King's Day: Tuesday 27 April 2027; in 2025 it was a day early, on a Saturday.
        (date(2027, 4, 28), -1, date(2027, 4, 26)),
        (date(2025, 4, 29), -1, date(2025, 4, 28)),
        # Ascension Day 2027 is a Thursday; people work on the Friday.
        (date(2027, 5, 7), -1, date(2027, 5, 5)),
        # From a day on which nobody works.
        (date(2027, 1, 1), -1, date(2026, 12, 31)),
    ],
)
def test_nobody_works_on_weekends_and_holidays(day, count, expected):
    assert working_days_after(day, count) == expected


def test_every_step_before_a_boss_in_january_lies_around_christmas():
    deadlines = count_back(date(2027, 1, 8))
    assert deadlines.papers_on == date(2026, 12, 31)
    assert deadlines.joint_position_on == date(2026, 12, 23)
    assert deadlines.input_closes_on == date(2026, 12, 16)
    assert deadlines.last_session_on == date(2026, 12, 11)
    assert deadlines.first_session_on == date(2026, 11, 6)
    assert deadlines.letter_on == date(2027, 1, 22)


def test_every_step_around_easter_and_kings_day():
    deadlines = count_back(date(2027, 4, 30))
    assert deadlines.papers_on == date(2027, 4, 22)
    assert deadlines.joint_position_on == date(2027, 4, 15)
    assert deadlines.input_closes_on == date(2027, 4, 8)
    assert deadlines.last_session_on == date(2027, 4, 5)
    # 6 May is Ascension Day, 17 May the Monday of Pentecost.
    assert deadlines.letter_on == date(2027, 5, 18)


def test_the_steps_stand_in_order():
    deadlines = count_back(date(2027, 6, 11))
    steps = list(vars(deadlines).values())
    assert steps == sorted(steps)
