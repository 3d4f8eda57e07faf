"""Writing together: how long somebody's keystroke takes to reach the others.

The typists run on the same cores as the server, so these are upper bounds.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone
from pycrdt import Decoder, Doc, XmlText, YMessageType, create_sync_message, create_update_message
from pycrdt import handle_sync_message as answer
from websockets import Origin
from websockets.asyncio.client import ClientConnection, connect

from stakeholders.models import Role, User
from stakeholders.services import appoint
from strategy import services
from strategy.live_protocol import Close
from strategy.models import Chapter
from strategy.models.chapters import OPEN_STATUSES
from strategy.rooms import rooms
from strategy.text import ydoc
from tests.live import session_cookie
from tests.services import free_port, wait_for_port

Row = tuple[float, str, float, str]

TYPISTS, CHAPTERS = 60, 12
EVERY = 0.2  # seconds between two keys of one typist
LASTS = 8.0  # seconds
TARGETS = {"live_p95_ms_60": 100.0, "live_p95_ms_two_processes": 60.0}


def measure(only: frozenset[str]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for name, run in {
        "live_p95_ms_60": many_typists,
        "live_p95_ms_two_processes": two_processes,
    }.items():
        if not only or name in only:
            rows[name] = (1000 * _p95(run()), "ms", TARGETS[name], "lower")
    if not only or "live_memory_mb_10000" in only:
        grown = asyncio.run(_open_and_leave(10_000))
        rows["live_memory_mb_10000"] = (grown, "MB grown", 10.0, "lower")
    return rows


def many_typists() -> list[float]:
    chapters = _chapters(CHAPTERS)
    seats = [(user, chapters[number % CHAPTERS]) for number, user in enumerate(_writers(TYPISTS))]
    cookies = [session_cookie(user) for user, _ in seats]
    with live() as port:
        return asyncio.run(
            _write([(port, cookie, slug) for cookie, (_, slug) in zip(cookies, seats, strict=True)])
        )


def two_processes() -> list[float]:
    (slug,) = _chapters(1)
    cookies = [session_cookie(user) for user in _writers(2)]
    with live() as here, live() as there:
        return asyncio.run(_write([(here, cookies[0], slug), (there, cookies[1], slug)]))


@contextlib.contextmanager
def live() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "ros_portal.asgi:application", "--port", str(port),
         "--lifespan", "off", "--log-level", "error", "--no-access-log"],
        env=dict(os.environ),
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_for_port(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


class Typist:
    def __init__(self, socket: ClientConnection, sent: dict[bytes, float]) -> None:
        self.socket, self.sent = socket, sent
        self.doc: Doc[Any] = ydoc.document([])
        self.made: list[bytes] = []
        self.ready = asyncio.Event()
        self.took: list[float] = []

    async def hear(self) -> None:
        async for frame in self.socket:
            assert isinstance(frame, bytes)
            if Decoder(frame).read_var_uint() != YMessageType.SYNC:
                continue
            if self.ready.is_set():
                self.note(frame)
                continue
            if (reply := answer(frame[1:], self.doc)) is not None:
                await self.socket.send(reply)
            if len(ydoc.fragment(self.doc).children):
                self.doc.observe(lambda event: self.made.append(event.update))
                self.ready.set()

    def note(self, frame: bytes) -> None:
        """The words of a keystroke stand in its update as they are."""
        now = time.perf_counter()
        start = 0
        while (start := frame.find(b"<", start)) >= 0:
            if (at := self.sent.get(frame[start : start + 8])) is not None:
                self.took.append(now - at)
            start += 1

    async def type(self, numbers: count[int], until: float) -> None:
        text = XmlText("")
        ydoc.fragment(self.doc).children[1].children.append(text)
        await self.socket.send(create_update_message(self.made[-1]))
        while time.perf_counter() < until:
            key = f"<{next(numbers):06d}>"
            self.made.clear()
            text.insert(0, key)
            self.sent[key.encode()] = time.perf_counter()
            await self.socket.send(create_update_message(self.made[-1]))
            await asyncio.sleep(EVERY)


async def _write(seats: list[tuple[int, str, str]]) -> list[float]:
    sent: dict[bytes, float] = {}
    async with contextlib.AsyncExitStack() as lines:
        typists = []
        for port, cookie, slug in seats:
            socket = await lines.enter_async_context(
                connect(
                    f"ws://localhost:{port}/ws/strategy/chapters/{slug}",
                    origin=Origin(f"http://localhost:{port}"),
                    additional_headers={"Cookie": f"sessionid={cookie}"},
                    compression=None,
                )
            )
            typists.append(Typist(socket, sent))
        hearing = [asyncio.create_task(typist.hear()) for typist in typists]
        for typist in typists:
            await typist.socket.send(create_sync_message(typist.doc))
            await typist.ready.wait()
        numbers, until = count(), time.perf_counter() + LASTS
        await asyncio.gather(*(typist.type(numbers, until) for typist in typists))
        await asyncio.sleep(1)
        for task in hearing:
            task.cancel()
    took = [one for typist in typists for one in typist.took]
    closed = [typist.socket.close_code for typist in typists if typist.socket.close_code]
    assert len(took) >= len(sent), f"{len(sent)} sent, {len(took)} came, {closed}"
    return took


class Nobody:
    """A connection that says nothing."""

    user_id = received = 0

    def push(self, frame: bytes) -> None: ...
    def part(self, code: Close) -> None: ...


async def _open_and_leave(times: int) -> float:
    """Megabytes between the thousandth room and the last."""
    user, chapter = await sync_to_async(_seat)()
    before = 0.0
    for number in range(times):
        member = Nobody()
        room = await rooms.enter(chapter, user, member)
        await rooms.leave(room, member)
        if number == times // 10:
            before = _resident()
    return _resident() - before


def _seat() -> tuple[User, Chapter]:
    (slug,), (user,) = _chapters(1), _writers(1)
    return user, Chapter.objects.visible_to(user).get(slug=slug)


def _resident() -> float:
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def _chapters(wanted: int) -> list[str]:
    open_to_write = Chapter.objects.filter(
        product__slug="ros", head__isnull=False, status__in=OPEN_STATUSES
    )
    chapters = list(open_to_write[:wanted])
    text = chapters[0].head.text if chapters[0].head else {}
    for number in range(900, 900 + wanted - len(chapters)):
        chapter, made = Chapter.objects.get_or_create(
            product=chapters[0].product,
            number=number,
            defaults={"slug": f"bench-{number}", "title": "Bench"},
        )
        if made:
            services.load_text(chapter, text, reason="", by=None, at=timezone.now())
        chapters.append(chapter)
    return [chapter.slug for chapter in chapters]


def _writers(wanted: int) -> list[User]:
    product = Chapter.objects.filter(product__slug="ros").first()
    assert product is not None
    body = product.product.writers.first()
    assert body is not None
    found = []
    for number in range(wanted):
        user, made = User.objects.get_or_create(
            email=f"typist{number}@bench.test", defaults={"name": f"Typist {number}"}
        )
        if made:
            appoint(user, body, Role.EDITOR, from_on=timezone.localdate(), by=None)
        found.append(User.objects.get(pk=user.pk))
    return found
