"""Who was told what, and when; and what may not be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .letters import Letter


class DispatchKind(models.TextChoices):
    MAIL_WITH_LETTER = "mail_letter", _("by e-mail, with the letter")
    MAIL_WITH_LINK = "mail_link", _("by e-mail, with a link")
    PACKAGE = "package", _("took the package")


class Dispatch(models.Model):
    """One letter to one address, or into somebody's hands. It is a receipt: it never changes."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="dispatches")
    kind = models.CharField(_("how"), max_length=12, choices=DispatchKind)
    name = models.CharField(_("who"), max_length=120)
    address = models.EmailField(_("e-mail address"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    # When the mail server took it over, or the package was taken.
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("hand-over of a letter")
        verbose_name_plural = _("hand-overs of letters")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "address"],
                condition=~Q(kind="package"),
                name="dispatch_one_mail_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.name}"


class Secrecy(models.Model):
    """A decision that this letter may be read by some only, until another one lifts it."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="secrecy")
    ground = models.CharField(_("ground"), max_length=200)
    decided_by = models.CharField(_("imposed by"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("who may read it")
    )
    lifted_by = models.CharField(_("lifted by"), max_length=120, blank=True)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("secrecy of a letter")
        verbose_name_plural = _("secrecy of letters")
        constraints = [
            models.CheckConstraint(
                condition=~Q(ground="") & ~Q(decided_by=""), name="secrecy_says_who_and_why"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by="")
                | (Q(lifted_on__isnull=False) & ~Q(lifted_by="")),
                name="secrecy_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.ground}"

    @property
    def holds(self) -> bool:
        return self.lifted_on is None
