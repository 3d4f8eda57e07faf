"""What is in a PDF from outside, looked at in a process of its own with little memory and time.

`inspect` asks; `python -m letters.inspection` looks, without Django. A file of a few kilobytes may
unfold to more than the machine has: then that process ends, and the portal goes on.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf

MEMORY: Final = 768 * 1024 * 1024  # bytes of address space; a plain scan of 20 MB takes 150 MB
SECONDS: Final = 20
# Whatever runs, sends, or is another file: a letter only lies there, and a whole council opens it.
ACTS: Final = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE", "/GoToR"}
)
CARRIES: Final = frozenset(
    {"/JavaScript", "/JS", "/AA", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/XFA"}
)


@dataclass(frozen=True)
class Inspection:
    pages: int
    acts: bool


class Locked(Exception):
    """It asks for a password."""


class Unreadable(Exception):
    """No PDF, damaged, or too much to look through."""


def inspect(content: bytes) -> Inspection:
    """Raises Locked and Unreadable."""
    try:
        looked = subprocess.run(
            [sys.executable, "-m", "letters.inspection"],
            input=content,
            capture_output=True,
            cwd=Path(__file__).resolve().parents[1],
            timeout=SECONDS * 2,
            check=True,
        )
        found = json.loads(looked.stdout)
    except (subprocess.SubprocessError, ValueError) as failed:
        raise Unreadable from failed
    if found == "locked":
        raise Locked
    return Inspection(**found)


def look(content: bytes) -> dict[str, Any] | str:
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            acts = _opens_with_an_act(pdf) or any(map(_acts, _dictionaries(pdf)))
            return {"pages": len(pdf.pages), "acts": acts}
    except pikepdf.PasswordError:
        return "locked"


def _opens_with_an_act(pdf: pikepdf.Pdf) -> bool:
    """Where to begin reading is an array, or an action of that kind; anything else is no letter."""
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary):
        return bool(opening.get("/S") != "/GoTo")
    return not (opening is None or isinstance(opening, pikepdf.Array))


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every one of the file, also those that stand within another."""
    waiting: list[Any] = list(pdf.objects)
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            inner = list(one)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            inner = [value for _, value in one.items()]
        else:
            continue
        waiting += [item for item in inner if _is_within(item)]


def _is_within(item: Any) -> bool:
    """Whatever stands by itself in the file comes along by itself."""
    is_container = isinstance(item, pikepdf.Array | pikepdf.Dictionary)
    return is_container and not item.is_indirect


def _acts(one: Any) -> bool:
    return str(one.get("/S", "")) in ACTS or not CARRIES.isdisjoint(one.keys())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(json.dumps(look(sys.stdin.buffer.read())))
