"""What two people do at the same moment counts once, and makes no circle."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from programme import services
from programme.models import Project

from .conftest import FACTS, start

pytestmark = pytest.mark.django_db(transaction=True)


def while_it_is_not_done_yet(
    first: Callable[[], object], second: Callable[[], object]
) -> tuple[object, Exception | None]:
    """`second` begins before what `first` did is there for others to see."""
    begun, answered = Event(), Event()

    def do_first() -> object:
        try:
            with transaction.atomic():
                done = first()
                begun.set()
                answered.wait(1)  # who waits for it answers only after it
                return done
        finally:
            connection.close()

    def do_second() -> Exception | None:
        try:
            assert begun.wait(20)
            second()
        except Exception as refused:  # noqa: BLE001 - it is what the test asks about
            return refused
        finally:
            answered.set()
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        done, refused = pool.submit(do_first), pool.submit(do_second)
        return done.result(), refused.result()


def test_a_second_click_starts_no_second_project(agenda, almelo, anna):
    key = uuid.uuid4()

    def click() -> Project:
        return services.start_project(agenda, {**FACTS, "lead": almelo}, key=key, by=anna)

    started, refused = while_it_is_not_done_yet(click, click)
    assert refused is None
    assert Project.objects.get() == started


def test_two_projects_that_are_linked_to_each_other_at_once_make_no_circle(
    agenda, almelo, anna, gijs
):
    one, other = (start(agenda, almelo, anna, title=title) for title in ("Een", "Twee"))
    _done, refused = while_it_is_not_done_yet(
        lambda: services.change_project(one, {"after": []}, {"after": [other]}, by=anna),
        lambda: services.change_project(other, {"after": []}, {"after": [one]}, by=gijs),
    )
    assert isinstance(refused, services.WaitsForItself)
    assert (list(one.after.all()), list(other.after.all())) == ([other], [])
