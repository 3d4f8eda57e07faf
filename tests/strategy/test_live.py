"""Writing together: the log, and how it and the line of revisions go on with each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pycrdt import Doc, XmlElement, XmlText

from stakeholders.models import User
from strategy import services
from strategy.clock import fold_what_was_left
from strategy.models import (
    BlockLineage,
    Chapter,
    ChapterStatus,
    LiveSession,
    LiveUpdate,
    Revision,
    RevisionKind,
)
from strategy.services.folding import COMPACT_AFTER
from strategy.text import ydoc
from strategy.text.nodes import block_id, children, flat_text
from tests.strategy.test_suggestions import sent
from tests.strategy.text.texts import doc, h, p


class Desk:
    """One who writes live, without a browser: types go to the log at once."""

    def __init__(self, chapter: Chapter, user: User) -> None:
        self.chapter, self.user = chapter, user
        self.opened = services.open_live(chapter_of(chapter, user), by=user)
        self.doc: Doc[Any] = ydoc.document(self.opened.updates)
        self.sequence = self.opened.sequence
        self._made: list[bytes] = []
        self.doc.observe(lambda event: self._made.append(event.update))

    def type(self, place: int, words: str) -> None:
        """At the end of a block."""
        block = ydoc.fragment(self.doc).children[place]
        text = block.children[0]
        assert isinstance(text, XmlText)
        self.keep(lambda: text.insert(len(text), words))

    def keep(self, change) -> None:
        self._made.clear()
        change()
        self.sequence = services.append_live(
            self.chapter.pk, self.opened.generation, [(self._made[-1], self.user.pk)]
        )

    def look(self) -> list[str]:
        updates, self.sequence = services.updates_since(self.chapter.pk, self.opened.generation, 0)
        for update in updates:
            self.doc.apply_update(update)
        return [flat_text(block) for block in children(ydoc.to_json(self.doc))]


def chapter_of(chapter: Chapter, user: User) -> Chapter:
    return Chapter.objects.visible_to(user).get(pk=chapter.pk)


def lines(chapter: Chapter) -> list[str]:
    chapter.refresh_from_db()
    assert chapter.head is not None
    return [flat_text(block) for block in children(chapter.head.text)]


def test_what_is_written_together_becomes_a_revision_of_all_who_wrote(draft, anna, bram):
    one, other = Desk(draft, anna), Desk(draft, bram)
    one.type(1, " En in dorpen.")
    other.type(2, " Soms niet.")
    assert len(lines(draft)) == 3
    assert "dorpen" not in lines(draft)[1]
    services.fold_live(draft)
    assert lines(draft)[1:] == [
        "Twente bouwt bij de stations. En in dorpen.",
        "Water en bodem bepalen mee waar dat kan. Soms niet.",
    ]
    assert draft.head.kind == RevisionKind.TOGETHER
    assert draft.head.author == bram
    assert list(draft.head.contributors.all()) == [anna]


def test_folding_without_new_words_makes_no_revision(draft, anna):
    Desk(draft, anna)
    before = Revision.objects.count()
    services.fold_live(draft)
    services.fold_live(draft)
    assert Revision.objects.count() == before


def test_who_saves_without_a_live_connection_is_merged_and_seen_by_the_others(
    draft, anna, bram, write
):
    one = Desk(draft, anna)
    base = draft.head
    one.type(1, " En in dorpen.")
    saved = write(
        bram,
        doc(
            h("head-1", "Wonen"),
            p("para-1", "Twente bouwt bij de stations."),
            p("para-2", "Water en bodem bepalen mee waar dat kan. Soms niet."),
        ),
        on=base,
    )
    assert saved.conflicts == []
    assert lines(draft)[1:] == [
        "Twente bouwt bij de stations. En in dorpen.",
        "Water en bodem bepalen mee waar dat kan. Soms niet.",
    ]
    assert one.look() == lines(draft)


def test_a_restored_text_comes_in_under_the_hands_of_those_who_write(draft, anna, bram, write):
    first = draft.head
    write(bram, doc(h("head-1", "Wonen"), p("para-1", "Heel iets anders.")))
    one = Desk(draft, anna)
    services.restore_revision(first, reason="Terug", by=bram)
    one.type(0, " en werken")
    assert one.look()[1:] == lines(draft)[1:]
    assert "Twente bouwt bij de stations." in one.look()
    assert one.look()[0] == "Wonen en werken"


def test_words_typed_at_the_same_moment_as_a_restoration_stay(draft, anna, bram, write):
    first = draft.head
    write(bram, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt overal.")))
    one = Desk(draft, anna)
    services.restore_revision(first, reason="Terug", by=bram)
    one.type(1, " Snel ook.")  # on the text from before the restoration
    services.fold_live(draft)
    assert lines(draft)[1] == "Twente bouwt bij de stations. Snel ook."


def test_what_was_read_is_published_and_what_is_being_written_waits(draft, anna, gijs):
    one = Desk(draft, anna)
    read = draft.head
    one.type(1, " En in dorpen.")
    services.publish_chapter(chapter_of(draft, gijs), revision_id=read.pk, reason="x", by=gijs)
    draft.refresh_from_db()
    assert draft.published == read
    assert "dorpen" in draft.head.plain
    assert draft.has_unpublished_text


def test_when_the_text_stands_still_nobody_writes_in_it(published, anna, gijs):
    one = Desk(published, anna)
    services.set_chapter_status(
        chapter_of(published, gijs), status=ChapterStatus.FOR_AGREEMENT, reason="x", by=gijs
    )
    with pytest.raises(services.SessionEnded):
        one.type(1, " Nog iets.")
    with pytest.raises(services.SessionEnded):
        one.look()
    with pytest.raises(services.NotAllowedNow):
        Desk(published, anna)


def test_a_text_that_is_open_again_begins_anew_and_refuses_the_old_document(published, anna, gijs):
    one = Desk(published, anna)
    for status in (ChapterStatus.FOR_AGREEMENT, ChapterStatus.FOR_REVIEW):
        services.set_chapter_status(chapter_of(published, gijs), status=status, reason="x", by=gijs)
    again = Desk(published, anna)
    assert again.opened.generation == one.opened.generation + 1
    with pytest.raises(services.SessionEnded):
        one.type(1, " Uit de oude tekst.")
    again.type(1, " Uit de nieuwe.")
    services.fold_live(published)
    assert lines(published)[1].endswith("stations. Uit de nieuwe.")


def test_two_blocks_with_one_id_are_mended_for_everybody(draft, anna, bram):
    one, other = Desk(draft, anna), Desk(draft, bram)

    def copy() -> None:
        ydoc.fragment(one.doc).children.append(
            XmlElement("paragraph", {"id": "para-1"}, [XmlText("Nog een alinea.")])
        )

    one.keep(copy)
    services.fold_live(draft)
    draft.refresh_from_db()
    ids = [block_id(block) for block in children(draft.head.text)]
    assert len(set(ids)) == len(ids) == 4
    other.look()
    assert [block_id(block) for block in children(ydoc.to_json(other.doc))] == ids


def test_where_a_paragraph_was_split_its_descent_is_kept(draft, anna):
    one = Desk(draft, anna)

    def split() -> None:
        text = ydoc.fragment(one.doc).children[2].children[0]
        with one.doc.transaction():
            del text[len(b"Water en bodem ") :]
            ydoc.fragment(one.doc).children.append(
                XmlElement("paragraph", {"id": "para-3"}, [XmlText("bepalen mee waar dat kan.")])
            )

    one.keep(split)
    services.fold_live(draft)
    (line,) = BlockLineage.objects.filter(revision__chapter=draft)
    assert (line.old, line.new, line.kind) == ("para-2", "para-3", "split")


def nest_without_end(desk: Desk) -> None:
    def nest() -> None:
        with desk.doc.transaction():
            parent: Any = ydoc.fragment(desk.doc)
            for _ in range(20):
                parent.children.append(XmlElement("blockquote", {}, []))
                parent = parent.children[len(parent.children) - 1]

    desk.keep(nest)


def test_what_cannot_be_taken_over_is_kept_and_said_and_goes_on_once_mended(draft, anna, bram):
    one = Desk(draft, anna)
    one.type(1, " Eerst dit.")
    nest_without_end(one)
    with pytest.raises(PermissionDenied, match="te veel lagen"):
        services.fold_live(draft)
    assert len(lines(draft)) == 3
    other = Desk(draft, bram)  # who opens it can mend it
    other.keep(lambda: ydoc.fragment(other.doc).children.__delitem__(3))
    services.fold_live(draft)
    assert lines(draft)[1].endswith("Eerst dit.")


def test_what_a_browser_invents_does_not_reach_the_text(draft, anna):
    one = Desk(draft, anna)

    def invent() -> None:
        with one.doc.transaction():
            blocks = ydoc.fragment(one.doc).children
            blocks.append(XmlElement("script", {"src": "//evil.example"}, [XmlText("alert(1)")]))
            blocks.append(XmlElement("heading", {"level": '2"><img onerror=x>'}, [XmlText("Kop")]))
            words = XmlText("klik")
            blocks.append(XmlElement("paragraph", {"onclick": "alert(1)"}, [words]))
            words.format(0, 4, {"link": {"href": "javascript:alert(1)"}})

    one.keep(invent)
    services.fold_live(draft)
    draft.refresh_from_db()
    for forbidden in ("<script", "onerror", "onclick", "javascript:", "evil.example"):
        assert forbidden not in draft.head.html
    assert "klik" in draft.head.plain


def test_the_log_is_compacted_and_thrown_away_after_a_month(draft, anna):
    one = Desk(draft, anna)
    for _ in range(COMPACT_AFTER):
        one.type(1, "x")
    services.fold_live(draft)
    session = LiveSession.objects.get()
    assert session.snapshot_sequence == session.sequence == COMPACT_AFTER
    one.type(1, " Slot.")
    assert services.throw_away_old_updates() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert services.throw_away_old_updates() == COMPACT_AFTER
    assert LiveUpdate.objects.count() == 1
    assert Desk(draft, anna).look()[1].endswith("xxx Slot.")


def test_a_suggestion_that_is_taken_over_names_who_wrote_it(draft, anna, bram):
    suggestion = sent(draft, bram)
    revision = services.accept_suggestion(suggestion, reason="Beter", by=anna)
    assert list(revision.contributors.all()) == [bram]


def test_what_a_dead_server_left_in_the_log_comes_into_the_line(draft, anna):
    one = Desk(draft, anna)
    one.type(1, " Dit ook.")
    fold_what_was_left()
    assert "Dit ook" not in lines(draft)[1]  # a room is still busy with it
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        fold_what_was_left()
    assert lines(draft)[1].endswith("Dit ook.")


def test_the_history_names_all_who_wrote_together_in_one_sitting(client, draft, anna, bram):
    one, other = Desk(draft, anna), Desk(draft, bram)
    one.type(1, " A.")
    other.type(1, " B.")
    services.fold_live(draft)
    one.type(1, " C.")
    services.fold_live(draft)
    client.force_login(anna)
    shown = client.get(f"/strategy/chapters/{draft.slug}/history/").content.decode()
    assert "Anna, Bram" in shown
    assert "2 keer bewaard" in shown
