"""What the newest frozen version says where a building block was taken, and how that reads beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max, QuerySet

from stakeholders.models import Organisation, OrganisationKind, User
from stakeholders.permissions import user_organisations
from strategy.models import Revision, Version, VersionChapter
from strategy.text.nodes import Node, blocks_by_id, line_of
from strategy.whereabouts import Place, places_in

from .models import BuildingBlock, DecidedBlock, Use

if TYPE_CHECKING:
    from strategy.text.compare import Comparison

SIGNS: Mapping[str, str] = {
    Use.ADOPT: "✓",
    Use.ADAPT: "±",
    Use.SET_ASIDE: "✕",
    Use.NOT_YET: "…",
}


class Newest(NamedTuple):
    """The newest version of the product of a block, and that block in it."""

    version: Version
    frozen: VersionChapter | None
    node: Node | None
    place: int

    @property
    def words(self) -> str:
        """Empty when it is not in that version any more."""
        return line_of(self.node) if self.node else ""


@dataclass(frozen=True)
class Seen:
    """A building block as somebody may see it: its own organisation sees what nobody decided yet."""

    block: BuildingBlock
    is_own: bool
    newest: Newest

    @property
    def decided(self) -> DecidedBlock | None:
        return self.block.decided

    @property
    def proposal(self) -> str:
        """As long as no council decided about it, and only for the organisation itself."""
        return self.block.proposal if self.is_own else ""

    @property
    def frozen(self) -> VersionChapter:
        """From which its words come."""
        if self.is_own or self.block.decided is None:
            return self.block.frozen
        return self.block.decided.frozen

    @property
    def words(self) -> str:
        if self.is_own or self.block.decided is None:
            return self.block.words
        return self.block.decided.words

    @property
    def differs(self) -> bool:
        """A later version has other words there, or has it no more."""
        later = self.newest.version.pk > self.frozen.version_id
        return later and self.newest.words != self.words

    @property
    def stays(self) -> bool:
        """The organisation saw the words of now, and keeps the old ones. Its own affair as well."""
        block = self.block
        return (
            self.is_own
            and self.differs
            and block.stayed_at_id is not None
            and block.stayed_words == self.newest.words
        )

    @property
    def is_drifted(self) -> bool:
        return self.differs and not self.stays

    @property
    def is_of_older_words(self) -> bool:
        """The council decided about words that the organisation replaced since."""
        decided = self.block.decided
        return self.is_own and decided is not None and decided.words != self.block.words

    @property
    def sign(self) -> str:
        """As the word of its state says."""
        if self.proposal:
            return "?"
        return SIGNS[self.block.decided.outcome] if self.block.decided else "○"


def seen_by(user: User, blocks: Iterable[BuildingBlock]) -> list[Seen]:
    """`blocks` come visible_to this person and in_order; three queries, however many there are."""
    blocks = list(blocks)
    own = user_organisations(user)
    found = newest_of(blocks)
    return [Seen(one, one.organisation_id in own, found[one.pk]) for one in blocks]


def newest_of(blocks: Iterable[BuildingBlock]) -> Mapping[int, Newest]:
    """By the key of the block. `blocks` come with their chapters."""
    blocks = list(blocks)
    products = {one.chapter.product_id for one in blocks}
    newest = (
        Version.objects.filter(product__in=products)
        .order_by()
        .values("product")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    versions = {
        one.product_id: one
        for one in Version.objects.filter(pk__in=newest).defer("figures", "terms", "left_open")
    }
    chapters = {one.chapter_id for one in blocks}
    frozen = {
        one.chapter_id: one
        for one in VersionChapter.objects.filter(
            version__in=versions.values(), chapter__in=chapters
        )
        .select_related("revision")
        .defer("html", "revision__html", "revision__plain", "revision__contents")
    }
    texts = {chapter: one.revision.text for chapter, one in frozen.items()}
    places = places_in(texts, {(one.chapter_id, one.block) for one in blocks})
    nodes = {chapter: blocks_by_id(text) for chapter, text in texts.items()}
    order = {chapter: {key: n for n, key in enumerate(found)} for chapter, found in nodes.items()}

    def found(block: BuildingBlock) -> Newest:
        version, chapter = versions[block.chapter.product_id], block.chapter_id
        key = places.get((chapter, block.block), "")
        return Newest(
            version,
            frozen.get(chapter),
            nodes.get(chapter, {}).get(key),
            order.get(chapter, {}).get(key, block.place),
        )

    return {one.pk: found(one) for one in blocks}


def comparison_of(seen: Seen) -> Comparison:
    """Then and now, for one block."""
    from strategy.text.compare import compare  # slow to import

    place: Place = (seen.block.chapter_id, seen.block.block)
    text = Revision.objects.values_list("text", flat=True).get(pk=seen.frozen.revision_id)
    key = places_in({place[0]: text}, [place]).get(place, "")
    return compare(_alone(blocks_by_id(text).get(key)), _alone(seen.newest.node))


def _alone(node: Node | None) -> Node:
    return {"type": "doc", "content": [node] if node else []}


class Offered(NamedTuple):
    """A paragraph that can become a building block."""

    key: str
    words: str
    place: int


def offered_in(text: Node) -> list[tuple[str, list[Offered]]]:
    """What can be taken over, below the heading under which it stands."""
    parts: list[tuple[str, list[Offered]]] = [("", [])]
    for place, (key, node) in enumerate(blocks_by_id(text).items()):
        words = line_of(node)
        if node["type"] == "heading":
            parts.append((words, []))
        elif key and words:
            parts[-1][1].append(Offered(key, words, place))
    return [(heading, paragraphs) for heading, paragraphs in parts if paragraphs]


@dataclass
class Line:
    """A paragraph of the strategy in the table of the region, with what each organisation did."""

    seen: Seen  # of one of them: they have the same chapter and paragraph
    by_organisation: dict[int, Seen] = field(default_factory=dict)

    @property
    def drifted(self) -> int:
        return sum(one.differs for one in self.by_organisation.values())


@dataclass(frozen=True)
class Table:
    # With how many of their blocks read otherwise by now; most first.
    organisations: list[tuple[Organisation, int]]
    lines: list[Line]

    @property
    def drifted(self) -> list[tuple[Organisation, int]]:
        return [one for one in self.organisations if one[1]]


def with_own_vision() -> QuerySet[Organisation]:
    """Municipalities, province and water authority: partners that decide about instruments of their own."""
    kinds = [OrganisationKind.STATE, OrganisationKind.MINISTRY]
    return Organisation.objects.partners().exclude(kind__in=kinds)


def table_for(user: User) -> Table:
    """Everything this person may see of all partners; who has drifted stands first."""
    blocks = BuildingBlock.objects.visible_to(user).in_order()
    lines: dict[Place, Line] = {}
    drifted: dict[int, int] = {}
    for seen in seen_by(user, blocks):
        line = lines.setdefault((seen.block.chapter_id, seen.block.block), Line(seen))
        line.by_organisation[seen.block.organisation_id] = seen
        organisation = seen.block.organisation_id
        drifted[organisation] = drifted.get(organisation, 0) + seen.differs
    organisations = [(one, drifted.get(one.pk, 0)) for one in with_own_vision()]
    return Table(
        sorted(organisations, key=lambda row: (-row[1], row[0].pk not in drifted, row[0].name)),
        sorted(lines.values(), key=lambda line: -line.drifted),  # else as they stand in the text
    )
