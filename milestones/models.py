"""What happened, what comes, and the meetings to which everything leads."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Body, BodyKind


class Precision(models.TextChoices):
    """How exactly a date is known; a source that says "september 2024" is not made a day."""

    DAY = "day", _("On this day")
    BEFORE = "before", _("Before this day")
    MONTH = "month", _("In this month")
    PERIOD = "period", _("In this year and the next")
    YEAR = "year", _("In this year")


class MilestoneKind(models.TextChoices):
    MILESTONE = "milestone", _("Milestone")
    COUNCIL_LETTER = "council_letter", _("Council letter")
    GATHERING = "gathering", _("Gathering")
    DOCUMENT = "document", _("Document")
    DEADLINE = "deadline", _("Deadline")
    ELECTION = "election", _("Election")
    PERIOD = "period", _("Period")
    HORIZON = "horizon", _("Horizon")
    CONTEXT = "context", _("Around it")


class Milestone(models.Model):
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    on = models.DateField(_("date"))
    precision = models.CharField(
        _("how exact"), max_length=10, choices=Precision, default=Precision.DAY
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MilestoneKind)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('schedule')}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its place on the schedule."""
        return f"milestone-{self.slug}"

    @property
    def when(self) -> str:
        """The date in words, no more exact than it is known."""
        match self.precision:
            case Precision.BEFORE:
                return gettext("before %(day)s") % {"day": date_format(self.on, "j F Y")}
            case Precision.MONTH:
                return date_format(self.on, "F Y")
            case Precision.PERIOD:
                return f"{self.on.year}–{self.on.year + 1}"
            case Precision.YEAR:
                return str(self.on.year)
        return date_format(self.on, "j F Y")

    def is_past(self, day: date) -> bool:
        return self.on < day


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def upcoming(self, now: datetime | None = None) -> MeetingQuerySet:
        return self.filter(starts_at__gte=now or timezone.now()).order_by("starts_at")

    def held(self, now: datetime | None = None) -> MeetingQuerySet:
        """The latest first."""
        return self.filter(starts_at__lt=now or timezone.now()).order_by("-starts_at")

    def of_boss(self) -> MeetingQuerySet:
        return self.filter(body__slug="boss")


class Meeting(models.Model):
    """A consultation: the BOSS, or the one with the Rijk. Councils' sessions live in `council`."""

    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="meetings",
        limit_choices_to={"kind": BodyKind.CONSULTATION},
        verbose_name=_("consultation"),
    )
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["body", "starts_at"], name="meeting_is_unique")
        ]

    def __str__(self) -> str:
        return gettext("%(body)s of %(day)s") % {
            "body": self.short_name,
            "day": date_format(timezone.localtime(self.starts_at), "j F Y"),
        }

    def get_absolute_url(self) -> str:
        return f"{reverse('schedule')}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its place on the schedule."""
        return f"meeting-{self.pk}"

    @property
    def short_name(self) -> str:
        """ "BOSS" out of "BOSS, bestuurlijk overleg …"."""
        return self.body.name.split(",", 1)[0]
