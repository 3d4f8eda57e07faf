"""What was agreed, told from what else changed."""

from __future__ import annotations

from strategy.text.compare import compare
from strategy.text.origins import Origins, Step, origins
from tests.strategy.text.texts import doc, p

ONE, TWO, THREE = p("one-1", "Een."), p("two-2", "Twee."), p("three-3", "Drie.")


def told(*steps: tuple[bool, dict]) -> Origins:
    text = doc(ONE, TWO, THREE)
    found = []
    for is_accepted, after in steps:
        found.append(Step(text, after, is_accepted))
        text = after
    return origins(found)


def test_every_change_has_one_origin():
    agreed = p("one-1", "Een, zoals voorgesteld.")
    found = told(
        (False, doc(ONE, p("two-2", "Twee, anders."), THREE)),
        (True, doc(agreed, p("two-2", "Twee, anders."), THREE)),
        (True, doc(agreed, p("two-2", "Twee, anders en voorgesteld."), THREE)),
        (False, doc(agreed, p("two-2", "Twee, anders en voorgesteld."))),
    )
    assert found == Origins(frozenset({"one-1"}), frozenset({"three-3"}), frozenset({"two-2"}))
    assert found.outside == {"two-2", "three-3"}


def test_what_was_changed_back_is_no_change():
    found = told(
        (False, doc(p("one-1", "Heel iets anders."), TWO, THREE)),
        (True, doc(p("one-1", "Heel iets anders."), p("two-2", "Twee en meer."), THREE)),
        (False, doc(ONE, p("two-2", "Twee en meer."), THREE)),
    )
    assert found == Origins(frozenset({"two-2"}), frozenset(), frozenset())


def test_what_was_added_and_what_was_moved_are_changes_too():
    found = told(
        (True, doc(p("one-1", "Een, zoals voorgesteld."), p("new-4", "Ook."), TWO, THREE)),
        (False, doc(THREE, p("one-1", "Een, zoals voorgesteld."), p("new-4", "Ook."), TWO)),
    )
    assert found.accepted == {"one-1", "new-4"}
    assert found.others == {"three-3"}


def test_a_comparison_says_it_at_the_paragraph():
    after = doc(p("one-1", "Een, zoals voorgesteld."), p("two-2", "Twee, anders."))
    html = compare(doc(ONE, TWO, THREE), after, outside={"two-2", "three-3"}).html
    labels = [part.split("<")[0] for part in html.split('class="ros-comparison__label">')[1:]]
    assert labels == [
        "Gewijzigd",
        "Gewijzigd, zonder voorstel",
        "Verwijderd, zonder voorstel",
    ]
