"""Who plans a session, opens and closes it, and passes on what came of it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council.models import InputSession, SessionRequest
from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Body, User
from stakeholders.models.organisations import BodyQuerySet
from stakeholders.permissions import Grant, bodies_with

from .answers import organisations_told_by


def can_run_session(user: User, session: InputSession) -> Decision:
    return can_run_sessions_of(user, session.body)


def can_run_sessions_of(user: User, body: Body) -> Decision:
    if body.pk in bodies_with(user, Grant.RUN_SESSIONS):
        return ALLOWED
    return denied(gettext_lazy("Only the clerk of this council can do this."))


def councils_run_by(user: User) -> BodyQuerySet:
    bodies = Body.objects.filter(pk__in=bodies_with(user, Grant.RUN_SESSIONS))
    return bodies.select_related("organisation")


def can_plan_sessions(user: User) -> Decision:
    if bodies_with(user, Grant.RUN_SESSIONS):
        return ALLOWED
    return denied(gettext_lazy("Only the clerk of a council plans its sessions."))


def can_cancel_session(user: User, session: InputSession) -> Decision:
    if session.cancelled_at:
        return goes_on(session)
    if timezone.now() >= session.opens_at:
        return denied(gettext_lazy("The session has opened: what was said in it stays."))
    return can_run_session(user, session)


def goes_on(session: InputSession) -> Decision:
    if session.cancelled_at:
        return denied(
            _("This session does not go on: %(reason)s") % {"reason": session.cancelled_because}
        )
    return ALLOWED


def can_record_sitting(user: User, session: InputSession) -> Decision:
    """Also when the report is made: it says nothing about what was said."""
    if session.cancelled_at:
        return goes_on(session)
    if (session.held_at or session.opens_at) > timezone.now():
        return denied(gettext_lazy("You can record it once the session was held."))
    return can_run_session(user, session)


def can_change_session(user: User, session: InputSession) -> Decision:
    """What was said is being worked out from the report on: nothing about the session moves then."""
    return can_extend_session(user, session)


def councils_asked_by(user: User) -> BodyQuerySet:
    """The councils of the executives for which this person speaks."""
    bodies = Body.objects.councils().filter(organisation__in=organisations_told_by(user))
    return bodies.select_related("organisation")


def can_ask_session(user: User) -> Decision:
    if organisations_told_by(user):
        return ALLOWED
    return denied(gettext_lazy("Only an executive asks its council for a session."))


def can_answer_request(user: User, asked: SessionRequest) -> Decision:
    if asked.answered_at:
        return denied(gettext_lazy("This request has been answered already."))
    return can_run_sessions_of(user, asked.body)


def is_open_now(session: InputSession, at: datetime | None = None) -> Decision:
    """The reason names the moment, so that nobody has to guess what was missed."""
    at = at or timezone.now()
    if session.is_open(at):
        return ALLOWED
    if session.cancelled_at:
        return goes_on(session)
    if at < session.opens_at:
        return denied(
            _("You can give input from %(moment)s.") % {"moment": spoken(session.opens_at)}
        )
    return denied(_("This session closed on %(moment)s.") % {"moment": spoken(session.closes_at)})


def can_extend_session(user: User, session: InputSession) -> Decision:
    if session.published_at:
        return denied(gettext_lazy("The input of this session is public already."))
    return _can_work_on(user, session)


def _can_work_on(user: User, session: InputSession) -> Decision:
    """Until what was said is being worked out."""
    if session.cancelled_at:
        return goes_on(session)
    if session.handed_over_at:
        return denied(gettext_lazy("The executive has the input of this session already."))
    if hasattr(session, "report"):
        return denied(gettext_lazy("The report of this session is being made."))
    return can_run_session(user, session)


def can_remind(user: User, session: InputSession) -> Decision:
    """While it is open: afterwards there is nothing to press for any more."""
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return is_open_now(session)
    return is_open_now(session) and can_run_session(user, session)


def knows_who_is_silent(user: User, session: InputSession) -> bool:
    """A project lead reminds a number of people: who they are stays inside the council."""
    return bool(can_run_session(user, session))


def can_register(user: User, session: InputSession) -> Decision:
    """What was said in the room or together, also after the window: until the report is asked for."""
    if session.cancelled_at:
        return goes_on(session)
    if timezone.now() < session.opens_at:
        return denied(
            _("You can give input from %(moment)s.") % {"moment": spoken(session.opens_at)}
        )
    return _can_work_on(user, session)


def can_make_public(user: User, session: InputSession) -> Decision:
    if session.published_at:
        return denied(gettext_lazy("The input of this session is public already."))
    if session.is_closed:
        return denied(gettext_lazy("What was said behind closed doors does not become public."))
    if session.cancelled_at:
        return goes_on(session)
    if timezone.now() < session.closes_at:
        return denied(gettext_lazy("You can make the input public once the session is closed."))
    return can_run_session(user, session)


def can_hand_over(user: User, session: InputSession) -> Decision:
    if session.handed_over_at:
        return denied(gettext_lazy("The executive has the input of this session already."))
    if session.cancelled_at:
        return goes_on(session)
    if timezone.now() < session.closes_at:
        return denied(gettext_lazy("You can hand the input over once the session is closed."))
    report = getattr(session, "report", None)
    if not (report and report.confirmed_at) and session.inputs.submitted().exists():
        return denied(gettext_lazy("First make the report and confirm that this is what was said."))
    return can_run_session(user, session)


def spoken(moment: datetime) -> str:
    """A moment in words, as it stands in a letter."""
    return date_format(timezone.localtime(moment), _("j F Y, H.i")) + " " + _("hours")
