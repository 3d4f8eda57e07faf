"""Writing in a chapter together: every keystroke in a log, from which revisions are made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .chapters import Chapter
from .revisions import Revision


class LiveSession(models.Model):
    """The shared document of one chapter: `snapshot`, and the updates after `snapshot_sequence`.

    What the updates up to `folded` say is in the line of the chapter, as `revision`.
    """

    chapter = models.OneToOneField(Chapter, models.PROTECT, related_name="live")
    is_open = models.BooleanField(default=True)
    # A document begun anew: whoever still writes in the one before it is told to reload.
    generation = models.PositiveIntegerField(default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    folded = models.PositiveBigIntegerField(default=0)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    snapshot = models.BinaryField()
    snapshot_sequence = models.PositiveBigIntegerField(default=0)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    class Meta:
        verbose_name = _("writing together")
        verbose_name_plural = _("writing together")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(folded__lte=models.F("sequence"))
                & models.Q(snapshot_sequence__lte=models.F("folded")),
                name="live_folds_behind_the_log",
            )
        ]

    def __str__(self) -> str:
        return f"{self.chapter} · {self.generation}"


class LiveUpdate(models.Model):
    """What was typed in a moment, as Yjs encodes it; kept a month after it went into a snapshot."""

    session = models.ForeignKey(LiveSession, models.PROTECT, related_name="updates")
    generation = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()
    data = models.BinaryField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("update of a text")
        verbose_name_plural = _("updates of texts")
        ordering = ["session", "generation", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "generation", "sequence"], name="live_update_one_per_sequence"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.generation}/{self.sequence}"
