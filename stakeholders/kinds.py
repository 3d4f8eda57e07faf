"""What people are told about. Every room registers its own kinds when its app is ready.

A kind knows who may still read the thing it is about, and writes its own mail; what a person
does with it (mail at once, the digest, only in the portal, off) is that person's choice.
Invitations are no kind: nobody switches them off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from .models import Channel, Notification, User
from .permissions import Grant, bodies_with

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django_stubs_ext import StrOrPromise

Rows = Callable[[User], QuerySet[Any]]


@dataclass(frozen=True)
class Kind:
    """`readable`: the rows this person may read now, of what `Notification.subject_id` names.

    `waiting`: those that still ask for something, where mail about the others would come too late.
    """

    name: str
    label: StrOrPromise
    grants: frozenset[Grant]  # who may get it, and so may choose
    readable: Rows
    message: Callable[[Notification], EmailMessage]
    default: Channel = Channel.MAIL
    waiting: Rows | None = None


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    _kinds.update((kind.name, kind) for kind in kinds)


def kind_of(notification: Notification) -> Kind:
    return _kinds[notification.kind]


def kinds_for(user: User) -> list[Kind]:
    return [
        kind for kind in _kinds.values() if any(bodies_with(user, grant) for grant in kind.grants)
    ]


def default_of(name: str) -> Channel:
    return _kinds[name].default


def readable_among(user: User, notifications: Iterable[Notification]) -> list[Notification]:
    """Those about what this person may read now; a query for each kind among them."""
    return _among(user, notifications, lambda kind: [kind.readable])


def mailable_among(user: User, notifications: Iterable[Notification]) -> list[Notification]:
    """Of those, the ones that are not settled meanwhile."""
    return _among(user, notifications, lambda kind: [kind.readable, kind.waiting])


def _among(
    user: User,
    notifications: Iterable[Notification],
    conditions: Callable[[Kind], list[Rows | None]],
) -> list[Notification]:
    notifications = list(notifications)
    subjects: dict[str, set[int]] = {}
    for one in notifications:
        subjects.setdefault(one.kind, set()).add(one.subject_id)
    for name, ids in subjects.items():
        for rows in conditions(_kinds[name]):
            if rows is not None:
                ids.intersection_update(rows(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [one for one in notifications if one.subject_id in subjects[one.kind]]
