"""An executive that asks its council to talk about the strategy; the council keeps its own agenda."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import user_organisations

from .sessions import InputSession

SHOWN_FOR: Final = timedelta(days=60)


class SessionRequestQuerySet(models.QuerySet["SessionRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> SessionRequestQuerySet:
        """Both bodies of the organisation: the one that asks and the one that answers."""
        return self.filter(body__organisation__in=user_organisations(user))

    def open(self) -> SessionRequestQuerySet:
        return self.filter(answered_at__isnull=True)

    def current(self, now: datetime) -> SessionRequestQuerySet:
        """Those that wait, and for a while those that got no session."""
        return self.filter(
            Q(answered_at__isnull=True) | Q(answered_at__gte=now - SHOWN_FOR) & ~Q(refusal="")
        )

    def with_everything_to_show(self) -> SessionRequestQuerySet:
        return self.select_related("body__organisation", "meeting__body", "asked_by", "session")


class SessionRequest(models.Model):
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="session_requests",
        limit_choices_to={"kind": BodyKind.COUNCIL},
        verbose_name=_("council"),
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="session_requests",
        verbose_name=_("meeting that it feeds"),
    )
    why = models.CharField(_("what it is about"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    # Made with the page: a second click asks nothing twice.
    key = models.UUIDField(unique=True, editable=False)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # The answer: the session that was put on the agenda, or why there will be none.
    session = models.OneToOneField(
        InputSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
        verbose_name=_("session"),
    )
    refusal = models.CharField(_("why not"), max_length=500, blank=True)

    objects = SessionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a session")
        verbose_name_plural = _("requests for a session")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                    session__isnull=True,
                    refusal="",
                )
                | Q(
                    Q(session__isnull=False, refusal="") | Q(session__isnull=True) & ~Q(refusal=""),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="session_request_is_answered_in_one_way",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Request to %(council)s") % {"council": self.body})
