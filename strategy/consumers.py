"""The websocket behind the chapter editor: who may write, how much, and how fast.

A browser is not trusted in anything: rights are asked again while it is connected, what it says
about itself is replaced by what the portal knows, and too much or too fast ends the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final
from urllib.parse import parse_qs

import structlog
from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.db import Error as DatabaseFailed
from django.http import HttpRequest

from stakeholders.models import User
from strategy import live_protocol as protocol
from strategy import permissions, services
from strategy.live_protocol import Asks, Brings, Caret, Close, Damaged
from strategy.models import Chapter
from strategy.rooms import Room, TooLarge, TooManyConnections, rooms
from strategy.text.schema import LIMITS
from strategy.wake import LAYER_FAILED

ASK_AGAIN: Final = 10.0  # seconds after which rights are asked again; also keeps proxies awake
MOST_WAITING: Final = 8_000_000  # bytes for a slow connection; then it must start afresh
PER_SECOND, BURST = 60, 600  # frames of at most so many bytes; a larger one counts for more
FRAME: Final = 8_000
MOST_QUESTIONS: Final = 20  # for everything that is there; an editor asks once
AWAY_TOO_LONG: Final = 30.0  # seconds without asking for rights
AWAY: Final = (DatabaseFailed, *LAYER_FAILED)  # the database, or Redis, where sessions are cached
COLOURS: Final = 8  # of carets, in static/js/editor/editor.css

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


logger = structlog.get_logger("ros_portal.live")


class Refused(Exception):
    def __init__(self, code: Close) -> None:
        super().__init__(code)
        self.code = code


REFUSALS: Final = (Refused, TooManyConnections, services.NotAllowedNow, *AWAY)


def code_of(refusal: Exception) -> Close:
    """What the browser is told."""
    match refusal:
        case Refused(code=code):
            return code
        case TooManyConnections():
            return Close.TOO_FAST
        case TooLarge():
            return Close.TOO_LARGE
        case services.NotAllowedNow():
            return Close.ENDED
        case Damaged() | ValueError():
            return Close.DAMAGED
        case _:
            return Close.TRY_LATER


@dataclass(frozen=True)
class Writer:
    """Who is on the line, as the others see it."""

    user: User
    chapter: Chapter
    shown: dict[str, str | int]


class ChapterConsumer(AsyncWebsocketConsumer):
    """One browser in one chapter; a `Member` of its room."""

    user_id = 0
    received = 0
    _room: Room | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels would look after the database connections before every frame, in the one
        thread that asks the database: a slow answer there must not hold up somebody's words.
        """
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        await self.accept()  # a refusal before this reaches the browser without its reason
        self._frames: asyncio.Queue[bytes] = asyncio.Queue()
        self._waiting = 0  # bytes
        self._asked = 0
        self._allowance, self._counted_at = float(BURST), time.monotonic()
        self._clients: set[int] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_parting = False
        try:
            self._writer = await self._allowed()
            self.user_id = self._writer.user.pk
            self._room = await rooms.enter(self._writer.chapter, self._writer.user, self)
            if self._generation() not in ("", str(self._room.generation)):
                raise Refused(Close.BEGUN_ANEW)  # its document is another one: they would double
        except REFUSALS as refused:
            await self.close(code_of(refused))
            return
        self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._stay())]
        for task in self._tasks:
            task.add_done_callback(self._stopped)
        self.push(
            protocol.news(
                {
                    "generation": self._room.generation,
                    "revision": self._room.revision_id,
                    "problem": self._room.problem,
                }
            )
        )
        self.push(protocol.asking(self._room.doc))
        for shown in list(self._room.members.values()):
            if shown:
                self.push(protocol.carets(shown))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        room = self._room
        if room is None or not bytes_data:
            return
        try:
            if len(bytes_data) > LIMITS["bytes"]:
                raise TooLarge
            if not self._within_allowance(len(bytes_data)):
                raise Refused(Close.TOO_FAST)
            await self._take(room, bytes_data)
        except (Refused, TooLarge, Damaged, ValueError) as refused:
            await self.close(code_of(refused))
        except Exception:
            # Going down without a word would leave this member in the room for ever.
            logger.exception("live.frame_failed", user=self.user_id)
            await self.close(Close.DAMAGED)

    async def _take(self, room: Room, frame: bytes) -> None:
        match protocol.read(frame):
            case Asks(state):
                self._asked += 1
                if self._asked > MOST_QUESTIONS:
                    raise Refused(Close.TOO_FAST)
                self.push(protocol.answering(room.doc, state))
            case Brings(update):
                room.type(update, self)
            case list() as carets:
                # A browser speaks for itself alone: its first caret says which one it is.
                if not self._clients and carets:
                    self._clients = {carets[0].client} - room.clients_of_others(self)
                own = [one for one in carets if one.client in self._clients]
                if own:
                    await room.show_carets(self, [self._signed(one) for one in own])

    def _signed(self, caret: Caret) -> Caret:
        if caret.state is None:
            return caret
        state = {"cursor": protocol.cursor_of(caret.state), "user": self._writer.shown}
        return Caret(caret.client, caret.clock, state)

    def _within_allowance(self, size: int) -> bool:
        now = time.monotonic()
        earned = (now - self._counted_at) * PER_SECOND
        self._allowance = min(BURST, self._allowance + earned) - max(1, size / FRAME)
        self._counted_at = now
        return self._allowance > 0

    def push(self, frame: bytes) -> None:
        if self._waiting > MOST_WAITING:
            self.part(Close.TRY_LATER)  # it gets everything when it comes back
            return
        self._waiting += len(frame)
        self._frames.put_nowait(frame)

    def part(self, code: Close) -> None:
        if not self._is_parting:  # every frame that it can no longer get would say so again
            self._is_parting = True
            self._tasks.append(asyncio.create_task(self.close(code)))

    async def _send(self) -> None:
        with contextlib.suppress(RuntimeError):  # closed while a frame was on its way
            while True:
                frame = await self._frames.get()
                await self.send(bytes_data=frame)
                self._waiting -= len(frame)

    async def _stay(self) -> None:
        """As long as this person may write here."""
        asked_at = time.monotonic()
        while True:
            await asyncio.sleep(ASK_AGAIN)
            try:
                await self._allowed()
                asked_at = time.monotonic()
            except Refused as refused:
                await self.close(refused.code)
                return
            except AWAY:
                if time.monotonic() - asked_at > AWAY_TOO_LONG:
                    await self.close(Close.TRY_LATER)
                    return
                continue  # nothing is kept either, until it is back
            # The editor takes half a minute of silence for a broken line.
            self.push(protocol.news({}))

    def _stopped(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            logger.error("live.connection_failed", user=self.user_id, exc_info=error)
            self.part(Close.TRY_LATER)

    def _generation(self) -> str:
        """Of the document that the browser has, when it was here before."""
        given = parse_qs(str(self.scope["query_string"], "latin-1"))
        return given.get("generation", [""])[0]

    async def disconnect(self, code: int) -> None:
        if self._room is not None:
            await rooms.leave(self._room, self)
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()

    async def _allowed(self) -> Writer:
        writer: Writer = await database_sync_to_async(self._ask)()
        return writer

    def _ask(self) -> Writer:
        """Fresh from the database: the session, the person, the rights. Raises Refused."""
        request = HttpRequest()
        request.session = SessionStore(self.scope["session"].session_key)
        user = get_user(request) if request.session.get(SESSION_KEY) else None
        if not isinstance(user, User):
            raise Refused(Close.SIGNED_OUT)
        slug = self.scope["url_route"]["kwargs"]["slug"]
        chapter = Chapter.objects.visible_to(user).filter(slug=slug).first()
        if chapter is None or not chapter.viewer_writes:
            raise Refused(Close.NOT_ALLOWED)
        if not permissions.can_edit_chapter(user, chapter):
            raise Refused(Close.ENDED)
        organisation = permissions.organisation_writing_for(user)
        shown: dict[str, str | int] = {
            "name": user.name,
            "organisation": organisation.short_name if organisation else "",
            "colour": user.pk % COLOURS,
        }
        return Writer(user, chapter, shown)
