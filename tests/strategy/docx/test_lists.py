"""Lists that were saved by another program than Word."""

from __future__ import annotations

from strategy.docx.lists import Item, lists
from strategy.docx.report import Report
from strategy.docx.styles import Numbered
from tests.strategy.text.texts import p


def items(*places: tuple[str, str, int]) -> list[tuple[Item, dict]]:
    """(list, what it counts with, the number before it)."""
    return [
        (Item(Numbered(num, key, 0, True, False), count, Report()), p("", f"{count}"))
        for num, key, count in places
    ]


def test_numbers_that_count_on_are_one_list_under_whatever_name():
    (found,) = lists(items(("9", "7", 1), ("7", "7", 2), ("7", "7", 3)))
    assert len(found[0]["content"]) == 3


def test_numbers_that_begin_anew_are_another_list():
    found = list(lists(items(("9", "7", 1), ("9", "7", 2), ("10", "7", 1))))
    assert [len(one["content"]) for one, _first, _last in found] == [2, 1]
