"""The main menu."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MENU: list[tuple[Promise, str]] = [
    (_("My work"), "overview"),
    (_("Strategy"), "strategy_overview"),
    (_("Projects"), "project_list"),
    (_("Input"), "session_list"),
    (_("Council letters"), "letter_list"),
    (_("Schedule"), "schedule"),
    (_("Partners"), "partner_list"),
]


@dataclass(frozen=True)
class MenuItem:
    label: str | Promise
    url: str
    current: bool


def navigation_for(request: HttpRequest) -> list[MenuItem]:
    """The current item is the one whose address begins this page's address.

    Who is not signed in yet has nowhere to go.
    """
    if not request.user.is_authenticated:
        return []
    items = []
    for label, url in _addresses():
        current = request.path == url if url == "/" else request.path.startswith(url)
        items.append(MenuItem(label, url, current))
    return items


@cache
def _addresses() -> list[tuple[Promise, str]]:
    return [(label, reverse(name)) for label, name in MENU]
