"""What somebody may do with a chapter is never answered with the rights of somebody else."""

import pytest

from strategy import permissions
from strategy.models import Chapter
from tests.strategy.conftest import make_chapter, make_product

QUESTIONS = [
    permissions.can_edit_chapter,
    permissions.can_publish_chapter,
    permissions.can_set_status,
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_chapter_read_for_one_person_answers_no_other(question, almelo_executive, anna, chris):
    make_chapter(make_product(almelo_executive))
    chapter = Chapter.objects.for_viewer(anna).get()
    question(anna, chapter)
    with pytest.raises(ValueError, match="another person"):
        question(chris, chapter)
