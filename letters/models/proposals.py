"""What was proposed to the executive, where it decided on other words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet

from .letters import Letter


class Proposal(AppendOnly):
    """The letter as the executive had it on its table when it decided to change it."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="proposals")
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    # Everything else that was typed, by the name of its field; and [{"title", "sha256"}].
    frame = models.JSONField(default=dict)
    attachments = models.JSONField(_("attachments"), default=list)
    decided_on = models.DateField(_("date of the decision"))
    decision_number = models.CharField(_("number of the decision"), max_length=60)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = AppendOnlyQuerySet["Proposal"].as_manager()

    class Meta:
        verbose_name = _("letter as proposed")
        verbose_name_plural = _("letters as proposed")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject
