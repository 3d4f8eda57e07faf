"""What came out of a session: the report, its points, and where each of them goes."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import (
    Grant,
    bodies_with,
    organisations_with,
    user_bodies,
    user_organisations,
)
from strategy.models import Chapter, Revision
from strategy.quoting import quote

from .inputs import Answer
from .resolutions import Resolution
from .responses import Response
from .sessions import InputSession, Question
from .working import Theme


class Report(models.Model):
    """Made by a civil servant of the own executive, confirmed by the clerk: this was said."""

    session = models.OneToOneField(
        InputSession, models.PROTECT, related_name="report", verbose_name=_("session")
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for"))
    ready_at = models.DateTimeField(_("ready to be confirmed"), null=True, blank=True)
    # What the clerk wrote when it went back to who made it.
    remark = models.CharField(_("remark of the clerk"), max_length=500, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="report_is_confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(_("Report of %(session)s") % {"session": self.session})

    def get_absolute_url(self) -> str:
        return reverse("report_detail", args=[self.session_id])

    def fingerprint(self) -> str:
        """Of what its points say: confirmed is only what was read."""
        said = list(self.points.order_by("number").values_list("number", "text", "chapter"))
        return sha256(json.dumps(said).encode()).hexdigest()

    @property
    def state(self) -> str:
        """draft, ready, confirmed or handed_over, for the badge."""
        if self.session.handed_over_at:
            return "handed_over"
        if self.confirmed_at:
            return "confirmed"
        return "ready" if self.ready_at else "draft"

    @property
    def state_label(self) -> str:
        return str(
            {
                "draft": _("Being made"),
                "ready": _("With the clerk"),
                "confirmed": _("Confirmed by the clerk"),
                "handed_over": _("With the executive"),
            }[self.state]
        )


class Destination(models.TextChoices):
    BOSS = "boss", _("Along to the BOSS")
    # The BOSS links the municipalities: province and water authority have a consultation of their own.
    OWN_CONSULTATION = "consultation", _("Along to our own consultation")
    OWN_VISION = "own_vision", _("For our own environmental vision")
    LOCAL = "local", _("Answered by ourselves")


# What the project team works out and answers.
GOES_ALONG: Final = (Destination.BOSS, Destination.OWN_CONSULTATION)
# To the BOSS, of a session of which nobody said which meeting it feeds.
LOOSE: Final = Q(destination=Destination.BOSS, report__session__meeting=None)


class PointQuerySet(models.QuerySet["Point"]):
    def visible_to(self, user: User | AnonymousUser) -> PointQuerySet:
        """The wall runs here: who makes a report, who confirms it, who decides, who works it out.

        The clerk and the civil servants of the own executive from the moment the clerk asked; the
        council once it is confirmed; all of the own executive once it is handed over; who works
        on the strategy for another partner only what goes along.
        """
        makers = organisations_with(user, Grant.WRITE_STRATEGY)
        clerks = bodies_with(user, Grant.RUN_SESSIONS)
        executives = user_organisations(user, BodyKind.EXECUTIVE)
        in_hand = Q(report__session__handed_over_at__isnull=False)
        seen = (
            Q(report__session__body__organisation__in=makers)
            | Q(report__session__body__in=clerks)
            | Q(report__confirmed_at__isnull=False, report__session__body__in=user_bodies(user))
            | (in_hand & Q(report__session__body__organisation__in=executives))
        )
        if works_on_strategy(user):
            seen |= in_hand & Q(destination__in=GOES_ALONG)
        return self.filter(seen)

    def behind_a_link(self) -> PointQuerySet:
        """What the council itself reads, without what one of its speakers said in secret."""
        confirmed = self.filter(
            report__confirmed_at__isnull=False, report__session__is_closed=False
        )
        return confirmed.exclude(answers__input__withholding__isnull=False)

    def going_along(self) -> PointQuerySet:
        """To the BOSS or to an own consultation, in whose hands it is now."""
        return self.filter(
            destination__in=GOES_ALONG, report__session__handed_over_at__isnull=False
        )

    def of_boss(self) -> PointQuerySet:
        return self.going_along().filter(destination=Destination.BOSS)

    def tally(self) -> tuple[int, int]:
        """How many there are, and how many of them are `LOOSE`."""
        counts = self.aggregate(of_all=Count("pk"), loose=Count("pk", filter=LOOSE))
        return counts["of_all"], counts["loose"]

    def to_release(self) -> PointQuerySet:
        """Answered after the BOSS, and not told to the council yet."""
        return self.filter(response__published_at__isnull=False, released_at__isnull=True)

    def to_release_with(self, meeting: Meeting, council: Body) -> PointQuerySet:
        """Of one council, answered after this meeting: what a letter about it takes along."""
        return self.to_release().filter(response__meeting=meeting, report__session__body=council)

    def in_table_order(self) -> PointQuerySet:
        return self.order_by("chapter__number", "pk")

    def with_everything_to_show(self) -> PointQuerySet:
        return self.select_related(
            "report__session__body__organisation",
            "report__session__meeting__body",
            "question",
            "chapter",
            "response",
            "handler",
            "theme",
        )

    def in_a_long_list(self) -> PointQuerySet:
        """Thousands, of few councils and chapters: a query for each kind, each of them made once.

        Answers can be as many as points, and SQLite takes no thousand of them in one condition.
        """
        return self.select_related("response").prefetch_related(
            "report__session__body__organisation",
            "question",
            "chapter",
            "handler",
            "theme",
        )


def code_of(session: int, number: int) -> str:
    return f"{session}-{number}"


def works_on_strategy(user: User | AnonymousUser) -> bool:
    """The project team and the portfolio holders of all partners: the BOSS is theirs."""
    return any(
        bodies_with(user, grant)
        for grant in (Grant.WRITE_STRATEGY, Grant.LEAD_STRATEGY, Grant.HOLD_PORTFOLIO)
    )


class Point(models.Model):
    """One thing that was said, in the words of the report; its answers are the originals."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="points", verbose_name=_("report")
    )
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("what was said"))
    answers = models.ManyToManyField(Answer, related_name="points", verbose_name=_("said in"))
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, verbose_name=_("question")
    )
    chapter = models.ForeignKey(
        Chapter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("chapter"),
    )
    # The text as the speaker read it.
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, verbose_name=_("revision")
    )
    block_id = models.CharField(_("block"), max_length=40, blank=True)
    destination = models.CharField(
        _("where it goes"), max_length=12, choices=Destination, blank=True
    )
    # The council reads this.
    destination_reason = models.CharField(_("why"), max_length=500, blank=True)
    destined_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    destined_at = models.DateTimeField(_("decided"), null=True, blank=True)
    handler = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_points",
        verbose_name=_("handler"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    theme = models.ForeignKey(
        Theme,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("theme"),
    )
    response = models.ForeignKey(
        Response,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("answer"),
    )
    # When the own executive let its council read the answer.
    released_at = models.DateTimeField(_("told to the council"), null=True, blank=True)

    objects = PointQuerySet.as_manager()

    colleague: str  # set by council.busy: who works on its answer at this moment
    is_told: bool  # set by the report page: whether its reader may read the answer
    resolutions: list[Resolution]  # set by council.dossier: the motions and decisions it comes from

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="point_number_is_unique"),
            models.CheckConstraint(
                condition=Q(destination="", destined_at__isnull=True)
                | (~Q(destination="") & Q(destined_at__isnull=False)),
                name="point_destination_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(destination__in=["", Destination.BOSS]) | ~Q(destination_reason=""),
                name="point_that_stays_says_why",
            ),
            models.CheckConstraint(
                condition=Q(response__isnull=True) | Q(destination__in=GOES_ALONG),
                name="point_that_is_answered_goes_along",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(response__isnull=False),
                name="point_released_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("point_detail", args=[self.pk])

    @property
    def code(self) -> str:
        """As people name it to each other: session and number."""
        return code_of(self.report.session_id, self.number)

    @property
    def stamp(self) -> str:
        """Of its words and its chapter: who changes them says which ones."""
        return sha256(json.dumps([self.text, self.chapter_id]).encode()).hexdigest()

    @property
    def quote(self) -> str:
        """The paragraph as the speaker read it."""
        return quote(self.revision, self.block_id)
