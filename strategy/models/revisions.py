"""Every text a chapter ever had. Rows are added and never changed; the database refuses it too."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .chapters import Chapter, Publication
from .products import Product


class RevisionKind(models.TextChoices):
    SAVE = "save", _("Saved")
    SUBMISSION = "submission", _("Submitted on an older text")
    MERGE = "merge", _("Merged")
    CHOICE = "choice", _("Chosen between two versions")
    RESTORE = "restore", _("Restored")
    SUGGESTION = "suggestion", _("Suggestion taken over")
    TOGETHER = "together", _("Written together")
    LOAD = "load", _("Loaded")


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: User | AnonymousUser) -> RevisionQuerySet:
        """The writers see every text; everybody else what was ever published."""
        writes = Product.writers.through.objects.filter(
            product_id=OuterRef("chapter__product_id"),
            body_id__in=bodies_with(user, Grant.PROPOSE_STRATEGY),
        )
        published = Publication.objects.filter(revision_id=OuterRef("pk"))
        return self.filter(Exists(writes) | Exists(published))

    def published(self) -> RevisionQuerySet:
        """Texts that everybody could read at some moment."""
        return self.filter(Exists(Publication.objects.filter(revision_id=OuterRef("pk"))))

    def in_line(self) -> RevisionQuerySet:
        """The texts the chapter had one after the other, without what was only merged into one."""
        return self.exclude(kind=RevisionKind.SUBMISSION)

    def without_texts(self) -> RevisionQuerySet:
        return self.defer("text", "html", "plain", "contents")

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("A revision never changes.")

    def delete(self) -> NoReturn:
        raise TypeError("A revision never changes.")


class Revision(models.Model):
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("version"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    merged_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_into"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RevisionKind)
    text = models.JSONField(_("text"))
    schema_version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    html = models.TextField()
    plain = models.TextField()
    contents = models.JSONField(default=list)
    words = models.PositiveIntegerField(_("words"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    # Who else wrote in it: the others of a live session, whose suggestion was taken over.
    contributors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("contributors")
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("saved"), default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "number"], name="revision_number_is_unique"),
            models.CheckConstraint(
                condition=~Q(kind=RevisionKind.MERGE) | Q(merged_from__isnull=False),
                name="revision_merge_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chapter_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A revision never changes.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("chapter_revision", args=[self.chapter.slug, self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A revision never changes.")

    @property
    def writers(self) -> list[User]:
        """All who wrote in it; the author first. One query more, or prefetch `contributors`."""
        return [*([self.author] if self.author else []), *self.contributors.all()]


class BlockLineage(models.Model):
    """In this revision the words of block `new` came from block `old`."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("split")
        MERGE = "merge", _("merged")
        COPY = "copy", _("copied")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="lineage")
    old = models.CharField(max_length=40)
    new = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("descent of a block")
        verbose_name_plural = _("descent of blocks")
        indexes = [models.Index(fields=["old"], name="lineage_by_old")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class ConflictChoice(models.TextChoices):
    YOURS = "yours", _("My version")
    THEIRS = "theirs", _("The other version")
    BOTH = "both", _("Both")
    SUPERSEDED = "superseded", _("Replaced by a newer question")


class BlockConflictQuerySet(models.QuerySet["BlockConflict"]):
    def open(self) -> BlockConflictQuerySet:
        return self.filter(resolved_at__isnull=True)


class BlockConflict(models.Model):
    """A block that two people changed at once: `author` chooses, until then the text says theirs."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="conflicts")
    submitted = models.ForeignKey(Revision, models.PROTECT, related_name="conflicts")
    block = models.CharField(max_length=40)
    # Null where the block did not exist (base) or was deleted (ours, theirs).
    base = models.JSONField(null=True)
    ours = models.JSONField(null=True)
    theirs = models.JSONField(null=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    theirs_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)
    choice = models.CharField(_("choice"), max_length=12, choices=ConflictChoice, blank=True)

    objects = BlockConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice between two versions")
        verbose_name_plural = _("choices between two versions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, choice="")
                | Q(resolved_at__isnull=False, choice__in=ConflictChoice.values),
                name="conflict_resolved_with_a_choice",
            ),
            models.UniqueConstraint(
                fields=["chapter", "block", "author"],
                condition=Q(resolved_at__isnull=True),
                name="conflict_one_open_per_block",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chapter} · {self.block}"

    def get_absolute_url(self) -> str:
        return reverse("conflict_resolve", args=[self.chapter.slug, self.pk])
