"""The websocket of the chapter editor, to a real server: who comes in, and what it takes from them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from pycrdt import (
    Decoder,
    Doc,
    XmlElement,
    XmlText,
    YMessageType,
    create_sync_message,
    create_update_message,
    handle_sync_message,
    write_message,
    write_var_uint,
)
from websockets import Origin
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from stakeholders.models import Appointment, User
from stakeholders.services import end_appointment
from strategy import services
from strategy.live_protocol import KEPT, NEWS, Close
from strategy.models import Chapter, ChapterStatus, LiveSession, LiveUpdate
from strategy.text import ydoc
from strategy.text.nodes import children, flat_text
from tests.live import Portal, session_cookie
from tests.strategy.conftest import publish

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20  # seconds, for what comes within one


class Line:
    """A browser's end of the line, in Python."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.doc: Doc[Any] = ydoc.document([])
        self.kept = 0
        self.news: dict[str, Any] = {}
        self.people: dict[int, Any] = {}
        self._sent = 0
        self._typed: list[bytes] = []
        self.doc.observe(lambda event: self._typed.append(event.update))

    def join(self) -> Line:
        self.socket.send(create_sync_message(self.doc))
        self.until(lambda: len(ydoc.fragment(self.doc).children) > 0)
        self.until(lambda: self._sent == 1)  # the server asked what we have
        return self

    def hear(self) -> None:
        frame = self.socket.recv(timeout=PATIENCE)
        assert isinstance(frame, bytes)
        decoder = Decoder(frame)
        kind = decoder.read_var_uint()
        if kind == YMessageType.SYNC:
            reply = handle_sync_message(frame[1:], self.doc)
            if reply is not None:
                self.socket.send(reply)
                self._sent += 1
        elif kind == YMessageType.AWARENESS:
            entries = Decoder(decoder.read_message() or b"")
            for _ in range(entries.read_var_uint()):
                client, _clock = entries.read_var_uint(), entries.read_var_uint()
                self.people[client] = json.loads(entries.read_var_string())
        elif kind == KEPT:
            self.kept = decoder.read_var_uint()
        elif kind == NEWS:
            self.news |= json.loads(decoder.read_var_string())

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, "It did not come."
            self.hear()

    def closed(self) -> int:
        with pytest.raises(ConnectionClosed) as ended:
            self.until(lambda: False)
        assert ended.value.rcvd is not None
        return ended.value.rcvd.code

    def type(self, place: int, words: str) -> None:
        text = ydoc.fragment(self.doc).children[place].children[0]
        assert isinstance(text, XmlText)
        self._typed.clear()
        text.insert(len(text), words)
        self.bring(self._typed[-1])

    def bring(self, update: bytes) -> None:
        self.socket.send(create_update_message(update))
        self._sent += 1

    def saved(self) -> None:
        self.until(lambda: self.kept == self._sent)

    def lines(self) -> list[str]:
        return [flat_text(block) for block in children(ydoc.to_json(self.doc))]

    def show_caret(self, client: int, state: dict[str, Any]) -> None:
        entry = (
            write_var_uint(client) + write_var_uint(1) + write_message(json.dumps(state).encode())
        )
        self.socket.send(bytes([YMessageType.AWARENESS]) + write_message(write_var_uint(1) + entry))


Sit = Callable[..., Line]


@pytest.fixture
def knock(portal: Portal, draft: Chapter) -> Iterator[Sit]:
    """`knock(anna)`: a connection, whatever comes of it; `origin=`: from another site."""
    with ExitStack() as lines:

        def knock(
            user: User | None,
            *,
            slug: str = "",
            origin: str = "",
            query: str = "",
            at: Portal = portal,
        ) -> Line:
            cookie = {"Cookie": f"sessionid={session_cookie(user)}"} if user else {}
            line = connect(
                f"ws://localhost:{at.port}/ws/strategy/chapters/{slug or draft.slug}{query}",
                origin=Origin(origin or at.url),
                additional_headers=cookie,
                max_size=None,
            )
            return Line(lines.enter_context(line))

        yield knock


@pytest.fixture
def sit(knock: Sit) -> Sit:
    return lambda user, **more: knock(user, **more).join()


