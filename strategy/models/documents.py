"""Word documents that were uploaded, from there until their text went into a chapter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Body, User

from .chapters import Chapter
from .revisions import Revision


class ImportedDocumentQuerySet(models.QuerySet["ImportedDocument"]):
    def visible_to(self, user: User) -> ImportedDocumentQuerySet:
        """Nobody else's: what is in a document is its uploader's until it is in the chapter."""
        return self.filter(by=user)

    def unread(self) -> ImportedDocumentQuerySet:
        return self.filter(read_at__isnull=True)

    def taken(self) -> ImportedDocumentQuerySet:
        return self.filter(taken_at__isnull=False)

    def waiting(self) -> ImportedDocumentQuerySet:
        return self.filter(taken_at__isnull=True)

    def without_texts(self) -> ImportedDocumentQuerySet:
        """For a list: what is in them is large."""
        return self.defer("text", "report", "changes", "comments", "images")


class ImportedDocument(models.Model):
    """What was read in a file; the file itself is kept until then. See strategy.docx.ReadDocument."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="documents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="strategy/documents/", blank=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    # Read with an error it is refused: that stays so. Not read with one, it can be tried again.
    read_at = models.DateTimeField(_("read"), null=True)
    error = models.TextField(_("why it cannot be read"), blank=True)
    # The text on which it was laid; null when the chapter had none.
    base = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    text = models.JSONField(_("text"), default=dict)
    report = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    comments = models.JSONField(default=list)
    # By the fingerprint of an image in the file: the image it became.
    images = models.JSONField(default=dict)
    # In whose name it went into the chapter, and whether its comments stay inside that body.
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    is_internal = models.BooleanField(default=True)
    taken_at = models.DateTimeField(_("put into the chapter"), null=True, blank=True)

    objects = ImportedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Word document")
        verbose_name_plural = _("Word documents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(body__isnull=False),
                name="document_taken_in_a_name",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(read_at__isnull=False, error=""),
                name="document_taken_was_read",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("chapter_import_preview", args=[self.chapter.slug, self.pk])

    @property
    def job_key(self) -> str:
        return f"strategy.document:{self.pk}"

    @property
    def state(self) -> str:
        if self.read_at is None:
            return "failed" if self.error else "waiting"
        return "refused" if self.error else "ready"

    @property
    def is_taken(self) -> bool:
        return self.taken_at is not None
