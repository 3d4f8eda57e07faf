"""What a text may point at. A room above this one that has things to point at registers itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .models import Chapter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Pointer(NamedTuple):
    """What a field points at: `kind` amount, or that of a reference: chapter, block, figure, or
    what was registered."""

    kind: str
    key: str


@dataclass(frozen=True)
class Target:
    words: str
    url: str
    about: str = ""  # of a figure: what it counts, where, and who says so
    chapter: Chapter | None = None
    block: str = ""  # where a block is now

    def is_seen(self, *, drafts_of: int | None) -> bool:
        """By whom sees the drafts of this product, if of any."""
        chapter = self.chapter
        return chapter is None or bool(chapter.published_id) or chapter.product_id == drafts_of


Targets = Mapping[Pointer, Target]

# Keys → what they point at now, all of it in one query; everything that can be chosen for None.
# For who reads any text: nothing in it may be for a few only.
Source = Callable[[Collection[str] | None], dict[str, Target]]

_sources: dict[str, tuple[_StrPromise, Source]] = {}


def register(kind: str, name: _StrPromise, source: Source) -> None:
    """For AppConfig.ready(), once. `name`, translated lazily, stands above them in the editor."""
    _sources[kind] = (name, source)


def registered(pointers: Collection[Pointer]) -> dict[Pointer, Target]:
    """Where these lead, as far as they are of a registered kind."""
    found = {}
    for kind, (_name, source) in _sources.items():
        if keys := {one.key for one in pointers if one.kind == kind}:
            found.update({Pointer(kind, key): target for key, target in source(keys).items()})
    return found


def choices() -> list[tuple[str, dict[Pointer, Target]]]:
    """Everything one can point at, by the name of its kind."""
    return [
        (str(name), {Pointer(kind, key): target for key, target in source(None).items()})
        for kind, (name, source) in _sources.items()
    ]
