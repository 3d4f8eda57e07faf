"""Who is invited to a session beside the council itself: one person, or everybody of a body."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Body, User

from .sessions import InputSession


class Guest(models.Model):
    """A guest sees the session and hears of it; who may give input is another question."""

    session = models.ForeignKey(
        InputSession, models.CASCADE, related_name="guests", verbose_name=_("session")
    )
    person = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sessions_invited_to",
        verbose_name=_("person"),
    )
    body = models.ForeignKey(
        Body,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sessions_invited_to",
        verbose_name=_("body"),
    )
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)

    class Meta:
        verbose_name = _("guest of a session")
        verbose_name_plural = _("guests of sessions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, body__isnull=True)
                | Q(person__isnull=True, body__isnull=False),
                name="guest_is_a_person_or_a_body",
            ),
            models.UniqueConstraint(fields=["session", "person"], name="guest_person_once"),
            models.UniqueConstraint(fields=["session", "body"], name="guest_body_once"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.body)
