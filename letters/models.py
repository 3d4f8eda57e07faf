"""Letters of an executive to its own council, and every PDF that was made of them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting
from stakeholders.models import Body, Organisation
from stakeholders.permissions import Grant, bodies_with, user_bodies

from .paper import WORDING, LetterKind, Wording

if TYPE_CHECKING:
    from stakeholders.models import User


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


class Attachment(models.Model):
    """A numbered enclosure. It may be announced before anybody has the file."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="letters/attachments/%Y/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="attachment_number_once"),
            models.CheckConstraint(
                condition=Q(file="", sha256="") | (~Q(file="") & ~Q(sha256="")),
                name="attachment_file_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_held(self) -> bool:
        return bool(self.file)


class RenderingKind(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ADOPTED = "adopted", _("Adopted")


class RenderingState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Rendering(models.Model):
    """One PDF of one letter, with the paper it was made from: the same paper is made once."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="renderings")
    kind = models.CharField(_("kind"), max_length=10, choices=RenderingKind)
    fingerprint = models.CharField(max_length=64)
    # What the worker puts on paper: exactly what was asked for, whatever changes meanwhile.
    paper = models.JSONField()
    file = models.FileField(_("file"), upload_to="letters/pdf/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    renderer = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("PDF of a letter")
        verbose_name_plural = _("PDFs of letters")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "fingerprint"], name="rendering_same_paper_once"
            ),
            models.UniqueConstraint(
                fields=["letter"], condition=Q(kind="adopted"), name="rendering_one_adopted"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, file="", sha256="")
                | (
                    Q(made_at__isnull=False, pages__gt=0, bytes__gt=0) & ~Q(file="") & ~Q(sha256="")
                ),
                name="rendering_made_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} · {self.get_kind_display()}"

    @cached_property
    def job_key(self) -> str:
        return f"letters.rendering:{self.pk}"

    @property
    def state(self) -> RenderingState:
        if self.made_at:
            return RenderingState.READY
        return RenderingState.FAILED if self.error else RenderingState.WAITING

    @property
    def is_ready(self) -> bool:
        return self.state == RenderingState.READY

    @property
    def is_adopted(self) -> bool:
        return self.kind == RenderingKind.ADOPTED

    @property
    def file_name(self) -> str:
        """A name that says in a full folder what this is."""
        letter = self.letter
        parts = [letter.date_on.isoformat() if letter.date_on else "", letter.reference]
        parts += [letter.label, letter.organisation.short_name, letter.subject[:60]]
        if not self.is_adopted:
            parts.append("concept")
        return f"{slugify(' '.join(parts))[:120].rstrip('-')}.pdf"
