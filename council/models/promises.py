"""What stays between a council and its executive: questions and undertakings. The BOSS sees neither."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User
from stakeholders.permissions import user_organisations
from strategy.models import Chapter

from .sessions import InputSession

Row = TypeVar("Row", bound=models.Model)


class BetweenQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User | AnonymousUser) -> BetweenQuerySet[Row]:
        """Both bodies of the organisation, at once: it is said from the one to the other."""
        return self.filter(session__body__organisation__in=user_organisations(user))


class Inquiry(models.Model):
    """A question of a member, which the executive answers."""

    session = models.ForeignKey(
        InputSession, models.PROTECT, related_name="inquiries", verbose_name=_("session")
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="inquiries", verbose_name=_("asked by")
    )
    text = models.TextField(_("question"))
    chapter = models.ForeignKey(
        Chapter, models.PROTECT, null=True, blank=True, verbose_name=_("chapter")
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    # Made with the page: a second click asks nothing twice.
    key = models.UUIDField(unique=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = BetweenQuerySet["Inquiry"].as_manager()

    class Meta:
        verbose_name = _("question to the executive")
        verbose_name_plural = _("questions to the executive")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="inquiry_is_answered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(_("Question in %(session)s") % {"session": self.session})

    def get_absolute_url(self) -> str:
        return f"{reverse('session_detail', args=[self.session_id])}#inquiry-{self.pk}"


class Undertaking(models.Model):
    """What a portfolio holder promised a council, until it is done."""

    session = models.ForeignKey(
        InputSession, models.PROTECT, related_name="undertakings", verbose_name=_("session")
    )
    text = models.TextField(_("what was promised"))
    holder = models.ForeignKey(
        User, models.PROTECT, related_name="undertakings", verbose_name=_("portfolio holder")
    )
    due_on = models.DateField(_("due"))
    registered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("written down by")
    )
    registered_at = models.DateTimeField(_("written down"), auto_now_add=True)
    key = models.UUIDField(unique=True, editable=False)
    settlement = models.TextField(_("what was done"), blank=True)
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled on"), null=True, blank=True)

    objects = BetweenQuerySet["Undertaking"].as_manager()

    class Meta:
        verbose_name = _("undertaking")
        verbose_name_plural = _("undertakings")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settlement="", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(settlement="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="undertaking_is_settled_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(_("Undertaking in %(session)s") % {"session": self.session})

    def get_absolute_url(self) -> str:
        return f"{reverse('session_detail', args=[self.session_id])}#undertaking-{self.pk}"

    @property
    def is_late(self) -> bool:
        return self.settled_at is None and self.due_on < timezone.localdate()
