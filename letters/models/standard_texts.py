"""Words that come back in many letters, of one organisation or of the whole region."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Organisation, User
from stakeholders.permissions import Grant, bodies_with

from .letters import Letter


class StandardTextQuerySet(models.QuerySet["StandardText"]):
    def visible_to(self, user: User) -> StandardTextQuerySet:
        """Those of the region, and those of the organisations for whose executive one writes."""
        if not (writes_for := bodies_with(user, Grant.WRITE_LETTERS)):
            leads = bodies_with(user, Grant.LEAD_STRATEGY)
            return self.filter(organisation=None) if leads else self.none()
        return self.filter(Q(organisation=None) | Q(organisation__bodies__in=writes_for))

    def standing(self) -> StandardTextQuerySet:
        return self.filter(retired_at__isnull=True)

    def for_letter(self, letter: Letter) -> StandardTextQuerySet:
        own = Q(organisation=letter.executive.organisation_id)
        return self.standing().filter(own | Q(organisation=None))


class StandardText(models.Model):
    """A letter takes a copy of it: what is changed here later changes no letter."""

    # None: of the whole region, kept by the project team.
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="standard_texts",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    edition = models.PositiveIntegerField(default=1, editable=False)
    retired_at = models.DateTimeField(_("taken out of use"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    letters = models.ManyToManyField(
        Letter, through="letters.StandardTextUse", related_name="standard_texts"
    )

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard text")
        verbose_name_plural = _("standard texts")
        ordering = [Lower("title"), "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("standard_text_edit", args=[self.pk])

    @property
    def is_regional(self) -> bool:
        return self.organisation_id is None


class StandardTextUse(models.Model):
    """A letter took these words, as they were in that edition."""

    standard_text = models.ForeignKey(StandardText, models.PROTECT, related_name="uses")
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="+")
    edition = models.PositiveIntegerField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    used_at = models.DateTimeField(_("used"), auto_now_add=True)

    class Meta:
        verbose_name = _("use of a standard text")
        verbose_name_plural = _("uses of standard texts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard_text", "letter"], name="standard_text_used_once_in_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard_text} → {self.letter}"
