"""Who may speak, and who reads who spoke."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from council.models import Input, InputKind, InputSession, Reading
from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with, user_bodies

from .sessions import can_register, can_run_session, is_open_now


def can_give_input(user: User, session: InputSession) -> Decision:
    """Whether this is a member of this council; the window is another question."""
    if session.body_id in bodies_with(user, Grant.GIVE_INPUT):
        return ALLOWED
    return denied(gettext_lazy("Only members of this council give input here."))


def session_to_react_in(user: User) -> InputSession | None:
    """The open session of this member's council that closes first."""
    of_own_council = InputSession.objects.filter(body__in=bodies_with(user, Grant.GIVE_INPUT))
    return of_own_council.open().order_by("closes_at").first()


def groups_of(user: User, body_id: int) -> frozenset[int]:
    """The groups of this council in which this person sits now: one, as a rule."""
    return frozenset(
        one.group_id
        for one in user.current_appointments
        if one.body_id == body_id and one.group_id is not None
    )


def can_react(user: User, written: Input) -> Decision:
    """Who said it, or for a group anybody who sits in it; whether it is asked is another question."""
    if written.is_written_down:
        if written.kind == InputKind.MEMBER and written.author_id == user.pk:
            return ALLOWED
        of_groups = groups_of(user, written.session.body_id)
        if written.kind == InputKind.GROUP and written.group_id in of_groups:
            return ALLOWED
    return denied(gettext_lazy("Only who said this, or its group, says whether it is right."))


def can_read_back(user: User, session: InputSession) -> Decision:
    """The clerk, and the members: each sees the own words."""
    if can_run_session(user, session):
        return ALLOWED
    return can_give_input(user, session)


def can_ask_reading(user: User, session: InputSession, reading: Reading | None) -> Decision:
    if reading and reading.closed_at:
        return denied(gettext_lazy("The clerk closed it."))
    return can_register(user, session)


def can_withhold(user: User, one: Input) -> Decision:
    if one.is_closed:
        return denied(gettext_lazy("Secrecy has been recorded for this input already."))
    return can_run_session(user, one.session)


def can_renew_receipt_link(user: User, one: Input) -> Decision:
    if one.is_closed:
        return denied(gettext_lazy("Input that is secret has no link: sign in to read it."))
    if one.author_id != user.pk or one.is_registered:
        return denied(gettext_lazy("Only who said it makes a link to it."))
    return ALLOWED


def knows_speakers(user: User, session: InputSession) -> bool:
    """Inside the council everybody is named; outside it nobody who spoke behind closed doors."""
    return not session.is_closed or session.body_id in user_bodies(user)


def name_speakers(user: User, inputs: Iterable[Input]) -> None:
    """So that the names of closed input show where they may; without this they do not."""
    bodies = user_bodies(user)
    for one in inputs:
        one.is_read_inside = one.session.body_id in bodies


def can_withdraw(user: User, submitted: Input) -> Decision:
    """Who typed the own words, as long as the session is open: nobody works on them yet."""
    is_own = submitted.author_id == submitted.entered_by_id == user.pk
    if submitted.is_registered or not is_own:
        return denied(gettext_lazy("Only who said it takes it back."))
    if hasattr(submitted, "withdrawal"):
        return denied(gettext_lazy("This has been taken back already."))
    return is_open_now(submitted.session)
