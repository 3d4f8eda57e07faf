"""A choice: a marked block of the strategy, to which projects lead back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User
from strategy.models import Chapter, Revision


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def visible_to(self, user: User) -> ChoiceQuerySet:
        """Only published text is marked: who reads that reads its choices."""
        return self.filter(chapter__published__isnull=False)

    def standing(self) -> ChoiceQuerySet:
        """That somebody can still lead a project back to."""
        return self.filter(dropped_at__isnull=True).exclude(words="")

    def in_order(self) -> ChoiceQuerySet:
        return self.select_related("chapter__product").order_by(
            "chapter__product__order", "chapter__number", "pk"
        )


class Choice(models.Model):
    # The form that marks it carries this key: sent twice, it marks once.
    key = models.UUIDField(unique=True, editable=False)
    chapter = models.ForeignKey(
        Chapter, models.PROTECT, related_name="choices", verbose_name=_("chapter")
    )
    # As it was when it was marked; where its words are now, strategy.whereabouts tells.
    block = models.CharField(_("paragraph"), max_length=40)
    title = models.CharField(_("what is chosen"), max_length=160)
    # The text in which its words were last looked up, and those words; empty once they are gone.
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    words = models.TextField(_("words"), blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(_("marked"), auto_now_add=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    dropped_because = models.CharField(_("why it was dropped"), max_length=300, blank=True)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "block"], name="choice_once_per_block"),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_because="")
                | (Q(dropped_at__isnull=False) & ~Q(dropped_because="")),
                name="choice_dropped_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("choice_detail", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        return self.dropped_at is None and bool(self.words)
