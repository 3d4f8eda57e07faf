"""One room for each chapter that is written in together, in each process that serves it.

What is typed goes to everybody in the room at once and to the log within moments; what others add
to the log (another process, a service) comes in when the room is woken, or by itself every few
seconds. The log is the truth: a lost wake-up costs time, never words.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseFailed
from django.db import close_old_connections
from pycrdt import Doc, merge_updates

from stakeholders.models import User
from strategy import live_protocol as protocol
from strategy import services
from strategy.live_protocol import Caret, Close
from strategy.models import Chapter
from strategy.text import ydoc
from strategy.text.schema import LIMITS
from strategy.wake import LAYER_FAILED, group_of

logger = structlog.get_logger("ros_portal.live")

GATHER = 0.02  # seconds in which what is typed goes into the log at once
LOOK = 5.0 if settings.ENV.redis_url else 1.0  # without Redis nobody wakes us
PAUSE = 8.0  # after the last key a revision is made of it
PATIENCE = 60.0  # and of what is written without a pause
LONGEST_WAIT = 5.0  # between two tries to reach the database
MOST_CONNECTIONS = 8  # of one person in one chapter
DEEPEST = 40  # a text is refused long before; beyond some thousands a deletion kills the process
MOST_BYTES = 4 * LIMITS["bytes"]  # of the document with everything that was ever deleted


class TooManyConnections(Exception):
    """Of one person in one chapter."""


class TooLarge(Exception):
    """More than a chapter can be."""


class Member(Protocol):
    """One connection."""

    user_id: int
    received: int  # updates it brought

    def push(self, frame: bytes) -> None: ...
    def part(self, code: Close) -> None: ...


@dataclass(frozen=True)
class Typed:
    """An update on its way to the log; empty when there was nothing in it."""

    update: bytes
    member: Member
    number: int  # of the updates this member brought


class Room:
    def __init__(self, opened: services.Opened) -> None:
        self.chapter_id = opened.chapter_id
        self.generation = opened.generation
        self.revision_id = opened.revision_id
        self.members: dict[Member, list[Caret]] = {}
        self.doc: Doc[Any] = ydoc.document(opened.updates)
        self.problem = ""
        self.ended = self.closed = False
        self._sequence = opened.sequence
        self._typed: deque[Typed] = deque()
        self._fresh = b""
        self._depth = 0
        self._grown = 0  # bytes since the document was last weighed
        self._watching = self.doc.observe(self._changed)
        self._root = ydoc.fragment(self.doc)
        self._looking = self._root.observe_deep(self._changed_within)
        self._wake = asyncio.Event()
        self._changes = self._folded = 0  # in the log, and in the line of the chapter
        self._changed_at = self._unfolded_since = 0.0
        self._tasks = [
            asyncio.create_task(run()) for run in (self._keep, self._listen, self._fold_in_pauses)
        ]
        for task in self._tasks:
            task.add_done_callback(self._stopped)

    def _changed(self, event: Any) -> None:
        self._fresh = event.update  # only what was new in it

    def _changed_within(self, events: Any) -> None:
        self._depth = max(self._depth, ydoc.depth_of(events))

    def _apply(self, update: bytes) -> bytes:
        """What of it was new; raises ValueError when it is no update, or no text."""
        self._fresh, self._depth = b"", 0
        # What is refused here is in this copy alone: the next room begins from the log.
        try:
            self.doc.apply_update(update)
        except RuntimeError as broken:  # pycrdt: hangs on what is no place for it
            self.end(Close.TRY_LATER)
            raise ValueError("fits nowhere") from broken
        if self._depth > DEEPEST:
            self.end(Close.TRY_LATER)
            raise ValueError("nested without end")
        return b"" if self._fresh == ydoc.NOTHING else self._fresh

    def type(self, update: bytes, member: Member) -> None:
        """Raises ValueError when it is no update."""
        self._weigh(update)
        fresh = b"" if update == ydoc.NOTHING else self._apply(update)
        member.received += 1
        # Words without anything fresh in them wait for what is still to come: kept as they are.
        # Deletions without words are what everybody says who comes back; they are known.
        kept = fresh or (update if ydoc.has_words(update) else b"")
        self._typed.append(Typed(kept, member, member.received))
        self._wake.set()
        if fresh:
            self.tell(protocol.bringing(fresh), without=member)

    def _weigh(self, update: bytes) -> None:
        self._grown += len(update)
        if self._grown < LIMITS["bytes"]:
            return
        if len(self.doc.get_update()) + len(update) > MOST_BYTES:
            raise TooLarge
        self._grown = 0

    def clients_of_others(self, member: Member) -> set[int]:
        return {
            one.client
            for other, shown in self.members.items()
            if other is not member
            for one in shown
        }

    def tell(self, frame: bytes, *, without: Member | None = None) -> None:
        for member in list(self.members):
            if member is not without:
                member.push(frame)

    async def show_carets(self, member: Member, shown: list[Caret]) -> None:
        if member not in self.members:
            return
        self.members[member] = shown
        frame = protocol.carets(shown)
        self.tell(frame, without=member)
        await self._send({"type": "caret", "frame": frame})

    async def _send(self, message: dict[str, Any]) -> None:
        """To the rooms of other processes; a hint, which may get lost."""
        try:
            await get_channel_layer().group_send(
                group_of(self.chapter_id), {**message, "room": id(self)}
            )
        except LAYER_FAILED as error:
            logger.warning("live.not_sent", chapter=self.chapter_id, error=str(error))

    async def _keep(self) -> None:
        """Into the log, in the order in which it was typed."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER)
            self._wake.clear()
            batch = list(self._typed)
            updates = _by_author(batch)
            if updates and not await self._kept(updates):
                return
            for _ in batch:
                self._typed.popleft()
            for member, number in {one.member: one.number for one in batch}.items():
                member.push(protocol.kept(number))
            if updates:
                self._changed_now()
                await self._send({"type": "look"})

    async def _kept(self, updates: list[tuple[bytes, int]]) -> bool:
        """False when there is nothing to keep it in any more: the session ended."""
        wait = 0.1
        while True:
            try:
                last = await database_sync_to_async(services.append_live)(
                    self.chapter_id, self.generation, updates
                )
            except services.SessionEnded:
                self.end(Close.ENDED)
                return False
            except DatabaseFailed as error:
                logger.warning("live.not_kept", chapter=self.chapter_id, error=str(error))
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
            else:
                if last - len(updates) == self._sequence:
                    self._sequence = last  # nobody else came between
                return True

    async def look(self) -> None:
        """Take in what others added to the log."""
        try:
            updates, last = await database_sync_to_async(services.updates_since)(
                self.chapter_id, self.generation, self._sequence
            )
        except services.SessionEnded:
            self.end(Close.ENDED)
            return
        except DatabaseFailed as error:
            logger.warning("live.not_read", chapter=self.chapter_id, error=str(error))
            return
        for update in updates:
            if fresh := self._apply(update):
                self.tell(protocol.bringing(fresh))
                self._changed_now()
        self._sequence = max(self._sequence, last)

    async def _listen(self) -> None:
        layer, group = get_channel_layer(), group_of(self.chapter_id)
        while not self.closed:
            try:
                channel = await layer.new_channel()
                await layer.group_add(group, channel)
                try:
                    await self._hear(layer, channel)
                finally:
                    await layer.group_discard(group, channel)
            except LAYER_FAILED as error:
                # Redis is away: look by ourselves until it is back.
                logger.warning("live.not_heard", chapter=self.chapter_id, error=str(error))
            await asyncio.sleep(1)
            await self.look()

    async def _hear(self, layer: Any, channel: str) -> None:
        while not self.closed:
            message: dict[str, Any] = {"type": "look"}
            # Not wait_for: in Python 3.11 it swallows a cancellation that meets a message.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    message = await layer.receive(channel)
            if message.get("room") == id(self):
                continue
            if message["type"] == "caret":
                self.tell(message["frame"])
            else:
                await self.look()

    def _changed_now(self) -> None:
        self._changed_at = time.monotonic()
        if self._changes == self._folded:
            self._unfolded_since = self._changed_at
        self._changes += 1

    async def _fold_in_pauses(self) -> None:
        while not self.closed:
            await asyncio.sleep(1)
            now = time.monotonic()
            waited = now - self._changed_at > PAUSE or now - self._unfolded_since > PATIENCE
            if self._changes != self._folded and waited:
                await self.fold()

    async def fold(self) -> None:
        """Make a revision of what was written, in a thread of its own: it may take a moment."""
        changes = self._changes
        said: dict[str, Any]
        try:
            self.revision_id = await sync_to_async(_fold, thread_sensitive=False)(self.chapter_id)
            said = {"revision": self.revision_id}
        except PermissionDenied as refused:
            said = {"problem": str(refused)}
        except DatabaseFailed as error:
            logger.warning("live.not_folded", chapter=self.chapter_id, error=str(error))
            return
        self._folded, self._unfolded_since = changes, time.monotonic()
        self.problem = said.get("problem", "")
        self.tell(protocol.news(said))
        await self.look()

    def _stopped(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            logger.error("live.room_failed", chapter=self.chapter_id, exc_info=error)
            self.end(Close.TRY_LATER)

    def end(self, code: Close) -> None:
        """Nothing goes into the log any more; everybody keeps what is not in it."""
        self.ended = True
        for member in list(self.members):
            member.part(code)

    async def close(self) -> None:
        """The last one left: everything typed is in the log and in the line first."""
        keeping = self._tasks[0]
        while self._typed and not keeping.done():
            await asyncio.sleep(GATHER)
        running = set(self._tasks)
        while running:
            # More than once: a client of Redis may swallow it on its way.
            for task in running:
                task.cancel()
            _done, running = await asyncio.wait(running, timeout=0.5)
        if self._changes != self._folded:
            await self.fold()
        self.doc.unobserve(self._watching)
        self._root.unobserve(self._looking)


def _by_author(batch: list[Typed]) -> list[tuple[bytes, int]]:
    """One row for each stretch of one author: bursts become one, and the order stays."""
    updates: list[tuple[bytes, int]] = []
    for one in batch:
        if not one.update:
            continue
        if updates and updates[-1][1] == one.member.user_id:
            updates[-1] = (merge_updates(updates[-1][0], one.update), one.member.user_id)
        else:
            updates.append((one.update, one.member.user_id))
    return updates


def _fold(chapter_id: int) -> int | None:
    try:
        return services.fold_live(Chapter(pk=chapter_id))
    finally:
        close_old_connections()


class Rooms:
    """The rooms of this process."""

    def __init__(self) -> None:
        self._rooms: dict[int, Room] = {}
        self._locks: dict[int, asyncio.Lock] = {}

    async def enter(self, chapter: Chapter, user: User, member: Member) -> Room:
        """Raises TooManyConnections, NotAllowedNow when nobody may write in it now, and a
        database error when it is away.
        """
        async with self._lock(chapter.pk):
            room = self._rooms.get(chapter.pk)
            if room is None or room.ended:
                opened = await database_sync_to_async(services.open_live)(chapter, by=user)
                room = self._rooms[chapter.pk] = Room(opened)
            if sum(one.user_id == member.user_id for one in room.members) >= MOST_CONNECTIONS:
                raise TooManyConnections
            room.members[member] = []
            return room

    async def leave(self, room: Room, member: Member) -> None:
        shown = room.members.pop(member, [])
        if shown:
            # Or somebody who is gone would seem to be there for half a minute.
            gone = protocol.carets([Caret(one.client, one.clock + 1, None) for one in shown])
            room.tell(gone)
            await room._send({"type": "caret", "frame": gone})
        async with self._lock(room.chapter_id):
            if room.members or room.closed:
                return
            room.closed = True
            if self._rooms.get(room.chapter_id) is room:
                del self._rooms[room.chapter_id]
            await room.close()

    def _lock(self, chapter_id: int) -> asyncio.Lock:
        return self._locks.setdefault(chapter_id, asyncio.Lock())


rooms = Rooms()
