"""The frames that live editors and the portal exchange: those of y-websocket, and two of our own.

KEPT counts, for one connection, how many of its updates are in the database: only then does the
editor say that the text is saved. NEWS is JSON: {"revision": 12} when what was written became a
revision, {"problem": "…"} when it cannot. Close codes 4400-4499 mean: do not try again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from pycrdt import Decoder, Doc, YMessageType, YSyncMessageType, write_message, write_var_uint

from strategy.text.ydoc import FIELD

KEPT: Final = 100
NEWS: Final = 101
MOST_CARET_BYTES: Final = 2_000
SAFE: Final = 2**53  # beyond it a number is not exact in JavaScript


class Close(IntEnum):
    """Why a connection ends; the editor has words for each."""

    DAMAGED = 4400
    SIGNED_OUT = 4401
    NOT_ALLOWED = 4403
    ENDED = 4409
    BEGUN_ANEW = 4410
    TOO_LARGE = 4413
    TOO_FAST = 4429
    TRY_LATER = 4503


class Damaged(Exception):
    """A frame that no editor of ours sends."""


@dataclass(frozen=True)
class Asks:
    """The other side says what it has, and wants the rest."""

    state: bytes


@dataclass(frozen=True)
class Brings:
    """What the other side wrote."""

    update: bytes


@dataclass(frozen=True)
class Caret:
    """Where somebody is in the text; `state` is None when they left."""

    client: int
    clock: int
    state: dict[str, Any] | None


def read(frame: bytes) -> Asks | Brings | list[Caret] | None:
    """None: a frame that asks nothing of us. Raises Damaged."""
    try:
        decoder = Decoder(frame)
        kind = decoder.read_var_uint()
        if kind == YMessageType.SYNC:
            step = decoder.read_var_uint()
            payload = decoder.read_message() or b""
            return Asks(payload) if step == YSyncMessageType.SYNC_STEP1 else Brings(payload)
        if kind == YMessageType.AWARENESS:
            return _carets(decoder.read_message() or b"")
    except (IndexError, RuntimeError, ValueError, RecursionError) as error:
        raise Damaged from error
    return None


def _carets(payload: bytes) -> list[Caret]:
    if len(payload) > MOST_CARET_BYTES:
        raise Damaged
    decoder = Decoder(payload)
    carets = []
    for _ in range(decoder.read_var_uint()):
        client, clock = decoder.read_var_uint(), decoder.read_var_uint()
        state = json.loads(decoder.read_var_string())
        if not (client < SAFE and clock < SAFE and isinstance(state, dict | None)):
            raise Damaged
        carets.append(Caret(client, clock, state))
    return carets


def cursor_of(state: dict[str, Any]) -> dict[str, Any] | None:
    """Where the caret is, in the shape that y-prosemirror can read; anything else would stop
    the editors of everybody who gets it. Raises Damaged.
    """
    cursor = state.get("cursor")
    if cursor is None:
        return None
    if not isinstance(cursor, dict) or set(cursor) != {"anchor", "head"}:
        raise Damaged
    for place in cursor.values():
        if not isinstance(place, dict) or not set(place) <= {"type", "tname", "item", "assoc"}:
            raise Damaged
        for name in ("type", "item"):
            _check_id(place.get(name))
        tname, assoc = place.get("tname"), place.get("assoc", 0)
        if not isinstance(tname, str | None) or type(assoc) is not int or abs(assoc) > 1:
            raise Damaged
        if place.get("type") is None and place.get("item") is None and tname != FIELD:
            raise Damaged
    return cursor


def _check_id(value: object) -> None:
    if value is None:
        return
    if not isinstance(value, dict) or set(value) != {"client", "clock"}:
        raise Damaged
    if not all(type(one) is int and 0 <= one < SAFE for one in value.values()):
        raise Damaged


def asking(doc: Doc[Any]) -> bytes:
    return _sync(YSyncMessageType.SYNC_STEP1, doc.get_state())


def answering(doc: Doc[Any], state: bytes) -> bytes:
    """Raises ValueError when the state is none."""
    return _sync(YSyncMessageType.SYNC_STEP2, doc.get_update(state))


def bringing(update: bytes) -> bytes:
    return _sync(YSyncMessageType.SYNC_UPDATE, update)


def kept(count: int) -> bytes:
    return write_var_uint(KEPT) + write_var_uint(count)


def news(said: Mapping[str, Any]) -> bytes:
    return write_var_uint(NEWS) + write_message(json.dumps(said).encode())


def carets(shown: list[Caret]) -> bytes:
    entries = b"".join(
        write_var_uint(one.client)
        + write_var_uint(one.clock)
        + write_message(json.dumps(one.state).encode())
        for one in shown
    )
    return bytes([YMessageType.AWARENESS]) + write_message(write_var_uint(len(shown)) + entries)


def _sync(step: YSyncMessageType, payload: bytes) -> bytes:
    return bytes([YMessageType.SYNC, step]) + write_message(payload)
