"""A letter of an executive to its own council."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from letters.paper import WORDING, LetterKind, Wording
from milestones.models import Meeting
from stakeholders.models import Body, Organisation
from stakeholders.permissions import Grant, bodies_with, user_bodies

if TYPE_CHECKING:
    from stakeholders.models import User

    from .renderings import Rendering


class LetterStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WITH_EXECUTIVE = "with_executive", _("With the executive")
    ADOPTED = "adopted", _("Adopted")
    SENT = "sent", _("Sent")


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> LetterQuerySet:
        """A letter belongs to the executive until it is sent; another organisation never sees it."""
        own = bodies_with(user, Grant.WRITE_LETTERS) | bodies_with(user, Grant.HOLD_PORTFOLIO)
        bodies = user_bodies(user)
        return self.filter(
            Q(executive__in=own)
            | Q(status=LetterStatus.SENT, executive__in=bodies)
            | Q(status=LetterStatus.SENT, council__in=bodies)
        )

    def with_bodies(self) -> LetterQuerySet:
        return self.select_related(
            "executive__organisation__house_style", "council", "meeting__body"
        )


class Letter(models.Model):
    # The form that starts a letter carries this key: sent twice, it starts one letter.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    executive = models.ForeignKey(
        Body, models.PROTECT, related_name="letters_written", verbose_name=_("from")
    )
    council = models.ForeignKey(
        Body, models.PROTECT, related_name="letters_received", verbose_name=_("to")
    )
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("about the meeting"),
    )
    subject = models.CharField(_("subject"), max_length=200)
    date_on = models.DateField(_("date of the letter"), null=True, blank=True)
    reference = models.CharField(_("our reference"), max_length=60, blank=True)
    your_reference = models.CharField(_("your reference"), max_length=60, blank=True)
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    portfolio_holder = models.CharField(_("portfolio holder"), max_length=120, blank=True)
    handled_by = models.CharField(_("handled by"), max_length=120, blank=True)
    contact = models.CharField(_("telephone or e-mail"), max_length=120, blank=True)
    salutation = models.CharField(_("salutation"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    closing = models.CharField(_("closing"), max_length=120)

    status = models.CharField(
        _("status"), max_length=20, choices=LetterStatus, default=LetterStatus.DRAFT
    )
    # Counts the changes: who saves on top of somebody else's newer text is told.
    edition = models.PositiveIntegerField(default=1)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("council letter")
        verbose_name_plural = _("council letters")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["executive", "status"], name="letter_register")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["adopted", "sent"])
                | (
                    Q(decided_on__isnull=False, date_on__isnull=False)
                    & ~Q(decision_number="")
                    & ~Q(reference="")
                    & ~Q(text="")
                ),
                name="letter_adopted_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="letter_sent_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("letter_detail", args=[self.pk])

    @cached_property
    def newest_renderings(self) -> list[Rendering]:
        """An adopted PDF is always the newest: nothing is made after it."""
        return list(self.renderings.order_by("-pk")[:20])

    @property
    def organisation(self) -> Organisation:
        organisation = self.executive.organisation
        assert organisation is not None  # constraint body_has_organisation
        return organisation

    @property
    def wording(self) -> Wording:
        return WORDING[LetterKind(self.organisation.kind)]

    @property
    def label(self) -> str:
        return self.wording.label

    @property
    def is_draft(self) -> bool:
        return self.status == LetterStatus.DRAFT

    @property
    def is_with_executive(self) -> bool:
        return self.status == LetterStatus.WITH_EXECUTIVE

    @property
    def is_adopted(self) -> bool:
        """Adopted or later: the text is what the executive decided and stays so."""
        return self.status in {LetterStatus.ADOPTED, LetterStatus.SENT}

    @property
    def is_sent(self) -> bool:
        return self.status == LetterStatus.SENT
