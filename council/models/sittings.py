"""That a session was held: when, and with how many, as its clerk recorded it afterwards."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stakeholders.models import User

from .sessions import InputSession


class Sitting(models.Model):
    """A correction writes over it; the log keeps what stood there."""

    session = models.OneToOneField(
        InputSession, models.PROTECT, related_name="sitting", verbose_name=_("session")
    )
    held_at = models.DateTimeField(_("held"))
    present = models.PositiveIntegerField(_("how many were there"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now=True)

    class Meta:
        verbose_name = _("record of a session")
        verbose_name_plural = _("records of sessions")

    def __str__(self) -> str:
        """held on 9 April 2025, 23 present"""
        day = date_format(timezone.localtime(self.held_at), "j F Y")
        held = _now("held on %(day)s") % {"day": day}
        if self.present is None:
            return held
        there = ngettext("%(n)s present", "%(n)s present", self.present) % {"n": self.present}
        return f"{held}, {there}"
