"""Nothing that was submitted is ever lost, doubled or overwritten."""

from __future__ import annotations

import pytest

from ros_portal.audit.models import AuditEvent
from strategy import services
from strategy.models import BlockConflict, ChapterStatus, ConflictChoice, Revision, RevisionKind
from strategy.text.nodes import children
from strategy.text.schema import TextInvalid
from tests.queries import ceiling
from tests.strategy.conftest import BEGIN, make_chapter
from tests.strategy.text.texts import doc, h, p

HEAD, ONE, TWO = children(BEGIN)


def text_of(chapter):
    chapter.refresh_from_db()
    return chapter.head.text


def test_a_text_on_the_newest_revision_becomes_the_newest(draft, anna, write):
    before = draft.head
    saved = write(anna, doc(HEAD, ONE))
    assert text_of(draft) == doc(HEAD, ONE)
    assert (saved.head, saved.submitted, saved.shown) == (draft.head, draft.head, None)
    assert (draft.head.parent, draft.head.author, draft.head.number) == (before, anna, 2)
    assert draft.head.words == 6
    assert draft.head.contents == [{"id": "head-1", "level": 2, "text": "Wonen"}]


def test_an_unchanged_text_makes_no_revision(draft, anna, write):
    write(anna, BEGIN)
    assert Revision.objects.count() == 1


def test_the_second_try_of_a_save_makes_no_second_revision(draft, anna, write):
    base = draft.head
    first = write(anna, doc(HEAD, ONE), on=base)
    second = write(anna, doc(HEAD, ONE), on=base)
    assert second.head == first.head
    assert second.shown is None
    assert Revision.objects.count() == 2


def test_two_people_in_different_paragraphs_both_get_their_way(draft, anna, bram, write):
    base = draft.head
    write(bram, doc(HEAD, ONE, p("para-2", "Water gaat voor.")), on=base)
    saved = write(anna, doc(HEAD, p("para-1", "Bij het spoor."), TWO), on=base)

    both = doc(HEAD, p("para-1", "Bij het spoor."), p("para-2", "Water gaat voor."))
    assert text_of(draft) == both
    assert saved.shown == both
    assert saved.conflicts == []
    assert draft.head.kind == RevisionKind.MERGE
    assert draft.head.merged_from == saved.submitted
    assert saved.submitted.text == doc(HEAD, p("para-1", "Bij het spoor."), TWO)
    assert saved.submitted.parent == base


def test_a_writer_goes_on_from_what_was_submitted_until_the_merged_text_is_shown(
    draft, anna, bram, write
):
    base = draft.head
    write(bram, doc(HEAD, ONE, p("para-2", "Water gaat voor.")), on=base)
    mine = doc(HEAD, p("para-1", "Bij het spoor."), TWO)
    first = write(anna, mine, on=base)
    mine = doc(HEAD, p("para-1", "Bij het spoor en de bus."), TWO)
    write(anna, mine, on=first.submitted)
    assert text_of(draft) == doc(
        HEAD, p("para-1", "Bij het spoor en de bus."), p("para-2", "Water gaat voor.")
    )


def test_where_both_changed_a_paragraph_the_first_stands_and_the_second_chooses(
    draft, anna, bram, write
):
    base = draft.head
    write(bram, doc(HEAD, p("para-1", "Van Bram."), TWO), on=base)
    saved = write(anna, doc(HEAD, p("para-1", "Van Anna."), TWO), on=base)

    assert text_of(draft) == doc(HEAD, p("para-1", "Van Bram."), TWO)
    [conflict] = BlockConflict.objects.open()
    assert saved.conflicts == [conflict]
    assert (conflict.author, conflict.theirs_author) == (anna, bram)
    assert (conflict.ours, conflict.theirs) == (
        p("para-1", "Van Anna."),
        p("para-1", "Van Bram."),
    )


