"""What the project team has at hand while it works points out; councils never see any of it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User

from .responses import Outcome


class Theme(models.Model):
    """By which points of all councils are put together for the BOSS."""

    name = models.CharField(_("theme"), max_length=60)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="theme_name_is_unique")]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """Between colleagues, beside a point."""

    point = models.ForeignKey(
        "council.Point", models.PROTECT, related_name="notes", verbose_name=_("point")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    text = models.TextField(_("text"))
    # Made with the page: a second click writes nothing twice.
    key = models.UUIDField(unique=True, editable=False)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class StandardAnswer(models.Model):
    """Words to begin an answer with; the answer that was begun with them goes its own way."""

    title = models.CharField(_("short name"), max_length=120)
    outcome = models.CharField(_("what is done with it"), max_length=12, choices=Outcome)
    text = models.TextField(_("answer"))
    written_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("standard answer")
        verbose_name_plural = _("standard answers")
        ordering = [Lower("title"), "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("standard_answer_edit", args=[self.pk])
