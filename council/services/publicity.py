"""From inside the council to outside it: making input public, withholding it, and its secret link."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from council import permissions
from council.models import Input, InputSession, ReceiptLink, Withholding
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from ros_portal.lib.tokens import new_token, token_hash
from stakeholders.models import User


class WithheldAlready(Exception):
    """A colleague recorded a decision about this input a moment ago."""


@transaction.atomic
def make_public(session: InputSession, *, by: User) -> None:
    """Anybody reads the input from here on; nobody can make them forget it."""
    session = InputSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    require(permissions.can_make_public(by, session))
    session.published_at = timezone.now()
    session.save(update_fields=["published_at"])
    count = Input.objects.public().filter(session=session).count()
    record("council.session.made_public", session, by=by, inputs=count)


@transaction.atomic
def withhold_input(
    one: Input, *, decided_by: str, decided_on: date, ground: str, by: User
) -> Withholding:
    """It leaves the public page, and its link leads nowhere, at once. Raises WithheldAlready."""
    one = Input.objects.select_for_update(of=("self",)).select_related("session").get(pk=one.pk)
    require(permissions.can_run_session(by, one.session))
    if hasattr(one, "withholding"):
        raise WithheldAlready
    withholding = Withholding.objects.create(
        input=one, decided_by=decided_by, decided_on=decided_on, ground=ground, recorded_by=by
    )
    record(
        "council.input.withheld",
        one,
        by=by,
        decided_by=decided_by,
        decided_on=decided_on,
        ground=ground,
    )
    return withholding


@transaction.atomic
def renew_receipt_link(one: Input, *, by: User) -> str:
    """The secret of a new link, which is shown once; the old one leads nowhere from now on."""
    require(permissions.can_renew_receipt_link(by, one))
    token = new_token()
    # In one query, whether there was a link or not: every submission comes by here.
    ReceiptLink.objects.bulk_create(
        [ReceiptLink(input=one, token_hash=token_hash(token), made_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["input"],
        update_fields=["token_hash", "made_at"],
    )
    record("council.receipt_link.renewed", one, by=by)
    return token
