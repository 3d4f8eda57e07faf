"""Word documents that were read, before and after their text went into a chapter."""

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

    def taken(self) -> ImportedDocumentQuerySet:
        return self.filter(taken_at__isnull=False)

    def waiting(self) -> ImportedDocumentQuerySet:
        return self.filter(taken_at__isnull=True)


class ImportedDocument(models.Model):
    """What was read in a file; the file itself is not kept. See strategy.docx.ReadDocument."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="documents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    # The text on which it was laid; null when the chapter had none.
    base = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    text = models.JSONField(_("text"))
    report = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    comments = models.JSONField(default=list)
    # By the fingerprint of an image in the file: the image it became.
    images = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("read"), auto_now_add=True)
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
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("chapter_import_preview", args=[self.chapter.slug, self.pk])

    @property
    def is_taken(self) -> bool:
        return self.taken_at is not None
