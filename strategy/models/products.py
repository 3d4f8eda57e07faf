"""One strategy, three products in a chain."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.stamps import StampField
from stakeholders.models import Body


class Strategy(models.Model):
    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=30)
    region = models.CharField(_("region"), max_length=80)
    horizon = models.PositiveSmallIntegerField(_("looks to the year"))
    outlook = models.PositiveSmallIntegerField(_("with an outlook to the year"))

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outlook__gte=F("horizon")), name="strategy_outlook_after_horizon"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """One link of the chain: each answers the question the one before it raises."""

    strategy = models.ForeignKey(
        Strategy, models.PROTECT, related_name="products", verbose_name=_("strategy")
    )
    order = models.PositiveSmallIntegerField(_("place in the chain"))
    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    answers = models.CharField(_("answers"), max_length=300)
    explanation = models.TextField(_("explanation"), blank=True)
    writers = models.ManyToManyField(
        Body, related_name="products", blank=True, verbose_name=_("bodies that write it")
    )
    # Renewed by the database when the menu of its chapters or their figures change.
    stamp = StampField()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "order"], name="product_order_is_unique")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("product_detail", args=[self.slug])
