"""What a council said together: a motion or a decision, and how the groups voted on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Group

from .inputs import Input


class Resolution(models.Model):
    """The facts of a motion or a decision; its words are the answer of its input."""

    input = models.OneToOneField(
        Input, models.CASCADE, related_name="resolution", verbose_name=_("input")
    )
    title = models.CharField(_("title"), max_length=150)
    number = models.CharField(_("number"), max_length=40, blank=True)
    adopted_on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("motion or decision")
        verbose_name_plural = _("motions and decisions")

    def __str__(self) -> str:
        return self.title

    @property
    def is_council_wide(self) -> bool:
        """ "Raadsbreed": everybody who voted was in favour, and somebody did."""
        votes = list(self.votes.all())
        return any(vote.in_favour for vote in votes) and not any(vote.against for vote in votes)

    @property
    def in_favour(self) -> int:
        return sum(vote.in_favour for vote in self.votes.all())

    @property
    def against(self) -> int:
        return sum(vote.against for vote in self.votes.all())

    @property
    def minority_views(self) -> list[Vote]:
        return [vote for vote in self.votes.all() if vote.view]


class Vote(models.Model):
    """One group: how many members were for and against, and what the minority wants to be known."""

    resolution = models.ForeignKey(
        Resolution, models.CASCADE, related_name="votes", verbose_name=_("motion or decision")
    )
    group = models.ForeignKey(Group, models.PROTECT, verbose_name=_("political group"))
    in_favour = models.PositiveSmallIntegerField(_("in favour"), default=0)
    against = models.PositiveSmallIntegerField(_("against"), default=0)
    view = models.TextField(_("view of this group"), blank=True)

    class Meta:
        verbose_name = _("vote of a group")
        verbose_name_plural = _("votes of groups")
        ordering = ["group__name"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "group"], name="vote_once_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.in_favour}–{self.against}"
