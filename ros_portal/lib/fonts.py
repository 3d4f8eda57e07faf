"""Make the fonts of everything printed: `python -m ros_portal.lib.fonts`, part of `make build`.

The npm package ships woff2, split by script. Laying out a page with woff2
costs three times as much as with TTF, and a font in two files breaks a name
such as "Dvořák" into runs of different fonts: so one TTF per face, made once.
"""

from __future__ import annotations

import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "node_modules/@fontsource"
FONTS = ROOT / "ros_portal/dist"


class Family(NamedTuple):
    name: str  # as style sheets and people say it
    package: str  # of @fontsource


FAMILIES: Final = {
    "sans": Family("Source Sans", "source-sans-3"),
    "serif": Family("Source Serif", "source-serif-4"),
}
STYLES = ("400-normal", "400-italic", "600-normal", "600-italic")
FACES = tuple(f"{family}-{style}" for family in FAMILIES for style in STYLES)
SCRIPTS = ("latin", "latin-ext")


def font_path(face: str, folder: Path = FONTS) -> Path:
    family, _, style = face.partition("-")
    return folder / f"{FAMILIES[family].package}-{style}.ttf"


@cache
def printable(family: str) -> frozenset[int]:
    """The characters that every face of this family can draw."""
    from fontTools.ttLib import TTFont

    faces = []
    for style in STYLES:
        with TTFont(font_path(f"{family}-{style}"), lazy=True) as font:
            faces.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*faces)


def unprintable(text: str, family: str = "sans") -> list[str]:
    """The characters of a text that a page cannot show, each once, in order."""
    drawn = printable(family)
    return [c for c in dict.fromkeys(text) if c not in "\n\t" and ord(c) not in drawn]


def build(source: Path = SOURCE, folder: Path = FONTS) -> None:
    from fontTools.merge import Merger, Options
    from fontTools.ttLib import TTFont

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        for face in FACES:
            family, _, style = face.partition("-")
            package = FAMILIES[family].package
            parts = []
            for script in SCRIPTS:
                part = Path(scratch) / f"{script}-{face}.ttf"
                with TTFont(source / package / f"files/{package}-{script}-{style}.woff2") as font:
                    font.flavor = None
                    font.save(part)
                parts.append(part)
            # STAT names the axes of the variable original; a merged face has none.
            merged = Merger(options=Options(drop_tables=["STAT", "GlyphOrder"])).merge(parts)
            # The moment of building would make the letters of every machine differ.
            merged["head"].created = merged["head"].modified = 0
            merged.recalcTimestamp = False
            unfinished = Path(scratch) / f"{face}.ttf"
            merged.save(unfinished)
            # Put in place in one move: a worker never reads half a font.
            unfinished.replace(font_path(face, folder))


if __name__ == "__main__":
    build()
    sys.stdout.write(f"{len(FACES)} fonts for letters in {FONTS.relative_to(ROOT)}\n")