def test_two_see_each_others_words_and_only_what_is_kept_counts_as_saved(sit, draft, anna, bram):
    one, other = sit(anna), sit(bram)
    one.type(1, " En in dorpen.")
    other.type(1, " Soms niet.")
    one.saved()
    other.saved()
    assert LiveUpdate.objects.count() == 2
    one.until(lambda: "Soms niet." in one.lines()[1])
    other.until(lambda: "En in dorpen." in other.lines()[1])
    assert one.lines() == other.lines()


def test_what_was_typed_is_in_the_line_once_everybody_left(sit, draft, anna, bram, portal):
    one, other = sit(anna), sit(bram)
    one.type(1, " Van Anna.")
    other.type(2, " Van Bram.")
    one.saved()
    other.saved()
    one.socket.close()
    other.socket.close()
    portal.stop()  # after this its rooms are closed
    draft.refresh_from_db()
    assert "Van Anna." in draft.head.plain
    assert "Van Bram." in draft.head.plain
    assert set(draft.head.writers) == {anna, bram}


def test_nothing_that_was_saved_is_lost_when_the_server_dies(sit, draft, anna, portal):
    one = sit(anna)
    one.type(1, " Dit is bewaard.")
    one.saved()
    portal.kill()
    services.fold_live(draft)
    draft.refresh_from_db()
    assert "Dit is bewaard." in draft.head.plain
    portal.start()
    assert "Dit is bewaard." in sit(anna).lines()[1]


def test_words_that_came_before_what_they_stand_in_are_kept_until_it_is_there(sit, draft, anna):
    one = sit(anna)
    paragraph = XmlElement("paragraph", {"id": "para-9"}, [XmlText("Eerst.")])
    one._typed.clear()
    ydoc.fragment(one.doc).children.append(paragraph)
    first = one._typed[-1]
    one._typed.clear()
    paragraph.children[0].insert(6, " Toen.")
    one.bring(one._typed[-1])
    one.saved()
    one.bring(first)
    one.saved()
    services.fold_live(draft)
    draft.refresh_from_db()
    assert "Eerst. Toen." in draft.head.plain


@pytest.mark.parametrize(
    ("who", "code"),
    [(None, Close.SIGNED_OUT), ("chris", Close.NOT_ALLOWED), ("esra", Close.NOT_ALLOWED)],
)
def test_who_does_not_write_is_shown_the_door(knock, request, who, code, published):
    user = request.getfixturevalue(who) if who else None
    assert knock(user).closed() == code


def test_another_site_does_not_come_in_with_somebodys_session(knock, anna):
    with pytest.raises(InvalidStatus):
        knock(anna, origin="https://evil.example")


def test_a_chapter_that_is_not_there_is_not_told_from_one_that_is_not_yours(knock, anna):
    assert knock(anna, slug="bestaat-niet").closed() == Close.NOT_ALLOWED


def test_a_text_that_stands_still_takes_nobody(knock, published, anna, gijs):
    chapter = Chapter.objects.visible_to(gijs).get()
    services.set_chapter_status(chapter, status=ChapterStatus.AGREED, reason="x", by=gijs)
    assert knock(anna).closed() == Close.ENDED


def test_when_the_text_is_made_to_stand_still_all_hear_so_and_nothing_comes_after(
    sit, published, anna, gijs
):
    one = sit(anna)
    one.type(1, " Op tijd.")
    one.saved()
    services.fold_live(published)
    publish(published)
    chapter = Chapter.objects.visible_to(gijs).get()
    services.set_chapter_status(chapter, status=ChapterStatus.FOR_AGREEMENT, reason="x", by=gijs)
    assert one.closed() == Close.ENDED
    published.refresh_from_db()
    assert "Op tijd." in published.head.plain


def test_who_loses_the_role_while_writing_is_shown_out(sit, anna):
    one = sit(anna)
    yesterday = timezone.localdate() - timedelta(days=1)
    end_appointment(Appointment.objects.get(user=anna), until_on=yesterday, by=None)
    assert one.closed() == Close.NOT_ALLOWED


def test_who_signs_out_elsewhere_stops_writing_here(knock, sit, anna, client):
    one = sit(anna)
    Session.objects.all().delete()
    cache.clear()
    assert one.closed() == Close.SIGNED_OUT


