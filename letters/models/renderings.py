"""Every PDF that was made of a letter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .letters import Letter


class RenderingKind(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ADOPTED = "adopted", _("Adopted")


class RenderingState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Rendering(models.Model):
    """One PDF of one letter, with the paper it was made from: the same paper is made once."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="renderings")
    kind = models.CharField(_("kind"), max_length=10, choices=RenderingKind)
    fingerprint = models.CharField(max_length=64)
    # What the worker puts on paper: exactly what was asked for, whatever changes meanwhile.
    paper = models.JSONField()
    file = models.FileField(_("file"), upload_to="letters/pdf/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    renderer = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("PDF of a letter")
        verbose_name_plural = _("PDFs of letters")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "fingerprint"], name="rendering_same_paper_once"
            ),
            models.UniqueConstraint(
                fields=["letter"], condition=Q(kind="adopted"), name="rendering_one_adopted"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, file="", sha256="")
                | (
                    Q(made_at__isnull=False, pages__gt=0, bytes__gt=0) & ~Q(file="") & ~Q(sha256="")
                ),
                name="rendering_made_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} · {self.get_kind_display()}"

    @cached_property
    def job_key(self) -> str:
        return f"letters.rendering:{self.pk}"

    @property
    def state(self) -> RenderingState:
        if self.made_at:
            return RenderingState.READY
        return RenderingState.FAILED if self.error else RenderingState.WAITING

    @property
    def is_ready(self) -> bool:
        return self.state == RenderingState.READY

    @property
    def is_adopted(self) -> bool:
        return self.kind == RenderingKind.ADOPTED

    @property
    def file_name(self) -> str:
        """A name that says in a full folder what this is."""
        letter = self.letter
        parts = [letter.date_on.isoformat() if letter.date_on else "", letter.reference]
        parts += [letter.label, letter.organisation.short_name, letter.subject[:60]]
        if not self.is_adopted:
            parts.append("concept")
        return f"{slugify(' '.join(parts))[:120].rstrip('-')}.pdf"
