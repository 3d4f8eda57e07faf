"""Chapters: what the writers are working on, and what everybody else may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Organisation, User
from stakeholders.permissions import Grant, bodies_with

from .products import Product

if TYPE_CHECKING:
    from .live import LiveSession
    from .revisions import Revision


class ChapterStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FOR_REVIEW = "for_review", _("For review")
    FOR_AGREEMENT = "for_agreement", _("For agreement")
    AGREED = "agreed", _("Agreed")
    ADOPTED = "adopted", _("Adopted")


# Once the executives are asked to agree, the text they were asked about stands still.
OPEN_STATUSES = frozenset({ChapterStatus.DRAFT, ChapterStatus.FOR_REVIEW})


class ChapterQuerySet(models.QuerySet["Chapter"]):
    def for_viewer(self, user: User | AnonymousUser) -> ChapterQuerySet:
        """With what `viewer_id` may do for the product: take part, write, lead."""

        def holds(grant: Grant) -> Exists | Value:
            bodies = bodies_with(user, grant)
            if not bodies:
                return Value(False)
            return Exists(
                Product.writers.through.objects.filter(
                    product_id=OuterRef("product_id"), body_id__in=bodies
                )
            )

        flags = {
            "viewer_takes_part": Grant.PROPOSE_STRATEGY,
            "viewer_writes": Grant.WRITE_STRATEGY,
            "viewer_leads": Grant.LEAD_STRATEGY,
        }
        viewer = {"viewer_id": Value(user.pk, output_field=models.BigIntegerField(null=True))}
        return self.annotate(**viewer, **{name: holds(grant) for name, grant in flags.items()})

    def visible_to(self, user: User | AnonymousUser) -> ChapterQuerySet:
        """Who takes part in the writing sees every chapter; for everybody else it is there once it is published."""
        seen = self.for_viewer(user)
        if not bodies_with(user, Grant.PROPOSE_STRATEGY):
            return seen.published()  # the same, asked in half the time: most people only read
        return seen.filter(Q(viewer_takes_part=True) | Q(published__isnull=False))

    def seen_beside(self, chapter: Chapter) -> ChapterQuerySet:
        """The chapters of its product, itself included, that its viewer may see, in their order."""
        same_product = self.filter(product_id=chapter.product_id).order_by("number")
        return same_product if chapter.viewer_takes_part else same_product.published()

    def published(self) -> ChapterQuerySet:
        return self.filter(published__isnull=False)

    def with_earlier_version(self) -> ChapterQuerySet:
        """With the newest frozen version whose text of the chapter is not the published one."""
        other = (
            apps.get_model("strategy", "VersionChapter")
            .objects.filter(chapter=OuterRef("pk"))
            .exclude(revision=OuterRef("published"))
            .order_by("-version")
        )
        named = other.values(named=JSONObject(pk="version_id", name="version__name"))
        facts = {"earlier_version": Subquery(named[:1])}  # declared on the model: not typed twice
        return self.annotate(**facts)

    def with_revisions(self) -> ChapterQuerySet:
        """With the facts about the head and the published text, not the texts themselves."""
        heavy = ("text", "html", "plain", "contents")
        return self.select_related("head", "published").defer(
            *(f"{revision}__{field}" for revision in ("head", "published") for field in heavy)
        )


def numbered(number: int, title: str) -> str:
    """A chapter as people name it."""
    return f"{number}. {title}"


class Chapter(models.Model):
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="chapters", verbose_name=_("product")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    slug = models.SlugField(_("short name in addresses"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    status = models.CharField(
        _("status"), max_length=20, choices=ChapterStatus, default=ChapterStatus.DRAFT
    )
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead"),
    )
    # The newest text, which the writers see and edit; everybody else reads `published`.
    head = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    published = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")

    objects = ChapterQuerySet.as_manager()

    # Annotated by ChapterQuerySet.for_viewer.
    viewer_id: int | None
    viewer_takes_part: bool
    viewer_writes: bool
    viewer_leads: bool
    # Annotated by ChapterQuerySet.with_earlier_version: {pk, name}.
    earlier_version: dict[str, Any] | None
    # Annotated by strategy.answers: the revision that was published when a round ended.
    stood_id: int | None
    # Set by services.locking: those who write in it together now, if any.
    session_under_lock: LiveSession | None

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["product__order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="chapter_number_is_unique"),
            models.CheckConstraint(
                condition=Q(status=ChapterStatus.DRAFT) | Q(published__isnull=False),
                name="chapter_past_draft_is_published",
            ),
            models.CheckConstraint(
                condition=Q(published__isnull=True) | Q(head__isnull=False),
                name="chapter_published_has_head",
            ),
        ]

    def __str__(self) -> str:
        return numbered(self.number, self.title)

    def get_absolute_url(self) -> str:
        return reverse("chapter_detail", args=[self.slug])

    @property
    def is_open(self) -> bool:
        """Its text may still change."""
        return self.status in OPEN_STATUSES

    @property
    def shown_id(self) -> int | None:
        """The revision this viewer reads."""
        return self.head_id if self.viewer_takes_part else self.published_id

    @property
    def shown(self) -> Revision | None:
        """The text this viewer reads; comes with `with_revisions()`."""
        return self.head if self.viewer_takes_part else self.published

    @property
    def has_unpublished_text(self) -> bool:
        return self.head_id != self.published_id


class PublicationQuerySet(models.QuerySet["Publication"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("What was published stays published.")

    def delete(self) -> NoReturn:
        raise TypeError("What was published stays published.")


class Publication(models.Model):
    """The moment a revision became what readers outside the writing bodies see."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="publications")
    revision = models.ForeignKey("Revision", models.PROTECT, related_name="publications")
    reason = models.CharField(_("why"), max_length=300)
    # Paragraphs that changed since the publication before and come, wholly or in part, from no
    # accepted suggestion; null when none was accepted between the two.
    changed_outside = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.revision} · {self.reason}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("What was published stays published.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("What was published stays published.")