@pytest.mark.parametrize(
    "frame",
    [
        b"\x00",
        b"\x00\x02",
        b"\x00\x02\x05abc",
        create_update_message(b"nonsense"),
        create_update_message(b"\xff" * 50),
        bytes([YMessageType.AWARENESS]) + write_message(b"\xff\xff\xff\xff\xff"),
        bytes([YMessageType.AWARENESS]) + write_message(b"\x01\x01\x01\x03[1]"),
        bytes([YMessageType.AWARENESS]) + write_message(b"\x01\x01\x01\x05nope!"),
        b"\x00\x00" + write_message(b"\xff\xff\xff"),
    ],
)
def test_a_damaged_frame_ends_that_line_and_no_other(sit, draft, anna, bram, frame):
    one, other = sit(anna), sit(bram)
    one.socket.send(frame)
    assert one.closed() == Close.DAMAGED
    other.type(1, " Gaat door.")
    other.saved()
    assert "Gaat door." in sit(anna).lines()[1]


def test_too_much_at_once_and_too_fast_end_the_line(sit, anna, bram):
    large, fast = sit(anna), sit(bram)
    large.socket.send(create_update_message(bytes(2_000_000)))
    assert large.closed() == Close.TOO_LARGE
    with pytest.raises(ConnectionClosed):
        for _ in range(5_000):
            fast.socket.send(create_sync_message(fast.doc))
            fast.hear()
    assert fast.socket.close_code == Close.TOO_FAST


def test_nobody_is_there_under_anothers_name(sit, anna, bram):
    one, other = sit(anna), sit(bram)
    one.show_caret(7, {"user": {"name": "Burgemeester", "colour": "red"}, "evil": "<b>"})
    other.until(lambda: 7 in other.people)
    assert other.people[7]["user"]["name"] == "Anna"
    assert other.people[7]["user"]["organisation"] == "Almelo"
    assert set(other.people[7]) == {"cursor", "user"}
    one.show_caret(8, {"user": {"name": "Nog iemand"}})
    one.socket.close()
    other.until(lambda: other.people[7] is None)
    assert 8 not in other.people


CARET = {"type": None, "tname": ydoc.FIELD, "item": None, "assoc": 0}


@pytest.mark.parametrize(
    "cursor",
    [
        {},
        {"anchor": {}, "head": {}},
        {"anchor": CARET, "head": {**CARET, "tname": "elders"}},
        {"anchor": CARET, "head": {**CARET, "item": {"client": 2**60, "clock": 1}}},
        {"anchor": CARET, "head": {**CARET, "item": {"client": "x", "clock": 1}}},
        {"anchor": CARET, "head": {**CARET, "meer": 1}},
        "hier",
    ],
)
def test_a_caret_that_would_stop_the_editors_of_others_reaches_nobody(sit, anna, bram, cursor):
    one, other = sit(anna), sit(bram)
    one.show_caret(7, {"cursor": cursor})
    assert one.closed() == Close.DAMAGED
    other.type(1, " Verder.")
    other.saved()
    assert other.people == {}


def test_nobody_takes_the_place_of_somebody_else(sit, anna, bram):
    one, other, third = sit(anna), sit(bram), sit(anna)
    one.show_caret(7, {"cursor": {"anchor": CARET, "head": CARET}})
    other.until(lambda: 7 in other.people)
    other.show_caret(7, {"cursor": None})
    other.type(1, " Gezien.")
    third.until(lambda: "Gezien." in third.lines()[1])
    assert third.people[7]["user"]["name"] == "Anna"


def test_what_is_nested_without_end_is_refused_before_others_get_it(sit, draft, anna, bram):
    one, other = sit(anna), sit(bram)
    other.type(1, " Gewoon.")
    other.saved()
    deep = ydoc.document([one.doc.get_update()])
    made: list[bytes] = []
    deep.observe(lambda event: made.append(event.update))
    with deep.transaction():
        parent: Any = ydoc.fragment(deep)
        for _ in range(2_000):
            parent.children.append(XmlElement("blockquote", {}, []))
            parent = parent.children[len(parent.children) - 1]
    one.bring(made[-1])
    assert one.closed() == Close.DAMAGED
    assert other.closed() == Close.TRY_LATER
    assert len(ydoc.fragment(other.doc).children) == 3
    again = sit(bram)
    again.type(2, " En door.")
    again.saved()
    assert "Gewoon." in again.lines()[1]


