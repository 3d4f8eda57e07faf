"""What the writers say to each other about a text, beside the text and never inside it."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet
from stakeholders.models import Body, User
from stakeholders.permissions import Grant, bodies_with

from .chapters import Chapter
from .products import Product
from .revisions import Revision


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: User) -> ThreadQuerySet:
        """The writers see what is shared among them, and what stays inside their own body."""
        bodies = bodies_with(user, Grant.PROPOSE_STRATEGY)
        writes = Product.writers.through.objects.filter(
            product_id=OuterRef("chapter__product_id"), body_id__in=bodies
        )
        return self.filter(Exists(writes)).filter(Q(within__isnull=True) | Q(within__in=bodies))

    def shared(self) -> ThreadQuerySet:
        """Those that all writers read."""
        return self.filter(within=None)

    def open(self) -> ThreadQuerySet:
        return self.filter(resolved_at__isnull=True)

    def resolved(self) -> ThreadQuerySet:
        return self.filter(resolved_at__isnull=False)

    def waiting_for(self, user: User) -> ThreadQuerySet:
        """Assigned to this person, or they were called in and have said nothing since."""
        said_since = Comment.objects.filter(
            thread=OuterRef("comment__thread"), author=user, pk__gt=OuterRef("comment")
        )
        called_in = Mention.objects.filter(
            ~Exists(said_since), comment__thread=OuterRef("pk"), user=user
        )
        return self.open().filter(Q(assigned_to=user) | Exists(called_in))


class Thread(models.Model):
    """A conversation about one block, or about some words of it, as it stood in one revision."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="threads")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="threads")
    block_id = models.CharField(_("block"), max_length=40)
    quote = models.CharField(_("about these words"), max_length=300, blank=True)
    within = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only for"),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_threads",
        verbose_name=_("assigned to"),
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.chapter} · {self.block_id}"

    def get_absolute_url(self) -> str:
        address = reverse("chapter_discussion", args=[self.chapter.slug])
        return f"{address}?thread={self.pk}#thread-{self.pk}"


class Comment(models.Model):
    """What somebody said; it never changes, because others answered it."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("speaks for"))
    text = models.TextField(_("comment"))
    # Made with the form: sent twice, it is one comment.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A comment never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A comment never changes.")


class Mention(AppendOnly):
    """Somebody who was called in with a comment, and for whom they wrote then."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentions")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("writes for"))

    objects = AppendOnlyQuerySet["Mention"].as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="mention_once_per_comment")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.body.brief_name})"
