"""Who is called by name in what somebody writes: "@Anna Jansen, klopt dit?"."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, NamedTuple
from unicodedata import combining, normalize

from stakeholders.models import User

_CALL: Final = re.compile(r"(?<![\w.+-])@(?=\w)")  # not the one in an e-mail address
_WORD: Final = re.compile(r"\w[\w'’-]*")
# Somebody writes a surname too, so a first name alone does not say whom they mean.
_SURNAME: Final = re.compile(r" (?:(?:van|de|den|der|te|ten|ter|in|op|'t) )*[A-ZÀ-Þ]")


class Call(NamedTuple):
    words: str  # "@Anna"
    meant: list[User]  # one when it is clear; none when nobody is called so


def calls(text: str, people: Collection[User]) -> list[Call]:
    """A full name goes before a first name, and a longer name before a shorter one."""
    names = {person: _folded(str(person)) for person in people}
    return [_call(text[found.end() :], names) for found in _CALL.finditer(text)]


def _call(rest: str, names: dict[User, str]) -> Call:
    word = _WORD.match(rest)
    assert word is not None  # a call begins with a letter
    folded = _folded(rest)
    full = [person for person, name in names.items() if _begins(folded, name)]
    longest = max((len(names[person]) for person in full), default=0)
    meant = [person for person in full if len(names[person]) == longest]
    if not meant and not _SURNAME.match(rest, word.end()):
        first = _folded(word[0])
        meant = [person for person, name in names.items() if name.split(" ")[0] == first]
    return Call(f"@{word[0]}", meant)


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def _folded(words: str) -> str:
    """Without capitals, accents and double spaces: as people type a name in haste."""
    bare = "".join(one for one in normalize("NFKD", words) if not combining(one))
    return " ".join(bare.lower().split())
