"""What is put before a BOSS, and the minutes of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting, MeetingItem
from stakeholders.models import Body, User

from .responses import Response


class Proposal(models.Model):
    """The answer that an item of an agenda puts before the meeting."""

    item = models.OneToOneField(
        MeetingItem, models.PROTECT, related_name="proposal", verbose_name=_("item of a meeting")
    )
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="proposals", verbose_name=_("answer to points")
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self) -> str:
        return str(self.response)


class Minutes(models.Model):
    """Draft, then corrections, then adopted in a later meeting; adopted they never change."""

    meeting = models.OneToOneField(
        Meeting, models.PROTECT, related_name="minutes", verbose_name=_("meeting")
    )
    text = models.TextField(_("minutes"))
    edition = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    shared_at = models.DateTimeField(_("shared for corrections"), null=True, blank=True)
    adopted_in = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted_minutes",
        verbose_name=_("adopted in"),
    )
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True, adopted_in__isnull=True)
                | Q(adopted_at__isnull=False, adopted_in__isnull=False, shared_at__isnull=False),
                name="minutes_are_adopted_in_a_meeting",
            )
        ]

    def __str__(self) -> str:
        return str(_("Minutes of the %(meeting)s") % {"meeting": self.meeting})

    @property
    def state(self) -> str:
        """draft, shared or adopted."""
        if self.adopted_at:
            return "adopted"
        return "shared" if self.shared_at else "draft"

    @property
    def state_label(self) -> str:
        return str(
            {
                "draft": _("Draft"),
                "shared": _("Open for corrections"),
                "adopted": _("Adopted in the next meeting"),
            }[self.state]
        )


class Correction(models.Model):
    """What one of those present read otherwise; it stays beside the minutes."""

    minutes = models.ForeignKey(
        Minutes, models.PROTECT, related_name="corrections", verbose_name=_("minutes")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("body"))
    text = models.TextField(_("correction"))
    key = models.UUIDField(unique=True, editable=False)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("correction of minutes")
        verbose_name_plural = _("corrections of minutes")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
