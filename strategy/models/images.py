"""Images in the text."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .chapters import Chapter, Publication
from .products import Product
from .revisions import Revision


def new_key() -> str:
    return uuid.uuid4().hex


class ImageQuerySet(models.QuerySet["Image"]):
    def visible_to(self, user: User | AnonymousUser) -> ImageQuerySet:
        """The writers see every image; everybody else those in a text that was published."""
        writes = Product.writers.through.objects.filter(
            product_id=OuterRef("chapter__product_id"),
            body_id__in=bodies_with(user, Grant.PROPOSE_STRATEGY),
        )
        # Not only this chapter's: an image may have been copied along to another one.
        published = Publication.objects.filter(revision__images=OuterRef("pk"))
        return self.filter(Exists(writes) | Exists(published))

    def at(self, addresses: Iterable[str]) -> ImageQuerySet:
        """Those that a text shows: an address ends with the key."""
        return self.filter(pk__in=[one.rstrip("/").rpartition("/")[2] for one in addresses])


class Image(models.Model):
    # Not to be guessed: an image of a draft is seen by those who may see the draft.
    id = models.CharField(primary_key=True, max_length=32, default=new_key, editable=False)
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="images")
    # The texts in which it stands.
    revisions = models.ManyToManyField(Revision, related_name="images", editable=False)
    file = models.FileField(upload_to="strategy/images/")
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["image/jpeg", "image/png"]),
                name="image_is_jpeg_or_png",
            )
        ]

    def __str__(self) -> str:
        return f"{self.chapter} · {self.width} × {self.height}"

    def get_absolute_url(self) -> str:
        return reverse("image_detail", args=[self.pk])
