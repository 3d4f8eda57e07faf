"""What an organisation thinks of a chapter as it was published, officially and politically."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet
from stakeholders.models import Body
from stakeholders.permissions import Grant

from .chapters import Chapter
from .revisions import Revision


class Level(models.TextChoices):
    """Civil servants and administrators each say it for themselves; neither speaks for the other."""

    OFFICIAL = "official", _("By the civil servants")
    POLITICAL = "political", _("By the executive")


# Who speaks at which level; what the rest of it means is in `permissions`.
POSITION_GRANTS = {Level.OFFICIAL: Grant.WRITE_STRATEGY, Level.POLITICAL: Grant.HOLD_PORTFOLIO}


class Stance(models.TextChoices):
    AGREES = "agrees", _("Agrees")
    REMARKS = "remarks", _("Agrees, with remarks")
    DISAGREES = "disagrees", _("Does not agree")
    NO_REMARKS = "no_remarks", _("No remarks")


class Position(AppendOnly):
    """The newest one counts; it is about one text, and says nothing about a later one."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="positions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="positions")
    body = models.ForeignKey(Body, models.PROTECT, related_name="positions")
    level = models.CharField(_("level"), max_length=10, choices=Level)
    stance = models.CharField(_("position"), max_length=12, choices=Stance)
    remarks = models.TextField(_("remarks"), blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given"), auto_now_add=True)

    objects = AppendOnlyQuerySet["Position"].as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["chapter", "body", "level"], name="position_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=[Stance.AGREES, Stance.NO_REMARKS]) | ~Q(remarks=""),
                name="position_says_what_it_remarks",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.chapter} · {self.get_stance_display()}"

    @property
    def needs_reading_again(self) -> bool:
        """The text was published anew since."""
        return not self.is_about(self.chapter.published_id)

    def is_about(self, revision_id: int | None) -> bool:
        """Whether this text was judged, and not one of before or after it."""
        return self.revision_id == revision_id
