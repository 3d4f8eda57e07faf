"""Where the bars of a picture stand; beside every picture stands its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .models import Commitment
from .money import Total

HEIGHT: Final = 240  # of the highest bar
WIDTH: Final = 40  # of a bar, with as much room beside it
FIRM_FIRST: Final = (Commitment.BUDGETED, Commitment.PLEDGED, Commitment.ASKED)


@dataclass(frozen=True)
class Piece:
    """A part of a bar: how firm, or "gap"."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    year: int
    x: int
    pieces: list[Piece]

    @property
    def middle(self) -> float:
        return self.x + WIDTH / 2


@dataclass(frozen=True)
class Bars:
    bars: list[Bar]

    @property
    def width(self) -> int:
        return 2 * WIDTH * len(self.bars)


def bars_of(years: Mapping[int, Total]) -> Bars:
    """From the first year to the last, also those that cost nothing; the firmest money lies below."""
    if not years:
        return Bars([])
    most = max(total.cost for total in years.values()) or 1
    every = range(min(years), max(years) + 1)
    return Bars(
        [
            Bar(year, WIDTH // 2 + 2 * WIDTH * place, _pieces(years.get(year, Total()), most))
            for place, year in enumerate(every)
        ]
    )


def _pieces(total: Total, most: int) -> list[Piece]:
    amounts = [(str(one), total.by_commitment[one]) for one in FIRM_FIRST]
    pieces, top = [], float(HEIGHT)
    for kind, amount in [*amounts, ("gap", total.gap)]:
        height = HEIGHT * amount / most
        top -= height
        if height:
            pieces.append(Piece(kind, round(top, 1), round(height, 1)))
    return pieces
