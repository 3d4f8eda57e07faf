"""What the clerk wrote down, read by who said it; corrections stand beside the original."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .inputs import Answer, Input
from .sessions import InputSession


class ReadingQuerySet(models.QuerySet["Reading"]):
    def open(self, day: date) -> ReadingQuerySet:
        return self.filter(closed_at__isnull=True, due_on__gte=day, session__report__isnull=True)

    def waiting_for(self, user: User) -> ReadingQuerySet:
        """Where words of this member or its group stand to which nobody of them reacted."""
        councils = bodies_with(user, Grant.GIVE_INPUT)
        groups = [one.group_id for one in user.current_appointments if one.group_id is not None]
        asked = self.open(timezone.localdate()).filter(session__body__in=councils)
        unread = (
            Input.objects.written_down()
            .spoken_by(user, groups)
            .filter(session__reading__in=asked)
            .exclude(answers__reactions__by_clerk=False)
        )
        return asked.filter(session__in=unread.values("session"))


class Reading(models.Model):
    """The clerk asks who spoke in a session to read what was written down, until a day."""

    session = models.OneToOneField(
        InputSession, models.PROTECT, related_name="reading", verbose_name=_("session")
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for"))
    due_on = models.DateField(_("until and including"))
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading by who spoke")
        verbose_name_plural = _("readings by who spoke")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="reading_is_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(_("Until %(day)s") % {"day": self.due_on})

    def takes_reactions_on(self, day: date) -> bool:
        return self.closed_at is None and day <= self.due_on


class Reaction(models.Model):
    """To what was written down: it is right, or other words. Never changed, only followed by another."""

    answer = models.ForeignKey(
        Answer, models.PROTECT, related_name="reactions", verbose_name=_("answer")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    # Empty: this is how it was said.
    text = models.TextField(_("correction"), blank=True)
    # What the clerk mended is how the report begins; what a speaker corrects stands beside it.
    by_clerk = models.BooleanField(_("mended by the clerk"), default=False)
    # Made with the page or on the device: the same key is the same act.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("moment"), default=timezone.now)

    class Meta:
        verbose_name = _("reaction to what was written down")
        verbose_name_plural = _("reactions to what was written down")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60] or str(_("So it was said"))
