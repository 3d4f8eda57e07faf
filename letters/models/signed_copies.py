"""The letter as it was signed by hand, beside the one that the portal made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet

from .letters import Letter


class SignedCopy(AppendOnly):
    """One per letter, kept for good: what was signed is not signed anew."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="signed_copy")
    file = models.FileField(_("file"), upload_to="letters/signed/%Y/")
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(_("pages"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = AppendOnlyQuerySet["SignedCopy"].as_manager()

    class Meta:
        verbose_name = _("signed copy of a letter")
        verbose_name_plural = _("signed copies of letters")
        constraints = [
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(sha256="") & Q(bytes__gt=0, pages__gt=0),
                name="signed_copy_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.sha256[:12]}"

    @property
    def file_name(self) -> str:
        letter = self.letter
        day = letter.date_on.isoformat() if letter.date_on else ""
        words = (day, letter.reference, letter.label, letter.organisation.short_name)
        return f"{slugify(' '.join(words))[:100].strip('-')}-ondertekend.pdf"
