"""Two people who link two milestones to each other in the same second make no circle."""

from __future__ import annotations

from datetime import date

import pytest

from milestones.moving import WaitsForItself
from tests.programme.test_two_at_once import while_it_is_not_done_yet

from .plan import change, milestone

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_milestones_that_are_linked_to_each_other_at_once_make_no_circle(anna, gijs):
    one, other = (milestone(title, date(2027, 3, 2)) for title in ("Een", "Twee"))
    _done, refused = while_it_is_not_done_yet(
        lambda: change(one, by=gijs, waits_for=[other]),
        lambda: change(other, by=anna, waits_for=[one]),
    )
    assert isinstance(refused, WaitsForItself)
    assert (list(one.waits_for.all()), list(other.waits_for.all())) == ([other], [])
