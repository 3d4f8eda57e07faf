"""Telling the processes in which people write together that the log of a chapter went on.

Only a hint, which may get lost: they look by themselves every few seconds.
"""

from __future__ import annotations

import asyncio
import threading
from functools import cache

import structlog
from channels.layers import get_channel_layer
from django.conf import settings
from redis import RedisError

LAYER_FAILED = (RedisError, OSError)

logger = structlog.get_logger("ros_portal.live")


def group_of(chapter_id: int) -> str:
    return f"chapter.{chapter_id}"


def wake(chapter_id: int) -> None:
    """From ordinary code, which does not wait for it; without Redis no other process hears it."""
    if settings.ENV.redis_url:
        asyncio.run_coroutine_threadsafe(_wake(chapter_id), _loop())


async def _wake(chapter_id: int) -> None:
    try:
        await get_channel_layer().group_send(group_of(chapter_id), {"type": "look"})
    except LAYER_FAILED as error:
        logger.warning("live.not_woken", chapter=chapter_id, error=str(error))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One for the process, in a thread of its own, so that it keeps its connection to Redis."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="wake", daemon=True).start()
    return loop
