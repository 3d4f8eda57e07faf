"""Words of somebody's own on one line, in the subject of a mail or in a list."""

from __future__ import annotations

import unicodedata

# Format characters (Cf) turn the direction of what follows or hide in it; the rest break the line.
UNWANTED = {"Cc", "Cf", "Zl", "Zp"}


def one_line(text: str, most: int = 200) -> str:
    """Without line breaks and without characters that make it look like something else."""
    seen = "".join(" " if unicodedata.category(one) in UNWANTED else one for one in text)
    line = " ".join(seen.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