@pytest.fixture
def conflict(draft, anna, bram, write):
    base = draft.head
    write(bram, doc(HEAD, p("para-1", "Van Bram."), TWO), on=base)
    write(anna, doc(HEAD, p("para-1", "Van Anna."), TWO), on=base)
    return BlockConflict.objects.get()


@pytest.mark.parametrize(
    ("choice", "wording"),
    [
        (ConflictChoice.YOURS, ["Van Anna."]),
        (ConflictChoice.THEIRS, ["Van Bram."]),
        (ConflictChoice.BOTH, ["Van Bram.", "Van Anna."]),
    ],
)
def test_the_chosen_wording_stands_in_the_text(draft, anna, conflict, choice, wording):
    services.settle_conflict(conflict, choice=choice, by=anna)
    shown = [block["content"][0]["text"] for block in children(text_of(draft))[1:-1]]
    assert shown == wording
    ids = [block["attrs"]["id"] for block in children(draft.head.text)]
    assert len(ids) == len(set(ids))
    assert not BlockConflict.objects.open().exists()


def test_a_choice_is_made_once(draft, anna, conflict):
    services.settle_conflict(conflict, choice=ConflictChoice.YOURS, by=anna)
    with pytest.raises(services.ConflictSettled):
        services.settle_conflict(conflict, choice=ConflictChoice.BOTH, by=anna)


def test_nobody_chooses_over_words_that_were_not_shown(draft, anna, bram, conflict, write):
    write(bram, doc(HEAD, p("para-1", "Van Bram, beter."), TWO))
    again = services.settle_conflict(conflict, choice=ConflictChoice.YOURS, by=anna)
    assert text_of(draft) == doc(HEAD, p("para-1", "Van Bram, beter."), TWO)
    assert [one.theirs for one in again.conflicts] == [p("para-1", "Van Bram, beter.")]
    services.settle_conflict(conflict, choice=ConflictChoice.YOURS, by=anna)
    assert text_of(draft) == doc(HEAD, p("para-1", "Van Anna."), TWO)


def test_a_wording_comes_back_when_the_paragraph_was_deleted_since(
    draft, anna, bram, conflict, write
):
    write(bram, doc(HEAD, TWO))
    services.settle_conflict(conflict, choice=ConflictChoice.YOURS, by=anna)  # asks again
    services.settle_conflict(conflict, choice=ConflictChoice.YOURS, by=anna)
    assert text_of(draft) == doc(HEAD, p("para-1", "Van Anna."), TWO)


@pytest.mark.parametrize(
    ("choice", "remains"), [("yours", True), ("theirs", False), ("both", True)]
)
def test_a_paragraph_one_deleted_and_the_other_rewrote_waits_for_a_choice(
    draft, anna, bram, write, choice, remains
):
    base = draft.head
    write(bram, doc(HEAD, TWO), on=base)
    write(anna, doc(HEAD, p("para-1", "Van Anna."), TWO), on=base)
    assert text_of(draft) == doc(HEAD, p("para-1", "Van Anna."), TWO)
    services.settle_conflict(BlockConflict.objects.get(), choice=ConflictChoice(choice), by=anna)
    expected = doc(HEAD, p("para-1", "Van Anna."), TWO) if remains else doc(HEAD, TWO)
    assert text_of(draft) == expected


def test_a_newer_question_about_a_paragraph_replaces_the_older(draft, anna, bram, write):
    base = draft.head
    write(bram, doc(HEAD, p("para-1", "Van Bram."), TWO), on=base)
    first = write(anna, doc(HEAD, p("para-1", "Van Anna."), TWO), on=base)
    write(anna, doc(HEAD, p("para-1", "Van Anna, verder."), TWO), on=first.submitted)
    [conflict] = BlockConflict.objects.open()
    assert conflict.ours == p("para-1", "Van Anna, verder.")
    assert BlockConflict.objects.filter(choice=ConflictChoice.SUPERSEDED).count() == 1


