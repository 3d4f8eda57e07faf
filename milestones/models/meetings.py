"""The meetings to which everything leads, the items of their agendas, and the dates of councils."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Body, BodyKind, User

BOSS: Final = "boss"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def upcoming(self, now: datetime | None = None) -> MeetingQuerySet:
        return self.filter(starts_at__gte=now or timezone.now()).order_by("starts_at")

    def held(self, now: datetime | None = None) -> MeetingQuerySet:
        """The latest first."""
        return self.filter(starts_at__lt=now or timezone.now()).order_by("-starts_at")

    def of_boss(self) -> MeetingQuerySet:
        return self.filter(body__slug=BOSS)

    def of_rijk(self) -> MeetingQuerySet:
        """Every consultation that is no BOSS: what a BOSS sends on goes to one of these."""
        return self.exclude(body__slug=BOSS)


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
    # So that the calendars of people follow it.
    moved_at = models.DateTimeField(_("moved"), null=True, blank=True, editable=False)

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

    @property
    def on(self) -> date:
        """Its day, where it is held."""
        return timezone.localdate(self.starts_at)

    @property
    def is_boss(self) -> bool:
        return self.body.slug == BOSS


class CouncilDateKind(models.TextChoices):
    COMMITTEE = "committee", _("Committee meeting")
    COUNCIL = "council", _("Council meeting")
    PAPERS = "papers", _("Closing date for papers")
    RECESS = "recess", _("Recess")

    @property
    def word(self) -> str:
        """What a clerk writes before a date."""
        return str(
            {
                self.COMMITTEE: _("committee"),
                self.COUNCIL: _("council"),
                self.PAPERS: _("papers"),
                self.RECESS: _("recess"),
            }[self]
        )


class CouncilDateQuerySet(models.QuerySet["CouncilDate"]):
    def touching(self, first: date, last: date) -> CouncilDateQuerySet:
        """Those with at least a day from the first to the last."""
        return self.filter(on__lte=last).filter(
            Q(until_on__gte=first) | Q(until_on__isnull=True, on__gte=first)
        )

    def coming(self, day: date) -> CouncilDateQuerySet:
        return self.touching(day, date.max)


class CouncilDate(models.Model):
    """A day of the council's own year; it is entered once, and removed when it was wrong."""

    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="council_dates",
        limit_choices_to={"kind": BodyKind.COUNCIL},
        verbose_name=_("council"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CouncilDateKind)
    on = models.DateField(_("date"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects = CouncilDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("date of a council")
        verbose_name_plural = _("dates of councils")
        ordering = ["on", "kind", "pk"]
        constraints = [
            # Two committees may meet on one evening: their names tell them apart.
            models.UniqueConstraint(
                fields=["body", "on", "kind", "note"], name="council_date_is_entered_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=CouncilDateKind.RECESS, until_on__gte=F("on"))
                | Q(~Q(kind=CouncilDateKind.RECESS), until_on__isnull=True),
                name="council_date_only_a_recess_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.when}"

    @property
    def word(self) -> str:
        return CouncilDateKind(self.kind).word

    @property
    def when(self) -> str:
        first = date_format(self.on, "j F Y")
        if self.until_on is None:
            return first
        return gettext("%(first)s until and including %(last)s") % {
            "first": first,
            "last": date_format(self.until_on, "j F Y"),
        }


class CalendarAddress(models.Model):
    """The secret in the address of somebody's own calendar, of which only a hash is kept."""

    user = models.OneToOneField(
        User, models.CASCADE, related_name="calendar_address", verbose_name=_("person")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.user)


class MeetingItem(models.Model):
    """The strategy itself, which stands on every agenda, a proposal, or anything else.

    A BOSS advises and decides nothing. The title is for everybody, the advice for the table.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="items", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    is_standing = models.BooleanField(_("stands on every agenda"), default=False)
    advice = models.TextField(_("advice"), blank=True)
    advised_at = models.DateTimeField(_("advice written down"), null=True, blank=True)
    # The consultation with the Rijk to which it goes on, with where it came from.
    forwarded_to = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forwarded_items",
        verbose_name=_("goes on to"),
    )

    class Meta:
        verbose_name = _("item of a meeting")
        verbose_name_plural = _("items of meetings")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="item_number_is_unique"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_standing=True), name="item_standing_once"
            ),
            models.CheckConstraint(
                condition=Q(advice="", advised_at__isnull=True)
                | (~Q(advice="") & Q(advised_at__isnull=False)),
                name="item_advice_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('schedule')}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its place on the schedule."""
        return f"item-{self.pk}"
