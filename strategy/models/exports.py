"""A text taken along as a file: made in the background, for who asked, and thrown away after a week."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User

from .revisions import Revision
from .versions import Version


class ExportFormat(models.TextChoices):
    DOCX = "docx", _("Word")
    PDF = "pdf", _("PDF")
    HTML = "html", _("Web page")
    XLSX = "xlsx", _("Excel")


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User | AnonymousUser) -> ExportQuerySet:
        return self.filter(by=user) if isinstance(user, User) else self.none()


class Export(models.Model):
    """Of a version, of one text of a chapter, of what changed between two of them, or of something
    in a room above this one (strategy/sources.py)."""

    format = models.CharField(_("kind of file"), max_length=4, choices=ExportFormat)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    before = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=500, blank=True)
    # What a source calls it, and its file.
    title = models.CharField(max_length=200, blank=True)
    stem = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    # Made with the form: sent twice, it is one file.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requested_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(upload_to="strategy/exports/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(_("size"), default=0)
    made_at = models.DateTimeField(_("made"), null=True)
    error = models.TextField(_("why it failed"), blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a text")
        verbose_name_plural = _("files of texts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    version__isnull=False, revision__isnull=True, before__isnull=True, source=""
                )
                | Q(version__isnull=True, revision__isnull=False, source="")
                | Q(version__isnull=True, revision__isnull=True, before__isnull=True)
                & ~Q(source=""),
                name="export_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.get_format_display()}"

    def get_absolute_url(self) -> str:
        return reverse("export_detail", args=[self.pk])

    @property
    def subject(self) -> str:
        """What is in it, in words."""
        if self.source:
            return self.title
        if self.version is not None:
            return str(self.version)
        assert self.revision is not None
        return str(self.revision.chapter)

    @property
    def state(self) -> str:
        if self.error:
            return "failed"
        if self.made_at is None:
            return "waiting"
        return "ready" if self.file else "gone"

    @property
    def file_name(self) -> str:
        if self.source:
            words = self.stem
        elif self.version is not None:
            words = f"{self.version.product.slug}-{self.version.name}"
        else:
            assert self.revision is not None
            words = f"{self.revision.chapter.slug}-{self.revision.number}"
            words += f"-wijzigingen-sinds-{self.before.number}" if self.before else ""
        safe = "".join(letter if letter.isalnum() else "-" for letter in words.lower())
        return f"{safe.strip('-')}.{self.format}"
