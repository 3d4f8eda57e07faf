"""A letter of an executive to its own council."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
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
        """A letter belongs to the executive until it is sent; another organisation never sees it.

        Under embargo the griffie has it already, to prepare the meeting. What is secret is read by
        those whom the decision names.
        """
        own = bodies_with(user, Grant.WRITE_LETTERS) | bodies_with(user, Grant.HOLD_PORTFOLIO)
        bodies = user_bodies(user)
        is_open = Q(embargo_until__isnull=True) | Q(embargo_until__lte=timezone.now())
        is_for_all = Q(secrecy__isnull=True) | Q(secrecy__lifted_on__isnull=False)
        readers = Q(executive__in=bodies) | Q(council__in=bodies)
        clerks = Q(council__in=bodies_with(user, Grant.RUN_SESSIONS))
        named = models.Exists(
            self.model.objects.filter(pk=models.OuterRef("pk"), secrecy__recipients=user.pk)
        )
        return self.filter(
            Q(executive__in=own)
            | Q(status=LetterStatus.SENT)
            & ((readers & is_open | clerks) & is_for_all | (readers & (is_open | clerks) & named))
        )

    def with_rectification(self, user: User) -> LetterQuerySet:
        """Which sent letter rectifies it, by its reference; of those that this person may read."""
        rectifying = (
            self.model.objects.visible_to(user)
            .filter(status=LetterStatus.SENT, rectifies=models.OuterRef("pk"))
            .values("reference")
        )
        return self.annotate(rectified_by_reference=models.Subquery(rectifying[:1]))

    def with_bodies(self) -> LetterQuerySet:
        return self.select_related(
            "executive__organisation__house_style",
            "council",
            "meeting__body",
            "agreed_by",
            "model",
            "secrecy",
            "rectifies",
            "signed_copy",
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
    # Made from a letter that the project team wrote for the region.
    model = models.ForeignKey(
        "letters.ModelLetter",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("model letter"),
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
    # The portfolio holder answers for this text; another text has to be agreed anew.
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    handed_at = models.DateTimeField(_("given to the executive"), null=True, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    # Decided, but with other words than were proposed: those are written into it first.
    is_amended = models.BooleanField(_("adopted with changes"), default=False)
    # A moment; what may not be known at all is another matter, with a decision of its own.
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    # A letter that was sent is never withdrawn: a new one says what was wrong in it.
    rectifies = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rectified_by",
        verbose_name=_("rectifies"),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # When the griffie put it on the list of documents that came in.
    listed_on = models.DateField(_("on the list of documents that came in"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = LetterQuerySet.as_manager()

    is_readable: bool  # annotated by letters.progress

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
            models.CheckConstraint(
                condition=Q(listed_on__isnull=True) | Q(status="sent"),
                name="letter_listed_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="letter_agreed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["model", "executive"],
                condition=Q(model__isnull=False),
                name="letter_once_of_a_model",
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
    def is_reopened(self) -> bool:
        """Decided with changes, which are being written into it."""
        return self.is_draft and self.is_amended

    @property
    def can_be_adopted(self) -> bool:
        return self.is_with_executive or self.is_reopened

    @property
    def status_label(self) -> str:
        """The state in the words of whoever works with it."""
        if self.is_reopened:
            return gettext("Adopted with changes: write them in")
        return self.get_status_display()

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

    @property
    def is_under_embargo(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    @property
    def is_secret(self) -> bool:
        return hasattr(self, "secrecy") and self.secrecy.holds

    @property
    def is_for_all(self) -> bool:
        """The council and everybody after it may read it now."""
        return not (self.is_under_embargo or self.is_secret)
