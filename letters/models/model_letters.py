"""One letter for the region, and what each executive made of its blocks."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting

from .letters import Letter


class ModelLetter(models.Model):
    """What the project team proposes to every executive; each makes it its own."""

    # The form that starts it carries this key: sent twice, it starts one.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200)
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="model_letters",
        verbose_name=_("about the meeting"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)

    class Meta:
        verbose_name = _("model letter")
        verbose_name_plural = _("model letters")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("model_letter", args=[self.pk])


class BlockKind(models.TextChoices):
    REGIONAL = "regional", _("The same for all")
    LOCAL = "local", _("Everybody’s own")


class ModelBlockQuerySet(models.QuerySet["ModelBlock"]):
    def standing(self) -> ModelBlockQuerySet:
        return self.filter(removed_at__isnull=True)


class ModelBlock(models.Model):
    """A piece of the letter. It is never deleted: letters that have it keep knowing whence."""

    model = models.ForeignKey(ModelLetter, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=BlockKind)
    # An executive takes a locked block as it is, or keeps the one it has.
    is_locked = models.BooleanField(_("locked"), default=False)
    title = models.CharField(_("name of the block"), max_length=120)
    # As somebody types it, with {fields} that are filled in for each executive.
    text = models.TextField(_("text"), blank=True)
    guidance = models.CharField(_("what is asked of the secretary"), max_length=300, blank=True)
    # Counts the changes: a letter knows which one it has.
    edition = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = ModelBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block of a model letter")
        verbose_name_plural = _("blocks of a model letter")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_locked=False) | Q(kind="regional"),
                name="model_block_locked_is_regional",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_regional(self) -> bool:
        return self.kind == BlockKind.REGIONAL


class Part(models.Model):
    """A block in the letter of one executive: what came, and what it is now."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="parts")
    block = models.ForeignKey(ModelBlock, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("text"), blank=True)
    # The words of the region as this executive last saw them, its own facts filled in.
    seen_text = models.TextField(blank=True)
    seen_edition = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("part of a letter")
        verbose_name_plural = _("parts of a letter")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "block"], name="part_once_of_a_block"),
        ]

    def __str__(self) -> str:
        return str(self.block)

    @property
    def is_own(self) -> bool:
        """These are not the words of the region any more."""
        return self.text.strip() != self.seen_text.strip()

    @property
    def is_open(self) -> bool:
        """Whether the secretary may write in it; what an executive decided goes before the lock."""
        return not self.block.is_locked or self.letter.is_reopened
