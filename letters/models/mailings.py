"""One letter to each member of a council: who gets it, and how far their PDFs are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from council.models import InputSession
from stakeholders.permissions import Grant, bodies_with

from .letters import Letter
from .renderings import RenderingState
from .runs import RunState

if TYPE_CHECKING:
    from stakeholders.models import User


class MailingQuerySet(models.QuerySet["Mailing"]):
    def visible_to(self, user: User) -> MailingQuerySet:
        """Whoever writes letters for that executive; who gets one sees neither this nor the others."""
        return self.filter(letter__executive__in=bodies_with(user, Grant.WRITE_LETTERS))


class Mailing(models.Model):
    letter = models.ForeignKey(
        Letter, models.PROTECT, related_name="mailings", verbose_name=_("council letter")
    )
    # To which the members are invited, each by a link of their own.
    session = models.ForeignKey(
        InputSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("session"),
    )
    # Of the words, the people and the renderer: asked for twice, it is made once.
    fingerprint = models.CharField(max_length=64)
    # What everybody gets, whatever changes meanwhile; and what the invitation says, if there is one.
    paper = models.JSONField()
    invitation = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=RunState, default=RunState.GOING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"), auto_now_add=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to all members")
        verbose_name_plural = _("letters to all members")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "fingerprint"],
                condition=~Q(state="cancelled"),
                name="mailing_same_letters_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.letter)

    def get_absolute_url(self) -> str:
        return reverse("mailing_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Made of a draft: it says CONCEPT on every page, whatever became of the letter."""
        return bool(self.paper["is_draft"])


class Batch(models.Model):
    """Recipients whose letters have the same shape, made in one go. Who did not fit is one alone."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="batches")
    asked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.mailing} · {self.pk}"

    @property
    def job_key(self) -> str:
        return f"letters.batch:{self.pk}"


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def to_do(self) -> RecipientQuerySet:
        return self.filter(made_at__isnull=True, error="")

    def failed(self) -> RecipientQuerySet:
        return self.filter(made_at__isnull=True).exclude(error="")

    def ready(self) -> RecipientQuerySet:
        return self.filter(made_at__isnull=False)


class Recipient(models.Model):
    """One member with what stands on their letter, as it was when it was asked for."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="recipients")
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="recipients")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    salutation = models.CharField(_("salutation"), max_length=160)
    address = models.JSONField(_("address"))
    # In the own link. It opens nothing by itself: whoever follows it signs in as this member.
    code = models.CharField(max_length=16, blank=True)
    error = models.TextField(blank=True)
    file = models.FileField(_("file"), upload_to="letters/personal/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "member"], name="mailing_has_a_member_once"),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="recipient_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, file="", sha256="")
                | (
                    Q(made_at__isnull=False, error="", pages__gt=0, bytes__gt=0)
                    & ~Q(file="")
                    & ~Q(sha256="")
                ),
                name="recipient_made_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> RenderingState:
        if self.made_at:
            return RenderingState.READY
        return RenderingState.FAILED if self.error else RenderingState.WAITING

    @property
    def file_name(self) -> str:
        """In a package and by itself: the number keeps two people of one name apart."""
        draft = "-concept" if self.mailing.is_draft else ""
        letter = self.mailing.letter
        day = letter.date_on.isoformat() if letter.date_on else ""
        stem = slugify(f"{day} {letter.reference} {letter.label} {self.name}")
        return f"{stem[:80].strip('-')}-{self.pk}{draft}.pdf"
