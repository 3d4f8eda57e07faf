"""Where one organisation stands in one stage, as every room tells it to the one screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By state: the sign and the word. What comes first in it comes first on the screen.
STATES: Final[dict[str, tuple[str, str | Promise]]] = {
    "late": ("!", _("Too late")),
    "started": ("→", _("Under way")),
    "done": ("✓", _("Done")),
    "none": ("–", _("Nothing to do now")),
}


@dataclass(frozen=True)
class Cell:
    """`holder` has it until and including `until_on`; where nobody has, there is nothing to do."""

    words: str
    holder: str | Promise = ""
    until_on: date | None = None
    url: str = ""
    is_done: bool = False

    @property
    def state(self) -> str:
        if self.is_done:
            return "done"
        if self.until_on and self.until_on < timezone.localdate():
            return "late"
        return "started" if self.holder else "none"

    @property
    def sign(self) -> str:
        return STATES[self.state][0]

    @property
    def label(self) -> str | Promise:
        return STATES[self.state][1]
