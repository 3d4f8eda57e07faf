"""Who may speak, who may write down what was said, and who may pass it on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Appointment, Body, BodyKind, Role, User
from stakeholders.models.organisations import BodyQuerySet
from stakeholders.permissions import (
    Grant,
    bodies_with,
    organisations_with,
    user_bodies,
    user_organisations,
)

from .models import (
    Destination,
    Input,
    InputKind,
    InputSession,
    Inquiry,
    Minutes,
    Point,
    Reading,
    Report,
    Response,
    SessionRequest,
    Undertaking,
)
from .models.reports import works_on_strategy


def can_give_input(user: User, session: InputSession) -> Decision:
    """Whether this is a member of this council; the window is another question."""
    if session.body_id in bodies_with(user, Grant.GIVE_INPUT):
        return ALLOWED
    return denied(gettext_lazy("Only members of this council give input here."))


def session_to_react_in(user: User) -> InputSession | None:
    """The open session of this member's council that closes first."""
    of_own_council = InputSession.objects.filter(body__in=bodies_with(user, Grant.GIVE_INPUT))
    return of_own_council.open().order_by("closes_at").first()


def can_run_session(user: User, session: InputSession) -> Decision:
    return can_run_sessions_of(user, session.body)


def can_run_sessions_of(user: User, body: Body) -> Decision:
    if body.pk in bodies_with(user, Grant.RUN_SESSIONS):
        return ALLOWED
    return denied(gettext_lazy("Only the clerk of this council can do this."))


def councils_run_by(user: User) -> BodyQuerySet:
    return Body.objects.filter(pk__in=bodies_with(user, Grant.RUN_SESSIONS))


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


def can_change_session(user: User, session: InputSession) -> Decision:
    """What was said is being worked out from the report on: nothing about the session moves then."""
    return can_extend_session(user, session)


def councils_asked_by(user: User) -> BodyQuerySet:
    """The councils of the executives for which this person speaks."""
    return Body.objects.councils().filter(organisation__in=organisations_told_by(user))


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


def can_ask_report(user: User, session: InputSession) -> Decision:
    if session.cancelled_at:
        return goes_on(session)
    if timezone.now() < session.closes_at:
        return denied(gettext_lazy("The report can be made once the session is closed."))
    return can_run_session(user, session)


def can_make_report(user: User, report: Report) -> Decision:
    """The clerk, and a civil servant of the executive of the same organisation."""
    if report.confirmed_at:
        return denied(gettext_lazy("The clerk confirmed this report: it stays as it is."))
    body = report.session.body
    if body.organisation_id in organisations_with(user, Grant.WRITE_STRATEGY):
        return ALLOWED
    return can_run_sessions_of(user, body)


def can_read_report(user: User, report: Report) -> Decision:
    """As with its points (`PointQuerySet.visible_to`), also when there are none."""
    body = report.session.body
    is_open_to = (
        body.pk in bodies_with(user, Grant.RUN_SESSIONS)
        or body.organisation_id in organisations_with(user, Grant.WRITE_STRATEGY)
        or (report.confirmed_at and body.pk in user_bodies(user))
        or (
            report.session.handed_over_at
            and body.organisation_id in user_organisations(user, BodyKind.EXECUTIVE)
        )
    )
    return ALLOWED if is_open_to else denied(gettext_lazy("You cannot read this report."))


def can_confirm(user: User, report: Report) -> Decision:
    if report.confirmed_at:
        return denied(gettext_lazy("The clerk confirmed this report: it stays as it is."))
    return can_run_session(user, report.session)


def can_destine_some(user: User, report: Report) -> Decision:
    """Whether this person says of the points of this report where they go."""
    return can_destine(user, Point(report=report))


def reads_answers_before_the_council(user: User, session: InputSession) -> bool:
    """The own executive reads what was published before it tells its council."""
    return session.body.organisation_id in user_organisations(user, BodyKind.EXECUTIVE)


def is_told_to_council(point: Point) -> bool:
    return bool(point.response and point.response.published_at and point.released_at)


def reads_answer(user: User, point: Point) -> bool:
    """Everybody who sees the point, once it was told to the council; the executives before."""
    if point.response is None or not point.response.published_at:
        return False
    session = point.report.session
    return is_told_to_council(point) or reads_answers_before_the_council(user, session)


