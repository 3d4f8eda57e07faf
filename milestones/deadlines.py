"""From the day of a BOSS back to the last day on which a council can talk about it.

Counted in working days, without weekends and Dutch public holidays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

# Who sits in the BOSS reads the papers of a full working week.
PAPERS_BEFORE_BOSS: Final = 5
# The project team reads what the councils say and writes what it proposes to answer.
POSITION_BEFORE_PAPERS: Final = 5
# The civil servants make the report, the clerk confirms it, the council decides on it.
CLOSING_BEFORE_POSITION: Final = 5
# After the evening members still write down what they said, or what they forgot.
SESSION_BEFORE_CLOSING: Final = 3
# Councils meet once in four to six weeks; before that there is no text to talk about yet.
WINDOW_FOR_SESSION: Final = 25
# Two meetings of the executive: one to decide about the letter, one to spare.
LETTER_AFTER_BOSS: Final = 10


@dataclass(frozen=True)
class Deadlines:
    """The last day of every step; a session fits from the first of its days to the last."""

    first_session_on: date
    last_session_on: date
    input_closes_on: date
    joint_position_on: date
    papers_on: date
    meeting_on: date
    letter_on: date


def count_back(meeting_on: date) -> Deadlines:
    papers_on = working_days_after(meeting_on, -PAPERS_BEFORE_BOSS)
    joint_position_on = working_days_after(papers_on, -POSITION_BEFORE_PAPERS)
    input_closes_on = working_days_after(joint_position_on, -CLOSING_BEFORE_POSITION)
    last_session_on = working_days_after(input_closes_on, -SESSION_BEFORE_CLOSING)
    return Deadlines(
        first_session_on=working_days_after(last_session_on, -WINDOW_FOR_SESSION),
        last_session_on=last_session_on,
        input_closes_on=input_closes_on,
        joint_position_on=joint_position_on,
        papers_on=papers_on,
        meeting_on=meeting_on,
        letter_on=working_days_after(meeting_on, LETTER_AFTER_BOSS),
    )


def working_days_after(day: date, count: int) -> date:
    """Before it, when `count` is negative."""
    return _dutch_calendar().get_nth_working_day(day, count)


def next_working_day(day: date, step: timedelta = timedelta(days=1)) -> date:
    """This day, or the first one after it in steps that people work on."""
    while not _dutch_calendar().is_working_day(day):
        day += step
    return day


def is_working_day(day: date) -> bool:
    return _dutch_calendar().is_working_day(day)


def working_days_between(first: date, last: date) -> int:
    """How many of them come after `first`, up to and including `last`; none when it lies before."""
    if last <= first:
        return 0
    return _dutch_calendar().get_working_days_count(first + timedelta(days=1), last)


@cache
def _dutch_calendar() -> holidays.HolidayBase:
    """It works out a year when it is asked for the first time, and keeps it."""
    return holidays.country_holidays("NL")