def test_who_comes_back_with_the_document_of_before_is_told_to_reload(knock, sit, published, anna):
    one = sit(anna)
    generation = one.news["generation"]
    one.socket.close()
    session = LiveSession.objects.get()
    session.is_open = False
    session.save()
    sit(anna).socket.close()  # begun anew
    assert knock(anna, query=f"?generation={generation}").closed() == Close.BEGUN_ANEW
    assert knock(anna, query=f"?generation={generation + 1}").join().lines()[1]


def test_who_only_comes_back_writes_nothing(sit, draft, anna, bram):
    one = sit(anna)
    one.type(1, " Weg.")
    text = ydoc.fragment(one.doc).children[1].children[0]
    one._typed.clear()
    del text[len(text) - 5 :]
    one.bring(one._typed[-1])
    one.saved()
    before = LiveUpdate.objects.count()
    again = sit(bram)
    again.bring(b"\x00" + one.doc.get_update(one.doc.get_state())[1:])
    again.saved()
    assert LiveUpdate.objects.count() == before


def test_one_person_has_so_many_connections_and_no_more(knock, anna):
    for _ in range(8):
        knock(anna).join()
    assert knock(anna).closed() == Close.TOO_FAST


def test_a_text_that_cannot_be_taken_over_is_told_to_those_who_write(sit, draft, anna):
    one = sit(anna)
    deep = ydoc.document([one.doc.get_update()])
    made: list[bytes] = []
    deep.observe(lambda event: made.append(event.update))
    with deep.transaction():
        parent: Any = ydoc.fragment(deep)
        for _ in range(20):
            parent.children.append(XmlElement("blockquote", {}, []))
            parent = parent.children[len(parent.children) - 1]
    one.bring(made[-1])
    one.saved()
    one.until(lambda: bool(one.news.get("problem")))
    assert "te veel lagen" in one.news["problem"]
    assert LiveSession.objects.get().folded == 0


def test_two_processes_serve_one_chapter(sit, draft, anna, bram, portal):
    beside = Portal()
    try:
        one, other = sit(anna), sit(bram, at=beside)
        one.type(1, " Van hier.")
        other.type(2, " Van daar.")
        one.until(lambda: "Van daar." in one.lines()[2])
        other.until(lambda: "Van hier." in other.lines()[1])
        one.show_caret(7, {"cursor": None})
        if settings.ENV.redis_url:  # without it carets stay in their process; words do not
            other.until(lambda: other.people.get(7) is not None)
    finally:
        beside.stop()


def hangs_on(client: int, of: int) -> bytes:
    """An update with words that hang on the first thing that client `of` is going to write."""
    return (
        b"\x01\x01"
        + write_var_uint(client)
        + b"\x00\x04\x00"
        + write_var_uint(of)
        + b"\x00\x01b\x00"
    )


def plain_words(client: int) -> bytes:
    """An update in which a client writes bare words, on which nothing can hang."""
    return b"\x01\x01" + write_var_uint(client) + b"\x00\x04\x01\x04text\x01a\x00"


def test_what_fits_nowhere_is_refused_and_keeps_nobody_out(sit, knock, draft, anna, bram):
    other = sit(bram)
    other.type(1, " Van Bram.")
    other.saved()
    for number in range(10):  # more often than one person may be here at once
        one = sit(anna)
        one.bring(hangs_on(2000 + number, 1000 + number))
        one.saved()
        one.bring(plain_words(1000 + number))
        with pytest.raises(ConnectionClosed):
            one.until(lambda: False)
    again = sit(bram)
    again.type(1, " En later.")
    again.saved()
    services.fold_live(draft)
    draft.refresh_from_db()
    assert "Van Bram." in draft.head.plain and "En later." in draft.head.plain


def test_a_log_with_what_fits_nowhere_can_still_be_read(sit, draft, anna, bram):
    one = sit(bram)
    one.type(1, " Van Bram.")
    one.saved()
    session = LiveSession.objects.get()
    for update in (hangs_on(222, 111), plain_words(111)):
        services.append_live(draft.pk, session.generation, [(update, anna.pk)])
    services.fold_live(draft)
    draft.refresh_from_db()
    assert "Van Bram." in draft.head.plain
