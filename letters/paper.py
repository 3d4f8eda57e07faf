"""What stands on the paper of one council letter, and the words that go with each kind.

Nothing here reads the database: the same Paper gives the PDF, the HTML twin
and the fingerprint that keeps one text from being rendered twice. A letter is
a Dutch document whatever the language of somebody's screen, so its fixed words
are Dutch here and in templates/letters/paper.html, not translated.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from babel.dates import format_date

from ros_portal.lib.fonts import FAMILIES


class LetterKind(StrEnum):
    """Which executive informs which council."""

    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    WATER_AUTHORITY = "water_authority"


@dataclass(frozen=True)
class Wording:
    label: str
    council: str
    secretariat: str
    salutation: str
    executive: str
    # In the order in which they sign: left, right.
    offices: tuple[str, str]
    decided_by: str


WORDING = {
    LetterKind.MUNICIPALITY: Wording(
        label="Raadsbrief",
        council="Aan de gemeenteraad van {place}",
        secretariat="t.a.v. de griffie",
        salutation="Geachte leden van de raad,",
        executive="Burgemeester en wethouders van {place},",
        offices=("secretaris", "burgemeester"),
        decided_by="het college van burgemeester en wethouders",
    ),
    LetterKind.PROVINCE: Wording(
        label="Statenbrief",
        council="Aan Provinciale Staten van {place}",
        secretariat="t.a.v. de Statengriffie",
        salutation="Geachte leden van Provinciale Staten,",
        executive="Gedeputeerde Staten van {place},",
        offices=("secretaris", "commissaris van de Koning"),
        decided_by="Gedeputeerde Staten",
    ),
    LetterKind.WATER_AUTHORITY: Wording(
        label="Brief aan het algemeen bestuur",
        council="Aan het algemeen bestuur van waterschap {place}",
        secretariat="",
        salutation="Geachte leden van het algemeen bestuur,",
        executive="Het dagelijks bestuur van waterschap {place},",
        offices=("secretaris-directeur", "watergraaf"),
        decided_by="het dagelijks bestuur",
    ),
}

CLOSING = "Hoogachtend,"
NAME_UNKNOWN = "Naam nog invullen"


def long_date(day: date) -> str:
    return format_date(day, "d MMMM y", locale="nl")


def long_moment(moment: datetime) -> str:
    """`moment` is where the portal stands already: on paper no time zone is turned."""
    return f"{long_date(moment.date())}, {moment:%H.%M} uur"


@dataclass(frozen=True)
class Logo:
    """A picture that ros_portal.lib.pictures has let through."""

    content: bytes
    content_type: str
    alt: str
    # Where it is kept, so that a letter finds the logo it was adopted with.
    file: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def url(self) -> str:
        # The content names it, so that one image cache can serve every organisation.
        return f"logo:{self.sha256}"


@dataclass(frozen=True)
class HouseStyle:
    """How the letters of one organisation look."""

    name: str
    accent: str = "#154273"
    font: str = "sans"
    logo: Logo | None = None
    address_lines: tuple[str, ...] = ()
    footer: str = ""
    # Millimetres.
    margin_left: int = 25
    margin_right: int = 24

    def __post_init__(self) -> None:
        # It becomes part of a style sheet.
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.accent):
            raise ValueError(f"{self.accent!r} is no colour of the form #rrggbb")
        if self.font not in FAMILIES:
            raise ValueError(f"{self.font!r} is no font of ours")

    @property
    def font_name(self) -> str:
        return FAMILIES[self.font].name

    @property
    def has_own_margins(self) -> bool:
        return (self.margin_left, self.margin_right) != (25, 24)

    @property
    def name_lines(self) -> tuple[str, str]:
        """For the name block that stands where there is no logo: "Gemeente", "Almelo"."""
        first, _, rest = self.name.partition(" ")
        return (first, rest) if rest else ("", first)

    @property
    def text_accent(self) -> str:
        """The accent where it is dark enough to read, else a neutral ink (WCAG 1.4.3)."""
        return self.accent if contrast_with_white(self.accent) >= 4.5 else "#1d2b36"


def contrast_with_white(colour: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@dataclass(frozen=True)
class Signature:
    office: str
    name: str = ""
    # "loco", "namens deze", or nothing.
    capacity: str = ""

    @property
    def title(self) -> str:
        """As it stands above the name: "loco-burgemeester", "secretaris, namens deze"."""
        if self.capacity == "loco" and not self.office.startswith("loco"):
            return f"loco-{self.office}"
        return f"{self.office}, namens deze" if self.capacity == "namens deze" else self.office


@dataclass(frozen=True)
class Enclosure:
    number: int
    title: str
    held: bool = True


@dataclass(frozen=True)
class Paper:
    kind: LetterKind
    style: HouseStyle
    place: str
    subject: str
    body_html: str
    salutation: str
    closing: str
    signatures: tuple[Signature, ...]
    date_on: date | None = None
    reference: str = ""
    your_reference: str = ""
    case_number: str = ""
    # The letter that this one rectifies, by its date and reference.
    rectifies: str = ""
    portfolio_holder: str = ""
    handled_by: str = ""
    contact: str = ""
    council_address: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    # What the reader may do with it, in words; empty when it is for all.
    embargo: str = ""
    secrecy: str = ""
    is_draft: bool = True
    decided_on: date | None = None
    decision_number: str = ""

    @property
    def wording(self) -> Wording:
        return WORDING[self.kind]

    @property
    def title(self) -> str:
        return f"{self.subject} – {self.reference}" if self.reference else self.subject

    @property
    def addressee(self) -> tuple[str, ...]:
        lines = (self.wording.council, self.wording.secretariat, *self.council_address)
        return tuple(line.format(place=self.place) for line in lines if line)

    @property
    def executive(self) -> str:
        return self.wording.executive.format(place=self.place)

    @property
    def date_text(self) -> str:
        return long_date(self.date_on) if self.date_on else "nog in te vullen"

    @property
    def enclosure_count(self) -> str:
        return str(len(self.enclosures)) if self.enclosures else ""

    @property
    def reference_columns(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The reference table in two columns; what is empty is not printed."""
        left = (
            ("Datum", self.date_text),
            ("Ons kenmerk", self.reference),
            ("Uw kenmerk", self.your_reference),
            ("Zaaknummer", self.case_number),
            ("Rectificeert", self.rectifies),
        )
        right = (
            ("Portefeuillehouder", self.portfolio_holder),
            ("Behandeld door", self.handled_by),
            ("Contact", self.contact),
            ("Bijlagen", self.enclosure_count),
            ("Embargo tot", self.embargo),
            ("Geheimhouding", self.secrecy),
        )
        return tuple(
            tuple((label, value) for label, value in column if value) for column in (left, right)
        )

    @property
    def running_head(self) -> str:
        """Top of page 2 and on, so that a loose sheet finds its letter back."""
        return " · ".join(
            part for part in (self.style.name, self.date_text, self.reference) if part
        )

    @property
    def decision_text(self) -> str:
        if self.is_draft or not self.decided_on:
            return ""
        text = f"Vastgesteld door {self.wording.decided_by} op {long_date(self.decided_on)}"
        return f"{text}, besluit {self.decision_number}." if self.decision_number else f"{text}."

    @property
    def words(self) -> str:
        """Every word somebody typed, to see whether the font can draw it."""
        style = self.style
        texts = [self.subject, self.body_html, self.salutation, self.closing, self.place]
        texts += [style.name, style.footer, *style.address_lines, *self.addressee]
        texts += [self.reference, self.your_reference, self.case_number, self.decision_number]
        texts += [
            self.rectifies,
            self.portfolio_holder,
            self.handled_by,
            self.contact,
            self.secrecy,
        ]
        texts += [enclosure.title for enclosure in self.enclosures]
        texts += [f"{s.name} {s.office} {s.capacity}" for s in self.signatures]
        return "\n".join(texts)

    def facts(self) -> dict[str, Any]:
        """Everything on the paper as JSON; the logo by name and hash."""
        facts: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_plain))
        if logo := self.style.logo:
            facts["style"]["logo"] = {"file": logo.file, "alt": logo.alt, "sha256": logo.sha256}
        return facts

    @classmethod
    def from_facts(cls, facts: dict[str, Any], open_logo: Callable[[str, str], Logo]) -> Paper:
        """The same paper again; `open_logo(file, alt)` fetches the picture."""
        style = dict(facts["style"])
        if kept := style.pop("logo", None):
            style["logo"] = open_logo(kept["file"], kept["alt"])
            if style["logo"].sha256 != kept["sha256"]:
                raise ValueError("the logo is no longer the one this letter was made with")
        style["address_lines"] = tuple(style["address_lines"])
        changed: dict[str, Any] = {
            "kind": LetterKind(facts["kind"]),
            "style": HouseStyle(**style),
            "signatures": tuple(Signature(**fields) for fields in facts["signatures"]),
            "enclosures": tuple(Enclosure(**fields) for fields in facts["enclosures"]),
            "council_address": tuple(facts["council_address"]),
        }
        for name in ("date_on", "decided_on"):
            changed[name] = date.fromisoformat(facts[name]) if facts[name] else None
        return cls(**{**facts, **changed})

    def fingerprint(self, *, renderer: str) -> str:
        """Equal for equal paper made by the same renderer, and for nothing else."""
        facts = json.dumps([renderer, self.facts()], sort_keys=True)
        return hashlib.sha256(facts.encode()).hexdigest()


def _plain(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
