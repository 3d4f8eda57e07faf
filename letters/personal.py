"""One letter to each member of a council: what on the paper is that member's own.

Like letters.paper this reads no database, and its fixed words are Dutch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from io import BytesIO

import segno

from .paper import Paper

DOTS = 4  # pixels for each square of a QR code, so that nothing that draws it blurs its edges


@dataclass(frozen=True)
class Invitation:
    """To give input in one session, by a link of the member's own."""

    title: str
    # When and where it is held, and until when it is open; in words, each a line.
    lines: tuple[str, ...]
    link: str

    @property
    def shown_link(self) -> str:
        """As one types it over from paper."""
        return self.link.partition("://")[2]

    @property
    def code_url(self) -> str:
        return f"code:{hashlib.sha256(self.link.encode()).hexdigest()}"

    @cached_property
    def code(self) -> bytes:
        """The link as a QR code (PNG). Damaged or half in the shade it still reads: level Q."""
        from PIL import Image

        code = segno.make(self.link, error="q", micro=False, boost_error=False)
        rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=4)]
        picture = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
        size = len(rows) * DOTS
        file = BytesIO()
        picture.resize((size, size), Image.Resampling.NEAREST).save(file, "PNG")
        return file.getvalue()


@dataclass(frozen=True)
class PersonalPaper(Paper):
    """The letter with another name above it, and perhaps an invitation below it."""

    to: tuple[str, ...] = ()
    invitation: Invitation | None = None

    @property
    def addressee(self) -> tuple[str, ...]:
        return self.to

    @property
    def words(self) -> str:
        more = (self.invitation.title, *self.invitation.lines) if self.invitation else ()
        return "\n".join([super().words, *more])

    @property
    def common(self) -> PersonalPaper:
        """What stays when everything is gone that differs from member to member."""
        invitation = self.invitation and replace(self.invitation, link="")
        return replace(self, to=("",) * len(self.to), salutation="", invitation=invitation)


def personal(
    paper: Paper, *, to: Sequence[str], salutation: str, invitation: Invitation | None = None
) -> PersonalPaper:
    same = {field.name: getattr(paper, field.name) for field in fields(Paper)}
    return PersonalPaper(**{**same, "salutation": salutation}, to=tuple(to), invitation=invitation)
