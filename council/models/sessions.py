"""A council's session about the strategy: its questions, and the window in which it is open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting
from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import Grant, bodies_with, user_bodies, user_organisations
from strategy.models import Version

from .states import InputStatus


class SessionMode(models.TextChoices):
    MEETING = "meeting", _("In a meeting")
    ONLINE = "online", _("Online")
    WRITTEN = "written", _("In writing")


class SessionPurpose(models.TextChoices):
    """What a council comes together for; the words are those of its own agenda."""

    INFORMATIVE = "informative", _("To get informed")
    OPINION = "opinion", _("To form an opinion")
    DECISION = "decision", _("To decide")


# Submitted, and not taken back.
STANDING: Final = Q(inputs__status=InputStatus.SUBMITTED, inputs__withdrawal=None)


class InputSessionQuerySet(models.QuerySet["InputSession"]):
    def visible_to(self, user: User | AnonymousUser) -> InputSessionQuerySet:
        """Both bodies of an organisation know its sessions, and who is invited; project leads plan
        them all.

        This shows that a session is there, not what was said in it.
        """
        if bodies_with(user, Grant.LEAD_STRATEGY):
            return self
        return self.filter(Q(body__organisation__in=user_organisations(user)) | _has_as_guest(user))

    def inviting(self, user: User | AnonymousUser) -> InputSessionQuerySet:
        return self.filter(_has_as_guest(user))

    def public(self) -> InputSessionQuerySet:
        """Of which the clerk made the input public."""
        return self.filter(published_at__isnull=False)

    def going_on(self) -> InputSessionQuerySet:
        """All but what was cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def open(self, now: datetime | None = None) -> InputSessionQuerySet:
        now = now or timezone.now()
        return self.going_on().filter(opens_at__lte=now, closes_at__gt=now)

    def not_open(self, now: datetime) -> InputSessionQuerySet:
        """Planned, closed and cancelled."""
        return self.exclude(opens_at__lte=now, closes_at__gt=now, cancelled_at__isnull=True)

    def counted(self) -> InputSessionQuerySet:
        """With `submitted`: how many inputs have come in."""
        return self._with(submitted=Count("inputs", filter=STANDING))

    def counting_remarks(self) -> InputSessionQuerySet:
        """With `remarked`: how many of the inputs say something."""
        said = STANDING & Q(inputs__no_remarks=False)
        return self._with(remarked=Count("inputs", filter=said))

    def counting_points(self, which: Q) -> InputSessionQuerySet:
        """With `points`: how many of the points of its report are `which`."""
        return self._with(points=Count("report__points", filter=which))

    def waiting_for(self, member: User) -> InputSessionQuerySet:
        """Those in which this member has not spoken yet, or has a draft; with `has_draft`."""

        def has_own(status: InputStatus) -> Exists:
            same_session = InputSession.objects.filter(pk=OuterRef("pk"))
            own = {"inputs__author": member, "inputs__status": status, "inputs__withdrawal": None}
            return Exists(same_session.filter(**own))

        # Who spoke and began once more has words that nobody reads yet.
        begun_or_silent = has_own(InputStatus.DRAFT) | ~has_own(InputStatus.SUBMITTED)
        return self.filter(begun_or_silent)._with(has_draft=has_own(InputStatus.DRAFT))

    def _with(self, **facts: Exists | Count) -> InputSessionQuerySet:
        # The facts are declared on the model: a type checker would count them twice.
        return self.annotate(**facts)

    def with_everything_to_show(self) -> InputSessionQuerySet:
        return self.select_related(
            "body__organisation", "meeting__body", "version__product", "report", "sitting"
        )


def _has_as_guest(user: User | AnonymousUser) -> Q:
    """Invited alone or with a whole body; who left every body is nobody's guest any more."""
    bodies = user_bodies(user)
    if not (isinstance(user, User) and bodies):
        return Q(pk__in=[])
    invited = InputSession.objects.filter(Q(guests__person=user) | Q(guests__body__in=bodies))
    return Q(pk__in=invited.values("pk"))


