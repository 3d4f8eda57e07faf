"""Make the letter's fonts: `python -m letters.fonts`, part of `make build`.

The npm package ships woff2, split by script. Laying out a letter with woff2
costs three times as much as with TTF, and a font in two files breaks a name
such as "Dvořák" into runs of different fonts: so one TTF per face, made once.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/@fontsource/source-sans-3/files"
FONTS = ROOT / "static/dist/fonts"
FACES = ("400-normal", "400-italic", "600-normal", "600-italic")
SCRIPTS = ("latin", "latin-ext")


def font_path(face: str, folder: Path = FONTS) -> Path:
    return folder / f"source-sans-3-{face}.ttf"


@cache
def printable() -> frozenset[int]:
    """The characters that every face can draw."""
    from fontTools.ttLib import TTFont

    faces = (TTFont(font_path(face), lazy=True).getBestCmap() for face in FACES)
    return frozenset.intersection(*map(frozenset, faces))


def unprintable(text: str) -> list[str]:
    """The characters of a text that a letter cannot show, each once, in order."""
    return [c for c in dict.fromkeys(text) if c not in "\n\t" and ord(c) not in printable()]


def build(source: Path = SOURCE, folder: Path = FONTS) -> None:
    from fontTools.merge import Merger, Options
    from fontTools.ttLib import TTFont

    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        parts = []
        for script in SCRIPTS:
            font = TTFont(source / f"source-sans-3-{script}-{face}.woff2")
            font.flavor = None
            part = folder / f".{script}-{face}.ttf"
            font.save(part)
            parts.append(part)
        # STAT names the axes of the variable original; a merged face has none.
        merged = Merger(options=Options(drop_tables=["STAT", "GlyphOrder"])).merge(parts)
        # The build date inside the font would make every build's letters differ.
        merged["head"].created = merged["head"].modified = 0
        merged.recalcTimestamp = False
        # Written beside and renamed: a worker never reads half a font.
        unfinished = folder / f".{face}.ttf"
        merged.save(unfinished)
        unfinished.replace(font_path(face, folder))
        for part in parts:
            part.unlink()


if __name__ == "__main__":
    build()
    sys.stdout.write(f"{len(FACES)} fonts for letters in {FONTS.relative_to(ROOT)}\n")
