"""Words of the field: what they mean, and what to write instead of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .products import Strategy


class TermQuerySet(models.QuerySet["Term"]):
    def explained(self) -> TermQuerySet:
        """Those a reader finds in the glossary."""
        return self.exclude(meaning="")

    def jargon(self) -> TermQuerySet:
        """Those a writer had better leave out."""
        return self.exclude(plainer="")


class Term(models.Model):
    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="terms", verbose_name=_("strategy")
    )
    word = models.CharField(_("word"), max_length=60)
    also = models.CharField(
        _("also written as"), max_length=200, blank=True, help_text=_("With commas between them.")
    )
    meaning = models.CharField(_("meaning"), max_length=300, blank=True)
    plainer = models.CharField(_("write rather"), max_length=100, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of the field")
        verbose_name_plural = _("words of the field")
        ordering = [Lower("word")]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "word"], name="term_word_is_unique"),
            models.CheckConstraint(
                condition=~Q(meaning="") | ~Q(plainer=""), name="term_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#term-{self.pk}"

    @property
    def spellings(self) -> list[str]:
        return [one.strip() for one in (self.word, *self.also.split(",")) if one.strip()]