class InputSession(models.Model):
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="input_sessions",
        limit_choices_to={"kind": BodyKind.COUNCIL},
        verbose_name=_("council"),
    )
    title = models.CharField(_("title"), max_length=150)
    introduction = models.TextField(_("introduction"), blank=True)
    mode = models.CharField(
        _("how"), max_length=10, choices=SessionMode, default=SessionMode.MEETING
    )
    purpose = models.CharField(
        _("what for"), max_length=12, choices=SessionPurpose, default=SessionPurpose.OPINION
    )
    held_at = models.DateTimeField(_("moment of the session"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="input_sessions",
        verbose_name=_("meeting that it feeds"),
    )
    # Who has no account here; who has one is a `Guest`.
    invited = models.CharField(_("who is invited"), max_length=200, blank=True)
    # The text that it is about, when that is a frozen one; else it is what readers see now.
    version = models.ForeignKey(
        Version,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="input_sessions",
        verbose_name=_("version of the text"),
    )
    # What comes out of it shows no names outside the council; only ever after a decision.
    is_closed = models.BooleanField(_("behind closed doors"), default=False)
    secrecy_by = models.CharField(_("who decided on secrecy"), max_length=120, blank=True)
    secrecy_on = models.DateField(_("date of that decision"), null=True, blank=True)
    secrecy_ground = models.CharField(_("ground for secrecy"), max_length=300, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    # So that the calendars of people follow it.
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True, editable=False)
    # By the clock, once: everybody who is invited heard that it opened.
    opening_told_at = models.DateTimeField(_("opening told"), null=True, blank=True, editable=False)
    # Before it opened; the row stays, so that everybody who knew of it can see what became of it.
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancelled_because = models.CharField(
        _("why it does not go on"), max_length=300, blank=True, editable=False
    )
    handed_over_at = models.DateTimeField(_("handed to the executive"), null=True, blank=True)
    published_at = models.DateTimeField(_("made public"), null=True, blank=True, editable=False)

    objects = InputSessionQuerySet.as_manager()

    submitted: int  # annotated by InputSessionQuerySet.counted
    remarked: int  # annotated by InputSessionQuerySet.counting_remarks
    points: int  # annotated by InputSessionQuerySet.counting_points
    is_unplaced: bool  # annotated by council.dossier and council.progress
    has_draft: bool  # annotated by InputSessionQuerySet.waiting_for
    first_answer: int  # annotated by council.notifications.executives

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-closes_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="session_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(
                    is_closed=False, secrecy_by="", secrecy_on__isnull=True, secrecy_ground=""
                )
                | (
                    Q(is_closed=True, secrecy_on__isnull=False)
                    & ~Q(secrecy_by="")
                    & ~Q(secrecy_ground="")
                ),
                name="session_is_closed_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(is_closed=False, published_at__gte=F("closes_at")),
                name="session_made_public_is_over_and_open_to_all",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | (
                    Q(cancelled_at__lt=F("opens_at"), handed_over_at__isnull=True)
                    & ~Q(cancelled_because="")
                ),
                name="session_is_cancelled_before_it_opens_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.body}"

    def get_absolute_url(self) -> str:
        return reverse("session_detail", args=[self.pk])

    def is_open(self, at: datetime) -> bool:
        """The closing moment itself is already too late."""
        return self.cancelled_at is None and self.opens_at <= at < self.closes_at

    @property
    def took_place_at(self) -> datetime | None:
        """As its clerk recorded it; else its planned moment once that has come."""
        if self.cancelled_at:
            return None
        if hasattr(self, "sitting"):
            return self.sitting.held_at
        return self.held_at if self.held_at and self.held_at <= timezone.now() else None

    @property
    def held_on(self) -> date | None:
        moment = self.took_place_at
        return timezone.localdate(moment) if moment else None

    @property
    def last_day(self) -> date:
        """On which a letter still comes in time."""
        return timezone.localdate(self.closes_at)

    def logged(self, speaker: User) -> User | None:
        """The log is read outside the council: behind closed doors it does not say who spoke."""
        return None if self.is_closed else speaker

    @property
    def state(self) -> str:
        """upcoming, open, closed or cancelled, for the badge."""
        if self.cancelled_at:
            return "cancelled"
        now = timezone.now()
        if now < self.opens_at:
            return "upcoming"
        return "open" if now < self.closes_at else "closed"

    @property
    def state_label(self) -> str:
        return str(
            {
                "upcoming": _("Not open yet"),
                "open": _("Open"),
                "closed": _("Closed"),
                "cancelled": _("Does not go on"),
            }[self.state]
        )


class ExtensionQuerySet(AppendOnlyQuerySet["Extension"]):
    def visible_to(self, user: User) -> ExtensionQuerySet:
        return self.filter(session__in=InputSession.objects.visible_to(user))


class Extension(AppendOnly):
    """That a session stays open longer, and why."""

    session = models.ForeignKey(
        InputSession, models.PROTECT, related_name="extensions", verbose_name=_("session")
    )
    closed_at = models.DateTimeField(_("would have closed"))
    closes_at = models.DateTimeField(_("closes"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("extended"), auto_now_add=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension of a session")
        verbose_name_plural = _("extensions of sessions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("closed_at")) & ~Q(reason=""),
                name="extension_gives_time_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.reason


class StandingQuestion(models.Model):
    """What this region asks every council, unless its clerk asks something else."""

    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    text = models.CharField(_("question"), max_length=300)

    class Meta:
        verbose_name = _("question of the region")
        verbose_name_plural = _("questions of the region")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class QuestionQuerySet(models.QuerySet["Question"]):
    def answered_or_not(self) -> QuestionQuerySet:
        """With `was_answered`: whether input that was submitted answers it."""
        same = Question.objects.filter(pk=OuterRef("pk"))
        facts = {"was_answered": Exists(same.filter(answer__input__status=InputStatus.SUBMITTED))}
        return self.annotate(**facts)


class Question(models.Model):
    session = models.ForeignKey(
        InputSession, models.CASCADE, related_name="questions", verbose_name=_("session")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("question"), max_length=300)

    objects = QuestionQuerySet.as_manager()

    was_answered: bool  # annotated by QuestionQuerySet.answered_or_not

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="question_position")
        ]

    def __str__(self) -> str:
        return self.text
