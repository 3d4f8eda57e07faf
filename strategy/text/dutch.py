"""Words of ours that become part of a text: in the language of the strategy, whatever its reader's is."""

from __future__ import annotations

from typing import Final

TABLE: Final = "Tabel"
NOTES: Final = "Noten"
BACK: Final = "Terug naar de tekst bij noot"

CHAPTER: Final = "hoofdstuk {}, {}"  # its number and title
HEADING: Final = "{}, ‘{}’"  # the chapter and the heading in it
SOURCE: Final = "{}, {}. Bron: {}"  # what a figure counts, where and when, and who says so
