"""A refusal carries its reason: the page that hides a button and the 403 page say the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


@dataclass(frozen=True)
class Decision:
    """Truthy when allowed; otherwise `reason` is a sentence for the user."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(allowed=True)


def denied(reason: str | Promise) -> Decision:
    return Decision(allowed=False, reason=reason)


def require(decision: Decision) -> None:
    if not decision:
        raise PermissionDenied(decision.reason)
