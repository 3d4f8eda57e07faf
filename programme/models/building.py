"""Building blocks: paragraphs of a frozen version, for an organisation's own environmental vision.

What its executive proposes and what its council decided stand apart: one row for the block with the
proposal that lies on the table, and one for every outcome a council decided, which stays.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.append_only import AppendOnly, AppendOnlyQuerySet
from stakeholders.models import Body, Organisation, User
from stakeholders.permissions import user_organisations
from strategy.models import Chapter, Version, VersionChapter


class Use(models.TextChoices):
    """What becomes of a building block: in a proposal and in a decision."""

    ADOPT = "adopt", _("Take over")
    ADAPT = "adapt", _("Adapt")
    SET_ASIDE = "set_aside", _("Set aside")
    NOT_YET = "not_yet", _("Not yet")


class BuildingBlockQuerySet(models.QuerySet["BuildingBlock"]):
    def visible_to(self, user: User) -> BuildingBlockQuerySet:
        """What a council decided about is for everybody; before that it is of the organisation itself."""
        return self.filter(Q(decided__isnull=False) | Q(organisation__in=user_organisations(user)))

    def in_order(self) -> BuildingBlockQuerySet:
        """With what their pages tell of them, but not the texts they were taken from."""
        return self.select_related(
            "organisation", "chapter", "frozen__version__product", "decided__decision__body",
            "decided__frozen__version", "stayed_at",
        ).defer("frozen__html", "decided__frozen__html", *_of_versions()).order_by(
            "chapter__product__order", "chapter__number", "place", "pk"
        )  # fmt: skip


def _of_versions() -> list[str]:
    versions = ("frozen__version", "decided__frozen__version", "stayed_at")
    return [f"{one}__{heavy}" for one in versions for heavy in ("figures", "terms", "left_open")]


class BuildingBlock(models.Model):
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="building_blocks",
        verbose_name=_("organisation"),
    )
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="+")
    block = models.CharField(_("paragraph"), max_length=40)
    # The chapter of the version from which its words were taken, and where it stood in that.
    frozen = models.ForeignKey(VersionChapter, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    words = models.TextField(_("words"))
    # What lies on the table; it moves into the decision about it.
    proposal = models.CharField(_("proposal"), max_length=10, choices=Use, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    own_words = models.TextField(_("own words"), blank=True)
    landed_in = models.CharField(_("where it landed"), max_length=200, blank=True)
    # The newest outcome: what holds.
    decided = models.ForeignKey("DecidedBlock", models.PROTECT, null=True, related_name="+")
    # Knowingly with the old words, while that version reads otherwise.
    stayed_at = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    stayed_words = models.TextField(blank=True)
    stayed_because = models.CharField(_("why the old words stay"), max_length=300, blank=True)
    # Counts the changes: who saves or decides on top of somebody else's newer words is told.
    edition = models.PositiveIntegerField(default=1, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken over"), auto_now_add=True)

    objects = BuildingBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("building block")
        verbose_name_plural = _("building blocks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "chapter", "block"], name="building_block_once"
            ),
            models.CheckConstraint(
                condition=Q(proposal="adapt") & ~Q(own_words="")
                | ~Q(proposal="adapt") & Q(own_words=""),
                name="building_block_adapted_has_own_words",
            ),
            models.CheckConstraint(
                condition=Q(proposal="", reason="") | ~Q(proposal="") & ~Q(reason=""),
                name="building_block_proposal_says_why",
            ),
            models.CheckConstraint(
                condition=Q(stayed_at__isnull=True, stayed_because="", stayed_words="")
                | Q(stayed_at__isnull=False) & ~Q(stayed_because=""),
                name="building_block_stays_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.short_name}, {self.section}"

    def get_absolute_url(self) -> str:
        return reverse("building_detail", args=[self.pk])

    @property
    def section(self) -> str:
        """Its name in files, for good: numbers and addresses of chapters change, keys do not."""
        return f"chp_{self.chapter_id}__blk_{self.block}"


class BlockDecision(AppendOnly):
    """A decision of a council, of Provinciale Staten or of a general board, over many blocks at once."""

    # The form that records it carries this key: sent twice, it is one decision.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="block_decisions", verbose_name=_("council")
    )
    number = models.CharField(_("number of the decision"), max_length=60)
    decided_on = models.DateField(_("day of the decision"))
    recorded_on = models.DateField(_("recorded on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet["BlockDecision"].as_manager()

    class Meta:
        verbose_name = _("decision about building blocks")
        verbose_name_plural = _("decisions about building blocks")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__lte=F("recorded_on")),
                name="block_decision_is_not_of_tomorrow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.number}"


class DecidedBlock(AppendOnly):
    """The outcome for one block, beside what was proposed and the words it was about."""

    decision = models.ForeignKey(BlockDecision, models.PROTECT, related_name="blocks")
    building_block = models.ForeignKey(BuildingBlock, models.PROTECT, related_name="history")
    frozen = models.ForeignKey(VersionChapter, models.PROTECT, related_name="+")
    words = models.TextField(_("words"))
    proposal = models.CharField(_("proposal"), max_length=10, choices=Use, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    proposed_words = models.TextField(_("own words in the proposal"), blank=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=Use)
    own_words = models.TextField(_("own words"), blank=True)

    objects = AppendOnlyQuerySet["DecidedBlock"].as_manager()

    class Meta:
        verbose_name = _("decided building block")
        verbose_name_plural = _("decided building blocks")
        ordering = ["-decision__decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "building_block"], name="block_once_per_decision"
            ),
            models.CheckConstraint(
                condition=Q(outcome="adapt") & ~Q(own_words="")
                | ~Q(outcome="adapt") & Q(own_words=""),
                name="decided_block_adapted_has_own_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_outcome_display()}"
