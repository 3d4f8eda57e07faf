"""Who reads input besides those who may sign in: whoever has its link, and later everybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User

from .inputs import Input


class Withholding(models.Model):
    """A decision that one input is secret: outside the council nobody reads who said it."""

    input = models.OneToOneField(
        Input, models.PROTECT, related_name="withholding", verbose_name=_("input")
    )
    decided_by = models.CharField(_("who decided on secrecy"), max_length=120)
    decided_on = models.DateField(_("date of that decision"))
    ground = models.CharField(_("ground for secrecy"), max_length=300)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on secrecy")
        verbose_name_plural = _("decisions on secrecy")
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(ground=""), name="withholding_says_who_and_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.input}: {self.ground}"


class ReceiptLink(models.Model):
    """The secret in the address of a receipt: only its hash is kept, so a copy opens nothing."""

    input = models.OneToOneField(
        Input, models.PROTECT, related_name="receipt_link", verbose_name=_("input")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("link of a receipt")
        verbose_name_plural = _("links of receipts")

    def __str__(self) -> str:
        return str(self.input)
