"""Words of somebody's own among words of others."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from .writable import UNWRITABLE

# Embeddings, overrides and isolates: they make what stands after them read backwards.
TURNING: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


# A null byte stays, to be refused with a message: it comes from no keyboard.
DROPPED: Final = {one: None for one in {*TURNING, *UNWRITABLE} if one}


class WordsField(forms.CharField):
    """Keeps every letter; drops only what would turn the direction of the page around it, and what
    no file can hold."""

    def to_python(self, value: Any) -> str:
        kept = (super().to_python(value) or "").translate(DROPPED)
        return kept.strip() if self.strip else kept
