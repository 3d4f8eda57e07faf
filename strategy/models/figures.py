"""Numbers the strategy leans on, each with its scope and its source."""

from __future__ import annotations

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .chapters import Chapter
from .products import Strategy


class Figure(models.Model):
    strategy = models.ForeignKey(
        Strategy, models.PROTECT, related_name="figures", verbose_name=_("strategy")
    )
    slug = models.SlugField(_("short name"))
    name = models.CharField(_("what it counts"), max_length=120)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    qualifier = models.CharField(_("qualifier"), max_length=60, blank=True)
    scope = models.CharField(_("scope"), max_length=120)
    year = models.PositiveSmallIntegerField(_("in or until the year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    chapters = models.ManyToManyField(
        Chapter, related_name="figures", blank=True, verbose_name=_("chapters that use it")
    )

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["name", "year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "slug"], name="figure_slug_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"

    @property
    def facts(self) -> dict[str, str]:
        """As a version or a file keeps them."""
        return {
            "name": self.name,
            "amount": self.amount,
            "scope": self.scope,
            "source": self.source,
        }

    @property
    def amount(self) -> str:
        """ "minstens 69.000 woningen": the number is never shown without its qualifier."""
        if self.value is None:
            return gettext("not known yet")
        value, unit = self.value, self.unit
        if value >= 1_000_000_000 and value % 100_000_000 == 0:
            value, unit = value / 1_000_000_000, gettext("billion %(unit)s") % {"unit": unit}
        places = 0 if value == value.to_integral_value() else 1
        number = number_format(value, decimal_pos=places, force_grouping=True)
        return " ".join(filter(None, (self.qualifier, number, unit)))
