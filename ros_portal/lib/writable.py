"""What every kind of file can hold: XML has no way to write most control characters."""

from __future__ import annotations

from typing import Final

UNWRITABLE: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def writable(words: str) -> str:
    return words.translate(UNWRITABLE)