def test_what_came_in_is_kept_even_when_nothing_of_it_is_in_the_text(draft, anna, conflict):
    kept = Revision.objects.get(kind=RevisionKind.SUBMISSION)
    assert kept.text == doc(HEAD, p("para-1", "Van Anna."), TWO)
    assert kept.author == anna


def test_the_second_try_of_a_merged_save_is_kept_once(draft, anna, bram, write):
    base = draft.head
    write(bram, doc(HEAD, p("para-1", "Van Bram."), TWO), on=base)
    for _ in range(2):
        write(anna, doc(HEAD, p("para-1", "Van Anna."), TWO), on=base)
    assert Revision.objects.filter(kind=RevisionKind.SUBMISSION).count() == 1
    assert BlockConflict.objects.open().count() == 1


def test_ids_are_mended_and_the_writer_is_shown_the_mended_text(draft, anna, write):
    saved = write(anna, doc(HEAD, ONE, p("", "Nieuw."), p("para-1", "Dubbel.")))
    assert saved.shown == text_of(draft)
    ids = [block["attrs"]["id"] for block in children(saved.shown)]
    assert len(set(ids)) == 4


def test_a_split_paragraph_leaves_its_descent(draft, anna, write):
    long = p("para-1", "Twente bouwt bij de stations. Daar is plaats voor wonen en werken samen.")
    write(anna, doc(HEAD, long, TWO))
    write(
        anna,
        doc(
            HEAD,
            p("para-1", "Twente bouwt bij de stations."),
            p("para-9", "Daar is plaats voor wonen en werken samen."),
            TWO,
        ),
    )
    [line] = draft.__class__.objects.get().head.lineage.all()
    assert (line.old, line.new, line.kind) == ("para-1", "para-9", "split")


def test_a_text_of_another_chapter_is_refused(product, draft, anna, write):
    other = make_chapter(product, number=4)
    with pytest.raises(services.UnknownBase):
        write(anna, doc(HEAD), on=other.head)


def test_what_is_no_text_leaves_nothing_behind(draft, anna, write):
    with pytest.raises(TextInvalid):
        write(anna, {"type": "doc", "content": "kapot"})
    assert Revision.objects.count() == 1


def test_a_text_that_stands_still_takes_no_more_words(published, anna, write):
    published.status = ChapterStatus.FOR_AGREEMENT
    published.save()
    with pytest.raises(services.NotAllowedNow):
        write(anna, doc(HEAD))


def test_restoring_adds_a_revision_and_keeps_the_others(draft, anna, write):
    first = draft.head
    write(anna, doc(HEAD))
    restored = services.restore_revision(first, reason="Te veel geschrapt", by=anna)
    assert text_of(draft) == BEGIN
    assert (restored.kind, restored.reason) == (RevisionKind.RESTORE, "Te veel geschrapt")
    assert Revision.objects.count() == 3


def test_who_saved_what_is_in_the_log(draft, anna, write):
    before = draft.head_id
    saved = write(anna, doc(HEAD))
    event = AuditEvent.objects.about(draft).get(event="strategy.chapter.saved", actor=anna)
    assert event.facts["old_revision"] == before
    assert event.facts["new_revision"] == saved.head.pk


def test_saving_asks_as_much_of_the_thousandth_revision_as_of_the_first(draft, anna, client):
    Revision.objects.bulk_create(
        Revision(
            chapter=draft, number=number, kind=RevisionKind.SAVE, text=BEGIN, schema_version=1,
            sha256="x", html="", plain="", words=0,
        )
        for number in range(2, 1002)
    )  # fmt: skip
    client.force_login(anna)
    client.get("/strategy/")  # content types are asked once
    with ceiling(15):
        response = client.post(
            f"/strategy/chapters/{draft.slug}/save/",
            {"base": draft.head_id, "doc": doc(h("head-1", "Anders"))},
            content_type="application/json",
        )
    assert response.status_code == 200
