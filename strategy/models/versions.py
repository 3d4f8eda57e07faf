"""A product as it stood when it was frozen: its texts and figures, copied, and one hash over all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet

from .chapters import Chapter, ChapterStatus
from .products import Product
from .revisions import Revision
from .terms import Term


class Version(AppendOnly):
    product = models.ForeignKey(Product, models.PROTECT, related_name="versions")
    name = models.CharField(_("name"), max_length=60)
    note = models.CharField(_("what is it for?"), max_length=300)
    # Copies, because figures and words of the strategy go on: [{"name", "amount", "scope", "source"}]
    # and [{"word", "also", "meaning"}].
    figures = models.JSONField(_("figures"), default=list)
    terms = models.JSONField(_("words of the field"), default=list)
    # What the rehearsal found that did not stop it: ["hoofdstuk 3: …"]; versions of before have none.
    left_open = models.JSONField(_("still open"), null=True, blank=True)
    renderer = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(_("frozen"), default=timezone.now)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet["Version"].as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="version_name_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("version_detail", args=[self.pk])

    @property
    def is_untouched(self) -> bool:
        """Whether the texts, figures and words of the field still give the hash of the freezing."""
        chapters = (
            self.chapters.select_related("revision")
            .defer("revision__text", "revision__html", "revision__plain", "revision__contents")
            .order_by("number")
        )
        return fingerprint_of(self.figures, self.terms, chapters) == self.sha256

    def glossary(self) -> list[Term]:
        """What its words meant then; these terms are in no table."""
        return [Term(pk=number, **term) for number, term in enumerate(self.terms, 1)]


class VersionChapter(AppendOnly):
    """One chapter in it: the revision, and what it was called and looked like then."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="chapters")
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    status = models.CharField(_("status"), max_length=20, choices=ChapterStatus)
    html = models.TextField()
    open_suggestions = models.PositiveIntegerField(default=0)
    open_conversations = models.PositiveIntegerField(default=0)

    objects = AppendOnlyQuerySet["VersionChapter"].as_manager()

    class Meta:
        verbose_name = _("chapter of a version")
        verbose_name_plural = _("chapters of versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "chapter"], name="version_chapter_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("version_chapter", args=[self.version_id, self.chapter.slug])

    def facts(self) -> dict[str, Any]:
        """What the hash of the version is made of."""
        return {
            "chapter": self.chapter_id,  # its address may change
            "number": self.number,
            "title": self.title,
            "status": self.status,
            "revision": self.revision.sha256,
            "html": self.html,
        }


def fingerprint_of(
    figures: list[dict[str, str]],
    terms: list[dict[str, str]],
    chapters: Iterable[VersionChapter],
) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON of what is frozen."""
    facts = {
        "figures": figures,
        "terms": terms,
        "chapters": [chapter.facts() for chapter in chapters],
    }
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
