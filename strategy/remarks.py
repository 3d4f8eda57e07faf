"""What others said about a block of a text. Who hears remarks is above this room, and registers itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stakeholders.models import User

from .models import Chapter


@dataclass(frozen=True)
class Remark:
    block_id: str  # in the text that the speaker read
    words: str
    by: str  # "raad Almelo", and who of it when the reader may know
    at: datetime
    url: str


# (reader, chapter, most) → the newest remarks on its blocks that this reader may see.
Source = Callable[[User, Chapter, int], list[Remark]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """For AppConfig.ready(), once."""
    _sources.append(source)


def remarks_on(user: User, chapter: Chapter, *, most: int) -> list[Remark]:
    """The newest first, at most so many of each source."""
    found = [remark for source in _sources for remark in source(user, chapter, most)]
    return sorted(found, key=lambda remark: remark.at, reverse=True)
