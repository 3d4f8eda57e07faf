"""The PDFs of many letters asked for at once, and how far they are."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .letters import Letter
from .model_letters import ModelLetter
from .renderings import Rendering

if TYPE_CHECKING:
    from stakeholders.models import User


class RunState(models.TextChoices):
    """What somebody decided about it; whether it is finished is up to its letters."""

    GOING = "going", _("Going on")
    PAUSED = "paused", _("Paused")
    CANCELLED = "cancelled", _("Stopped")


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> RunQuerySet:
        """It is a basket of one person; its letters are looked at again when they are taken out."""
        return self.filter(asked_by=user)


class Run(models.Model):
    # The form that starts it carries this key: sent twice, it starts one run.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    model = models.ForeignKey(
        ModelLetter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("model letter"),
    )
    state = models.CharField(_("status"), max_length=10, choices=RunState, default=RunState.GOING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"), auto_now_add=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of letters")
        verbose_name_plural = _("runs of letters")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("run_detail", args=[self.pk])


class RunLetterQuerySet(models.QuerySet["RunLetter"]):
    def to_do(self) -> RunLetterQuerySet:
        """Nobody has asked for their PDF yet."""
        return self.filter(rendering__isnull=True, error="")

    def under_way(self) -> RunLetterQuerySet:
        return self.filter(
            rendering__isnull=False, rendering__made_at__isnull=True, rendering__error=""
        )

    def failed(self) -> RunLetterQuerySet:
        gave_up = Q(rendering__isnull=False, rendering__made_at__isnull=True)
        return self.filter(~Q(error="") | gave_up & ~Q(rendering__error=""))

    def ready(self) -> RunLetterQuerySet:
        return self.filter(rendering__made_at__isnull=False)


class RunLetter(models.Model):
    """One letter of a run. Its PDF is the one that everybody gets who asks for these words."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="rows")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    rendering = models.ForeignKey(
        Rendering, models.PROTECT, null=True, blank=True, related_name="run_rows"
    )
    # Why it could not even be put on paper.
    error = models.TextField(blank=True)

    objects = RunLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of a run")
        verbose_name_plural = _("letters of a run")
        # Always in this order: two runs that lock the same letters do not wait for each other.
        ordering = ["letter_id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "letter"], name="run_has_a_letter_once"),
            models.CheckConstraint(
                condition=Q(error="") | Q(rendering__isnull=True),
                name="run_letter_failed_has_no_pdf",
            ),
        ]

    def __str__(self) -> str:
        return str(self.letter)
