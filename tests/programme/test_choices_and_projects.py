"""A choice upstream is felt downstream: exactly when its words changed, and until somebody looked."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, transaction

from programme import overviews, services
from programme.models import Citation, Look, Project
from ros_portal.lib.keys import UsedForSomethingElse
from strategy.services import publish_chapter, save_chapter
from tests.strategy.conftest import BEGIN
from tests.strategy.text.texts import doc, p

pytestmark = pytest.mark.django_db

HEAD, FIRST, SECOND = BEGIN["content"]


def rewrite(chapter, gijs, *blocks):
    chapter.refresh_from_db()
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=doc(*blocks), by=gijs)
    publish_chapter(chapter, revision_id=saved.head.pk, reason="Na overleg", by=gijs)


def asking(project) -> list[bool]:
    return [one.asks_a_look for one in project.citations.select_related("choice")]


def test_words_that_changed_ask_the_lead_for_a_look(cited, chapter, gijs, anna):
    assert asking(cited) == [False]
    rewrite(chapter, gijs, HEAD, p("para-1", "Twente bouwt bij elke halte."), SECOND)
    assert asking(cited) == [True]
    assert overviews.with_facts(Project.objects.all()).get().asks_a_look
    citation = Citation.objects.get()
    assert citation.words == "Twente bouwt bij de stations."
    said = {"answer": Look.Answer.ADAPTED, "note": "Halte erbij.", "by": anna}
    assert services.answer_look(citation, seen="Twente bouwt bij elke halte.", **said)
    assert asking(cited) == [False]
    look = Look.objects.get()
    assert (look.then, look.now) == (
        "Twente bouwt bij de stations.",
        "Twente bouwt bij elke halte.",
    )


def test_other_words_of_the_chapter_ask_nothing(cited, chapter, gijs):
    rewrite(chapter, gijs, HEAD, FIRST, p("para-2", "Water bepaalt waar dat kan."))
    assert asking(cited) == [False]


def test_words_that_only_moved_ask_nothing(cited, chapter, gijs):
    rewrite(chapter, gijs, HEAD, SECOND, FIRST)
    assert asking(cited) == [False]


def test_a_draft_asks_nothing_until_it_is_published(cited, chapter, gijs):
    chapter.refresh_from_db()
    text = doc(HEAD, p("para-1", "Nog een concept."), SECOND)
    save_chapter(chapter, base_id=chapter.head_id, submitted=text, by=gijs)
    assert asking(cited) == [False]


def test_a_paragraph_that_went_asks_too_and_is_no_choice_any_more(cited, chapter, choice, gijs):
    rewrite(chapter, gijs, HEAD, SECOND)
    choice.refresh_from_db()
    assert (asking(cited), choice.is_standing) == ([True], False)


def test_a_choice_that_was_dropped_asks_even_with_the_same_words(cited, choice, gijs):
    services.drop_choice(choice, because="De regio kiest anders.", by=gijs)
    assert asking(cited) == [True]


def test_a_choice_that_was_dropped_asks_until_somebody_looked(cited, choice, gijs, anna):
    services.drop_choice(choice, because="De regio kiest anders.", by=gijs)
    answer = {"seen": choice.words, "answer": Look.Answer.ADAPTED, "note": "", "by": anna}
    assert services.answer_look(Citation.objects.get(), **answer)
    assert asking(cited) == [False]
    assert not overviews.with_facts(Project.objects.all()).get().asks_a_look


def test_a_second_press_says_nothing_twice(cited, chapter, gijs, anna):
    rewrite(chapter, gijs, HEAD, p("para-1", "Anders."), SECOND)
    answer = {"seen": "Anders.", "answer": Look.Answer.STILL_RIGHT, "note": "", "by": anna}
    for _press in range(2):
        assert services.answer_look(Citation.objects.get(), **answer)
    assert Look.objects.count() == 1


def test_who_read_older_words_is_not_believed(cited, chapter, gijs, anna):
    rewrite(chapter, gijs, HEAD, p("para-1", "Eerst zo."), SECOND)
    rewrite(chapter, gijs, HEAD, p("para-1", "Toen zo."), SECOND)
    answer = {"answer": Look.Answer.STILL_RIGHT, "note": "", "by": anna}
    assert not services.answer_look(Citation.objects.get(), seen="Eerst zo.", **answer)
    assert asking(cited) == [True]


def test_a_choice_that_stays_cited_keeps_the_words_with_which_it_was(
    cited, chapter, choice, gijs, anna
):
    rewrite(chapter, gijs, HEAD, p("para-1", "Anders."), SECOND)
    choice.refresh_from_db()
    services.cite(cited, [choice], by=anna)
    assert asking(cited) == [True]


def test_a_paragraph_is_marked_once(chapter, choice, gijs):
    again = {"title": "Bij stations", "by": gijs}
    assert services.mark_choice(chapter, "para-1", key=choice.key, **again) == choice
    with pytest.raises(UsedForSomethingElse):
        services.mark_choice(chapter, "para-2", key=choice.key, **again)
    with pytest.raises(services.AlreadyMarked):
        services.mark_choice(chapter, "para-1", key=uuid.uuid4(), **again)
    with pytest.raises(services.NotInTheText):
        services.mark_choice(chapter, "para-9", key=uuid.uuid4(), **again)


def test_what_is_missing_in_the_chain(project, choice, line, gijs):
    loose = overviews.loose_ends(gijs)
    assert (loose.choices, loose.projects, loose.lines) == ([choice], [project], [line])
    services.cite(project, [choice], by=gijs)
    loose = overviews.loose_ends(gijs)
    assert (loose.choices, loose.projects) == ([], [])


def test_what_was_said_after_a_look_stays(cited, chapter, gijs, anna):
    rewrite(chapter, gijs, HEAD, p("para-1", "Anders."), SECOND)
    answer = {"answer": Look.Answer.STILL_RIGHT, "note": "", "by": anna}
    services.answer_look(Citation.objects.get(), seen="Anders.", **answer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.update(note="toch niet")
