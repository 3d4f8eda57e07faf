"""What happened and what comes: who owns it, what it waits for, and why it changed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet
from stakeholders.models import Organisation
from strategy.models import Product, Version


class Precision(models.TextChoices):
    """How exactly a date is known; a source that says "september 2024" is not made a day."""

    DAY = "day", _("On this day")
    BEFORE = "before", _("Before this day")
    MONTH = "month", _("In this month")
    QUARTER = "quarter", _("In this quarter")
    PERIOD = "period", _("In this year and the next")
    YEAR = "year", _("In this year")


# Of what has no day: how many months it takes.
MONTHS: Final = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.YEAR: 12,
    Precision.PERIOD: 24,
}


class Moment(NamedTuple):
    """A date, no more exact than it is known."""

    on: date
    precision: str

    @property
    def has_day(self) -> bool:
        return self.precision not in MONTHS

    @property
    def begins(self) -> date:
        match self.precision:
            case Precision.MONTH:
                return self.on.replace(day=1)
            case Precision.QUARTER:
                return self.on.replace(day=1, month=self.on.month - (self.on.month - 1) % 3)
            case Precision.YEAR | Precision.PERIOD:
                return self.on.replace(day=1, month=1)
        return self.last_day

    @property
    def last_day(self) -> date:
        """On which it is there at the latest."""
        if self.precision == Precision.BEFORE:
            return self.on - timedelta(days=1)
        if self.has_day:
            return self.on
        last = self.months_later(MONTHS[Precision(self.precision)] - 1).on
        return last.replace(day=monthrange(last.year, last.month)[1])

    def months_later(self, count: int) -> Moment:
        months = self.begins.year * 12 + self.begins.month - 1 + count
        return Moment(date(months // 12, months % 12 + 1, 1), self.precision)

    def __str__(self) -> str:
        match self.precision:
            case Precision.BEFORE:
                return gettext("before %(day)s") % {"day": date_format(self.on, "j F Y")}
            case Precision.MONTH:
                return date_format(self.on, "F Y")
            case Precision.QUARTER:
                quarter = (self.on.month + 2) // 3
                return gettext("quarter %(quarter)s of %(year)s") % {
                    "quarter": quarter,
                    "year": self.on.year,
                }
            case Precision.PERIOD:
                return f"{self.on.year}–{self.on.year + 1}"
            case Precision.YEAR:
                return str(self.on.year)
        return date_format(self.on, "j F Y")


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


class MilestonePhase(models.TextChoices):
    """The way of a product, from its plan of approach to what is done with it."""

    PLAN = "plan", _("Plan of approach")
    WRITING = "writing", _("Writing")
    INPUT = "input", _("Input of the councils")
    AGREEMENT = "agreement", _("Agreement of the executives")
    ADOPTION = "adoption", _("Adoption by the councils")
    EXECUTION = "execution", _("Execution")


class MilestoneStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    AT_RISK = "at_risk", _("At risk")
    REACHED = "reached", _("Reached")
    MISSED = "missed", _("Missed")


# It is to come: it can still move.
OPEN: Final = (MilestoneStatus.PLANNED, MilestoneStatus.AT_RISK)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def open(self, *, and_also: Collection[int] = ()) -> MilestoneQuerySet:
        """What is to come, and those with these keys."""
        return self.filter(Q(status__in=OPEN) | Q(pk__in=and_also))


class Milestone(models.Model):
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    on = models.DateField(_("date"))
    precision = models.CharField(
        _("how exact"), max_length=10, choices=Precision, default=Precision.DAY
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MilestoneKind)
    phase = models.CharField(_("phase"), max_length=12, choices=MilestonePhase, blank=True)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("owner"),
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("product"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=MilestoneStatus, default=MilestoneStatus.PLANNED
    )
    # A frozen one: the "80%-versie" is there when its texts are.
    version = models.ForeignKey(
        Version,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("version that meets it"),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    waits_for = models.ManyToManyField(
        "self",
        through="MilestoneDependency",
        through_fields=("later", "earlier"),
        symmetrical=False,
        related_name="awaited_by",
        verbose_name=_("waits for"),
    )
    # Two people who change it at once: the second sees that there was a first.
    edition = models.PositiveIntegerField(default=1, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True) | Q(status=MilestoneStatus.REACHED),
                name="milestone_met_by_a_version_is_reached",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('schedule')}#{self.anchor}"

    @property
    def detail_url(self) -> str:
        """Its own page; what a text says of it leads to its place among the others."""
        return reverse("milestone_detail", args=[self.slug])

    @property
    def anchor(self) -> str:
        """Its place on the schedule."""
        return f"milestone-{self.slug}"

    @property
    def moment(self) -> Moment:
        return Moment(self.on, self.precision)

    @property
    def when(self) -> str:
        """The date in words, no more exact than it is known."""
        return str(self.moment)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_past(self, day: date) -> bool:
        """A month is over when its last day is."""
        return self.moment.last_day < day

    def is_overdue(self, day: date) -> bool:
        """Its day is over, and nobody has said yet what came of it."""
        return self.is_open and self.is_past(day)


class MilestoneDependency(models.Model):
    later = models.ForeignKey(Milestone, models.CASCADE, related_name="+")
    earlier = models.ForeignKey(Milestone, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("dependency between milestones")
        verbose_name_plural = _("dependencies between milestones")
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="milestone_waits_once"),
            models.CheckConstraint(
                condition=~Q(later=F("earlier")), name="milestone_does_not_wait_for_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.later} → {self.earlier}"


class Difference(NamedTuple):
    label: str
    before: str
    after: str


class MilestoneChange(AppendOnly):
    """What somebody changed and why; `before` and `after` hold only what differs, as it was then."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="changes")
    # The milestone that was moved, and took this one along.
    along_with = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = AppendOnlyQuerySet["MilestoneChange"].as_manager()

    class Meta:
        verbose_name = _("change of a milestone")
        verbose_name_plural = _("changes of milestones")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.milestone}, {date_format(self.at, 'j F Y')}"

    @property
    def differences(self) -> Iterator[Difference]:
        if "on" in self.after:
            yield Difference(
                gettext("Date"), *(str(_moment(one)) for one in (self.before, self.after))
            )
        for name, value in self.after.items():
            if name not in ("on", "precision"):
                yield Difference(
                    _label(name), _in_words(name, self.before[name]), _in_words(name, value)
                )


def _moment(side: dict[str, Any]) -> Moment:
    return Moment(date.fromisoformat(side["on"]), side["precision"])


def _field(name: str) -> models.Field[Any, Any]:
    field = Milestone._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _label(name: str) -> str:
    return capfirst(str(_field(name).verbose_name))


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "–"
    return str(dict(_field(name).flatchoices).get(value, value)) or "–"
