"""A block as it stood in one revision, for whoever refers to it."""

from __future__ import annotations

from .models import Revision
from .text.nodes import blocks_by_id, line_of

LONGEST_QUOTE = 300  # characters


def words_of_block(revision: Revision | None, block_id: str) -> str:
    """All of them; empty when there is no such block in that text."""
    block = blocks_by_id(revision.text).get(block_id) if revision and block_id else None
    return line_of(block) if block else ""


def quote(revision: Revision | None, block_id: str) -> str:
    """The same, shortened."""
    words = words_of_block(revision, block_id)
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"
