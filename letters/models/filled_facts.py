"""What the portal filled in in a letter, and what has changed of it since."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .letters import Letter


class FilledFact(models.Model):
    """A name between braces and the words that came in its place; fixed once the letter is adopted."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="filled_facts")
    name = models.CharField(_("name"), max_length=40)
    value = models.TextField(_("what was filled in"))
    # As things stood then it is asked again.
    filled_at = models.DateTimeField(_("filled in"))

    class Meta:
        verbose_name = _("fact in a letter")
        verbose_name_plural = _("facts in letters")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "name"], name="filled_fact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.name}"


class FactNoticeQuerySet(models.QuerySet["FactNotice"]):
    def open(self) -> FactNoticeQuerySet:
        return self.filter(settled_at__isnull=True)


class FactNotice(models.Model):
    """An adopted letter says something that the portal would say otherwise now."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="fact_notices")
    name = models.CharField(_("name"), max_length=40)
    said = models.TextField(_("what the letter says"))
    # Empty: the portal has no answer any more.
    now = models.TextField(_("what it is now"), blank=True)
    noticed_at = models.DateTimeField(_("noticed"))
    settled_at = models.DateTimeField(_("taken note of"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FactNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a changed fact")
        verbose_name_plural = _("notices of changed facts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "name"],
                condition=Q(settled_at__isnull=True),
                name="fact_notice_one_open",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="fact_notice_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.name}"
