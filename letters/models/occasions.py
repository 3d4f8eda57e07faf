"""What a council must be informed of, and what an executive did with that."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Body

from .letters import Letter


class OccasionAnswer(models.Model):
    """A letter that was begun for it, or somebody who said that none is needed."""

    executive = models.ForeignKey(Body, models.PROTECT, related_name="+")
    # letters.occasions: "boss:12", "milestone:3" or "version:7".
    occasion = models.CharField(max_length=60)
    # None: set aside.
    letter = models.OneToOneField(
        Letter, models.CASCADE, null=True, blank=True, related_name="occasion"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("answered"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to an occasion")
        verbose_name_plural = _("answers to occasions")
        constraints = [
            models.UniqueConstraint(
                fields=["executive", "occasion"],
                condition=Q(letter__isnull=True),
                name="occasion_set_aside_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.executive}: {self.occasion}"
