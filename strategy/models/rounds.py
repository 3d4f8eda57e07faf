"""Asking the organisations what they think of some chapters, from one day to another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.dates import begin_of
from stakeholders.models import Body, User
from stakeholders.permissions import bodies_with

from .chapters import Chapter
from .positions import POSITION_GRANTS, Level
from .products import Product


class RoundState(models.TextChoices):
    """The dates alone say it: nothing has to run for a round to open or close."""

    OPEN = "open", _("Open")
    PLANNED = "planned", _("Planned")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    def visible_to(self, user: User | AnonymousUser) -> ReviewRoundQuerySet:
        """For whoever sees the positions on its product: see permissions.can_see_positions."""
        grants = POSITION_GRANTS.values()
        bodies = frozenset[int]().union(*(bodies_with(user, grant) for grant in grants))
        return self.filter(product__in=Product.objects.filter(writers__in=bodies))

    def not_withdrawn(self) -> ReviewRoundQuerySet:
        return self.filter(withdrawn_at=None)

    def open(self, day: date | None = None) -> ReviewRoundQuerySet:
        day = day or timezone.localdate()
        return self.not_withdrawn().filter(opens_on__lte=day, closes_on__gte=day)


class ReviewRound(models.Model):
    # The act that planned it: a second click finds the round of the first.
    key = models.UUIDField(unique=True, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="review_rounds")
    level = models.CharField(_("level"), max_length=10, choices=Level)
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("what is asked?"), max_length=500, blank=True)
    chapters = models.ManyToManyField(
        Chapter, related_name="review_rounds", verbose_name=_("chapters")
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))  # at the end of that day
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(_("why"), max_length=300, blank=True)

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("review round")
        verbose_name_plural = _("review rounds")
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")), name="round_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="round_withdrawn_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("round_detail", args=[self.pk])

    @property
    def opens_at(self) -> datetime:
        return begin_of(self.opens_on)

    @property
    def closes_at(self) -> datetime:
        """The first moment that is too late."""
        return begin_of(self.closes_on + timedelta(days=1))

    @property
    def ended_at(self) -> datetime:
        """From here on its picture stands still."""
        return min(self.closes_at, self.withdrawn_at) if self.withdrawn_at else self.closes_at

    @property
    def state(self) -> RoundState:
        if self.withdrawn_at is not None:
            return RoundState.WITHDRAWN
        today = timezone.localdate()
        if today < self.opens_on:
            return RoundState.PLANNED
        return RoundState.OPEN if today <= self.closes_on else RoundState.CLOSED

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN

    @property
    def is_over(self) -> bool:
        return self.state in {RoundState.CLOSED, RoundState.WITHDRAWN}

    def due_on(self, reviewer: Reviewer | None) -> date:
        """The last day for this person; an earlier one was perhaps chosen before the round moved."""
        chosen = reviewer.due_on if reviewer else None
        return max(self.opens_on, min(chosen or self.closes_on, self.closes_on))


class Reviewer(models.Model):
    """Whom a body asks to look; where it asks nobody in particular, everybody who may is asked."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="reviewers")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "body", "user"], name="reviewer_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.body}"


class Reminder(models.Model):
    """That somebody was reminded; the day it was for keeps it from being sent again."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # A day and not a kind: a round that closes later has other moments.
    moment = models.DateField(_("moment"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user", "moment"], name="reminder_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.round}, {self.user}, {self.moment}"
