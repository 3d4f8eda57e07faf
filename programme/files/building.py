"""The building blocks of an organisation as a document or as data, for its own instruments.

Every block carries the same id in each of them and for good, so that what is made from it, also in
STOP later, leads back to its paragraph in the strategy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from programme.building import Seen
from programme.models import DecidedBlock
from stakeholders.models import Organisation, User

from .odt import Line, Style, as_odt


class Asked(NamedTuple):
    """`blocks` as `reader` may see them."""

    organisation: Organisation
    blocks: Sequence[Seen]
    reader: User

    @property
    def title(self) -> str:
        return _("Building blocks of %(name)s") % {"name": self.organisation.name}


def lines_of(asked: Asked) -> Iterator[Line]:
    """After the title: a heading for each chapter, and below it the blocks with what became of them."""
    for chapter, blocks in groupby(asked.blocks, key=lambda one: one.block.chapter):
        yield Line(Style.CHAPTER, str(chapter))
        for number, seen in enumerate(blocks, 1):
            yield Line(
                Style.BLOCK,
                _("Building block %(number)s") % {"number": f"{chapter.number}.{number}"},
                seen.block.section,
            )
            yield Line(
                Style.FACTS,
                _("Id %(section)s, from %(version)s")
                % {"section": seen.block.section, "version": seen.frozen.version},
            )
            yield Line(Style.QUOTE, seen.words)
            yield from _became(seen)


def _became(seen: Seen) -> Iterator[Line]:
    if seen.differs:
        yield Line(
            Style.TEXT,
            _("Changed since: version %(name)s reads otherwise.")
            % {"name": seen.newest.version.name}
            if seen.newest.words
            else _("Changed since: not in version %(name)s any more.")
            % {"name": seen.newest.version.name},
        )
    if seen.proposal:
        block = seen.block
        yield from _said(_("Proposal"), block.get_proposal_display(), block.own_words)
        yield Line(Style.TEXT, block.reason)
    if decided := seen.decided:
        decision = decided.decision
        yield from _said(_("Decision"), decided.get_outcome_display(), decided.own_words)
        yield Line(
            Style.TEXT,
            f"{decision.body}, {date_format(decision.decided_on, 'j F Y')}, {decision.number}",
        )
        if decided.words != seen.words:
            yield Line(Style.TEXT, f"{_('About these words:')} {decided.words}")
    if seen.block.landed_in:
        yield Line(Style.TEXT, f"{_('Where it landed')}: {seen.block.landed_in}")


def _said(what: str, use: str, own_words: str) -> Iterator[Line]:
    yield Line(Style.TEXT, f"{what}: {use.lower()}")
    if own_words:
        yield Line(Style.QUOTE, own_words)


def _as_docx(asked: Asked) -> bytes:
    from strategy.documents import word  # slow to import
    from strategy.documents.content import Document, Part

    with override("nl"):
        written = format_html_join("", "{}", ((_html(one),) for one in lines_of(asked)))
        return word.make(
            Document(asked.title, [], [Part("blocks", asked.title, written)], [], asked.reader)
        )


def _html(line: Line) -> SafeString:
    match line.style:
        case Style.CHAPTER:
            return format_html("<h2>{}</h2>", line.words)
        case Style.BLOCK:
            return format_html("<h3>{}</h3>", line.words)
        case Style.QUOTE:
            return format_html("<blockquote><p>{}</p></blockquote>", line.words)
        case _:
            return format_html("<p>{}</p>", line.words)


def _as_odt(asked: Asked) -> bytes:
    with override("nl"):
        return as_odt(asked.title, lines_of(asked))


def _as_json(asked: Asked) -> bytes:
    organisation = asked.organisation
    facts = {
        "organisation": {
            "name": organisation.name,
            "code": organisation.code,
            "tooi": organisation.tooi,
        },
        "blocks": [_facts(one) for one in asked.blocks],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2).encode()


def _facts(seen: Seen) -> dict[str, Any]:
    block, version = seen.block, seen.frozen.version
    proposal = {"use": block.proposal, "reason": block.reason, "own_words": block.own_words}
    return {
        "id": block.section,
        "version": {
            "product": version.product.slug,
            "name": version.name,
            "sha256": version.sha256,
        },
        "chapter": {
            "id": block.chapter_id,
            "number": seen.frozen.number,
            "title": seen.frozen.title,
        },
        "block": block.block,
        "words": seen.words,
        "changed_in": seen.newest.version.name if seen.differs else None,
        "proposal": proposal if seen.proposal else None,
        "decision": _decision(seen.decided) if seen.decided else None,
        "landed_in": block.landed_in,
    }


def _decision(decided: DecidedBlock) -> dict[str, Any]:
    decision = decided.decision
    return {
        "body": decision.body.name,
        "number": decision.number,
        "decided_on": decision.decided_on.isoformat(),
        "outcome": decided.outcome,
        "words": decided.words,
        "own_words": decided.own_words,
    }


BUILDING_AS_FILE = {
    "docx": (
        _as_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "odt": (_as_odt, "application/vnd.oasis.opendocument.text"),
    "json": (_as_json, "application/json"),
}
