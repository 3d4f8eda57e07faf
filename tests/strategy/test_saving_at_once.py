"""Several people press at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from strategy import services
from strategy.models import BlockConflict, Revision
from strategy.text.nodes import blocks_by_id
from tests.strategy.conftest import make_chapter, make_product
from tests.strategy.text.texts import doc, p

WRITERS = 6
BASE = doc(*[p(f"block-{n}", f"Alinea {n}.") for n in range(WRITERS)])


def changed(number, words):
    return doc(*[p(f"block-{n}", words if n == number else f"Alinea {n}.") for n in range(WRITERS)])


@pytest.fixture
def chapter(transactional_db, almelo_executive):
    return make_chapter(make_product(almelo_executive), text=BASE)


def at_once(*saves):
    """Run all in threads of their own, from one starting shot; the first error comes out."""
    start = Barrier(len(saves))

    def run(save):
        try:
            start.wait()
            save()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(saves)) as pool:
        for done in [pool.submit(run, save) for save in saves]:
            done.result()


def test_everybody_in_a_paragraph_of_their_own_is_in_the_text(chapter, anna):
    base = chapter.head_id

    def save(number):
        return lambda: services.save_chapter(
            chapter, base_id=base, submitted=changed(number, f"Schrijver {number}."), by=anna
        )

    at_once(*[save(number) for number in range(WRITERS)])
    chapter.refresh_from_db()
    assert chapter.head.text == doc(*[p(f"block-{n}", f"Schrijver {n}.") for n in range(WRITERS)])
    numbers = list(Revision.objects.values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_of_two_in_one_paragraph_one_stands_and_the_other_is_asked(chapter, anna, gijs):
    base = chapter.head_id

    def save(user):
        return lambda: services.save_chapter(
            chapter, base_id=base, submitted=changed(0, f"Zegt {user}."), by=user
        )

    at_once(save(anna), save(gijs))
    chapter.refresh_from_db()
    [conflict] = BlockConflict.objects.all()
    assert blocks_by_id(chapter.head.text)["block-0"] == conflict.theirs
    assert {str(conflict.author), str(conflict.theirs_author)} == {"Anna", "Gijs"}


def test_one_save_sent_four_times_is_kept_once(chapter, anna):
    base = chapter.head_id
    at_once(
        *[
            lambda: services.save_chapter(
                chapter, base_id=base, submitted=changed(0, "Eén keer."), by=anna
            )
        ]
        * 4
    )
    assert Revision.objects.count() == 2
