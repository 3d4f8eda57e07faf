"""A few milestones that wait for each other."""

from __future__ import annotations

from datetime import date
from typing import Any

from milestones import services
from milestones.models import Milestone, MilestoneDependency
from stakeholders.models import User


def milestone(title: str, on: date, *waits_for: Milestone, **facts: Any) -> Milestone:
    made = Milestone.objects.create(
        slug=title.lower().replace(" ", "-"),
        **{"title": title, "on": on, "kind": "milestone", **facts},
    )
    for earlier in waits_for:
        MilestoneDependency.objects.create(later=made, earlier=earlier)
    return made


FACTS = (
    "title", "kind", "phase", "on", "precision", "status", "owner", "product", "version", "source",
)  # fmt: skip


def change(one: Milestone, *, by: User, waits_for: Any = None, **changes: Any) -> Any:
    """As the form sends it, with everything else as it stands."""
    sent = {"edition": one.edition, "reason": "", "agreed": "", **changes}
    facts = {name: sent.pop(name, getattr(one, name)) for name in FACTS}
    kept = list(one.waits_for.all()) if waits_for is None else waits_for
    return services.change_milestone(one, facts, waits_for=kept, by=by, **sent)


def sent(one: Milestone, **changes: Any) -> dict[str, Any]:
    """What the form of its page holds."""
    return {
        "title": one.title,
        "kind": one.kind,
        "on": one.on.isoformat(),
        "precision": one.precision,
        "status": one.status,
        "edition": one.edition,
        "waits_for": [earlier.pk for earlier in one.waits_for.all()],
        **changes,
    }
