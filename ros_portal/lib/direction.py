"""Words of somebody's own among words of others."""

from __future__ import annotations

from typing import Any, Final

from django import forms

# Embeddings, overrides and isolates: they make what stands after them read backwards.
TURNING: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class WordsField(forms.CharField):
    """Keeps every letter; drops only what would turn the direction of the page around it."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").translate(TURNING)
