"""Where a block of an old text is now: under its own id, or under the id of what took in its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from .models import BlockLineage, Chapter
from .text.nodes import Node, blocks_by_id

Place = tuple[int, str]  # the key of a chapter, and the id of a block in it


def places_now(chapter: Chapter, block_ids: Iterable[str]) -> Mapping[str, str]:
    """Old block id → the id that has its words in the head; absent when they were deleted."""
    wanted = set(block_ids)
    present = blocks_by_id(chapter.head.text).keys() if chapter.head else set[str]()
    places = {one: one for one in wanted if one in present}
    if wanted - places.keys():
        heirs = _heirs([chapter.pk])[chapter.pk]
        for lost in wanted - places.keys():
            if found := _first_present(lost, heirs, present):
                places[lost] = found
    return places


def place_in(text: Node, chapter: Chapter, block_id: str) -> str | None:
    """The same for one block and any text of the chapter."""
    present = blocks_by_id(text).keys()
    if block_id in present:
        return block_id
    return _first_present(block_id, _heirs([chapter.pk])[chapter.pk], present)


def places_in(texts: Mapping[int, Node], wanted: Iterable[Place]) -> Mapping[Place, str]:
    """The same for many at once: texts by chapter; absent when a block or its text is not there."""
    present = {chapter: blocks_by_id(text).keys() for chapter, text in texts.items()}
    wanted = {place for place in wanted if place[0] in present}
    places = {place: place[1] for place in wanted if place[1] in present[place[0]]}
    if lost := wanted - places.keys():
        heirs = _heirs({chapter for chapter, _block in lost})
        for chapter, block in lost:
            if found := _first_present(block, heirs[chapter], present[chapter]):
                places[chapter, block] = found
    return places


def _heirs(chapters: Collection[int]) -> Mapping[int, Mapping[str, list[str]]]:
    """By chapter: old id → ids that took in its words, the newest first."""
    heirs: dict[int, dict[str, list[str]]] = {one: defaultdict(list) for one in chapters}
    moved = BlockLineage.objects.filter(
        revision__chapter__in=chapters,
        kind__in=[BlockLineage.Kind.MERGE, BlockLineage.Kind.SPLIT],
    )
    for chapter, old, new in moved.order_by("-pk").values_list("revision__chapter", "old", "new"):
        heirs[chapter][old].append(new)
    return heirs


def _first_present(lost: str, heirs: Mapping[str, list[str]], present: Iterable[str]) -> str | None:
    present, seen, waiting = set(present), {lost}, [lost]
    while waiting:
        for heir in heirs.get(waiting.pop(0), []):
            if heir in present:
                return heir
            if heir not in seen:
                seen.add(heir)
                waiting.append(heir)
    return None