def can_destine(user: User, point: Point) -> Decision:
    session = point.report.session
    if not session.handed_over_at:
        return denied(gettext_lazy("The clerk has not passed on this report yet."))
    if session.body.organisation_id in organisations_with(user, Grant.HOLD_PORTFOLIO):
        return ALLOWED
    return denied(
        gettext_lazy("Only the portfolio holder of this organisation says where a point goes.")
    )


def can_answer(user: User) -> Decision:
    """The project team: who writes the strategy."""
    if bodies_with(user, Grant.WRITE_STRATEGY):
        return ALLOWED
    return denied(gettext_lazy("Only who writes the strategy works out points."))


def can_work_out(user: User, point: Point) -> Decision:
    if point.destination != Destination.BOSS or not point.report.session.handed_over_at:
        return denied(gettext_lazy("This point does not go along to the BOSS."))
    return can_answer(user)


def can_approve(user: User, response: Response) -> Decision:
    if response.submitted_at is None:
        return denied(gettext_lazy("Nobody asked yet to read this answer."))
    if response.prepared_by_id == user.pk:
        return denied(gettext_lazy("A colleague has to read what you wrote."))
    return can_answer(user)


def can_publish_responses(user: User) -> Decision:
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(gettext_lazy("Only a project lead publishes the answers after a BOSS."))


def speaks_for_executive_of(user: User, session: InputSession) -> bool:
    """The portfolio holder, the secretary, and the civil servants who write."""
    grants = (Grant.HOLD_PORTFOLIO, Grant.WRITE_LETTERS, Grant.WRITE_STRATEGY)
    own = session.body.organisation_id
    return any(own in organisations_with(user, grant) for grant in grants)


def can_answer_inquiry(user: User, inquiry: Inquiry) -> Decision:
    if inquiry.answered_at:
        return denied(gettext_lazy("This question has been answered already."))
    if speaks_for_executive_of(user, inquiry.session):
        return ALLOWED
    return denied(gettext_lazy("Only the executive of this council answers its questions."))


def can_settle(user: User, undertaking: Undertaking) -> Decision:
    """Who promised it, or who speaks for the same executive; the clerk when it was done in the room."""
    if undertaking.settled_at:
        return denied(gettext_lazy("This undertaking has been settled already."))
    if speaks_for_executive_of(user, undertaking.session):
        return ALLOWED
    return can_run_session(user, undertaking.session)


def holders_of(session: InputSession) -> list[User]:
    """Who can promise something to this council."""
    appointments = Appointment.objects.current().filter(
        body__organisation=session.body.organisation_id, role=Role.PORTFOLIO_HOLDER
    )
    return [one.user for one in appointments.select_related("user").order_by("user__name")]


def can_read_dossier(user: User) -> Decision:
    """Who works on the strategy, and the portfolio holders: the table of the BOSS."""
    if works_on_strategy(user):
        return ALLOWED
    return denied(gettext_lazy("Only who sits at the table of the BOSS reads its dossier."))


def can_lead_meetings(user: User) -> Decision:
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(gettext_lazy("Only a project lead writes the agenda and the minutes."))


def can_correct_minutes(user: User, minutes: Minutes) -> Decision:
    if minutes.adopted_at:
        return denied(gettext_lazy("These minutes were adopted: they stay as they are."))
    if minutes.shared_at is None:
        return denied(gettext_lazy("The minutes are still being written."))
    return can_read_dossier(user)


def bodies_at_the_table(user: User) -> BodyQuerySet:
    """For which bodies this person speaks about the minutes."""
    grants = (Grant.WRITE_STRATEGY, Grant.LEAD_STRATEGY, Grant.HOLD_PORTFOLIO)
    return Body.objects.filter(
        pk__in=frozenset[int]().union(*(bodies_with(user, grant) for grant in grants))
    )


def organisations_told_by(user: User) -> frozenset[int]:
    """The organisations of which this person tells the council something for its executive."""
    return organisations_with(user, Grant.WRITE_LETTERS) | organisations_with(
        user, Grant.HOLD_PORTFOLIO
    )


def can_release(user: User, session: InputSession) -> Decision:
    return can_tell_council(user, session.body)


def can_tell_council(user: User, council: Body) -> Decision:
    """The own executive tells its own council."""
    if council.organisation_id in organisations_told_by(user):
        return ALLOWED
    return denied(gettext_lazy("Only the executive of this council tells it what was answered."))


def spoken(moment: datetime) -> str:
    """A moment in words, as it stands in a letter."""
    return date_format(timezone.localtime(moment), _("j F Y, H.i")) + " " + _("hours")
