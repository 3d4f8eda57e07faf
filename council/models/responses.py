"""What is answered to one point or to several at once, and what it changed in the text."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milestones.models import Meeting
from stakeholders.models import User
from strategy.models import Chapter, Publication, Revision
from strategy.quoting import quote


class Outcome(models.TextChoices):
    TAKEN_OVER = "taken_over", _("Taken over")
    PARTLY = "partly", _("Partly taken over")
    NOT = "not", _("Not taken over")
    ALREADY = "already", _("Was there already")
    NOT_OURS = "not_ours", _("Belongs to the environmental vision")


CHANGES_THE_TEXT = frozenset({Outcome.TAKEN_OVER, Outcome.PARTLY})


class ResponseQuerySet(models.QuerySet["Response"]):
    def ready(self) -> ResponseQuerySet:
        """Read by a colleague, and waiting for the BOSS; with `boss_id` and `boss_at`."""
        return self.filter(approved_at__isnull=False, published_at__isnull=True)._with_boss()

    def to_publish(self) -> ResponseQuerySet:
        """Those of which the BOSS has met; of no BOSS at all: once there was one to tell it after."""
        return self.ready().filter(_after_its_boss())

    def to_read(self, user: User) -> ResponseQuerySet:
        """A colleague of this person asked for a second pair of eyes; the longest ago first."""
        return self.filter(_asked_of(user)).order_by("submitted_at", "pk")

    def tally(self, user: User) -> dict[str, int]:
        """How many are `to_read` by this person and how many `to_publish`, in one query."""
        is_ready = Q(approved_at__isnull=False) & _after_its_boss()
        unpublished = self.filter(published_at__isnull=True)._with_boss()
        return unpublished.aggregate(
            to_read=Count("pk", filter=_asked_of(user)), to_publish=Count("pk", filter=is_ready)
        )

    def of_no_meeting(self) -> ResponseQuerySet:
        """Ready, and about no meeting at all: somebody says with which they go along."""
        return self.ready().filter(Q(boss_id=None))

    def _with_boss(self) -> ResponseQuerySet:
        """Which meeting an answer belongs to: of its points the last that they go to, or none."""
        feeds = Meeting.objects.filter(input_sessions__report__points__response=OuterRef("pk"))
        last = feeds.order_by("-starts_at", "-pk")
        facts = {
            "boss_id": Subquery(last.values("pk")[:1]),
            "boss_at": Subquery(last.values("starts_at")[:1]),
        }
        # Declared on the model: a type checker would count them twice.
        return self.annotate(**facts)


def _asked_of(user: User) -> Q:
    return Q(submitted_at__isnull=False, approved_at__isnull=True) & ~Q(prepared_by=user)


def _after_its_boss() -> Q:
    """Its BOSS has met; of no BOSS at all: one has."""
    held = Meeting.objects.of_boss().held()
    return Q(boss_at__lt=timezone.now()) | Q(Exists(held), boss_id=None)


STATE_LABELS = {
    "draft": _("Draft"),
    "submitted": _("A colleague reads it"),
    "approved": _("Ready for the BOSS"),
    "published": _("Published"),
}


def state_of(
    submitted_at: datetime | None, approved_at: datetime | None, published_at: datetime | None
) -> str:
    """A key of STATE_LABELS."""
    if published_at:
        return "published"
    if approved_at:
        return "approved"
    return "submitted" if submitted_at else "draft"


class Response(models.Model):
    """Prepared quietly, seen by a second pair of eyes, published after the BOSS; then it stays."""

    title = models.CharField(_("short name"), max_length=120)
    outcome = models.CharField(_("what is done with it"), max_length=12, choices=Outcome)
    text = models.TextField(_("answer"))
    standard = models.ForeignKey(
        "council.StandardAnswer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="used_in",
        verbose_name=_("begun with"),
    )
    prepared_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    submitted_at = models.DateTimeField(_("given to a colleague to read"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("read by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    # The BOSS after which it was published: what was decided, and when.
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("after the meeting"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    boss_id: int | None  # annotated by ResponseQuerySet.ready
    boss_at: datetime | None

    class Meta:
        verbose_name = _("answer to points")
        verbose_name_plural = _("answers to points")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False)),
                name="response_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="response_has_a_second_pair_of_eyes",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, meeting__isnull=True)
                | Q(
                    published_at__isnull=False,
                    meeting__isnull=False,
                    approved_at__isnull=False,
                ),
                name="response_is_published_approved_and_after_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("response_detail", args=[self.pk])

    @property
    def changes_the_text(self) -> bool:
        return self.outcome in CHANGES_THE_TEXT

    @property
    def as_read(self) -> str:
        """Which words a colleague reads: they are given to read anew when something changes."""
        return f"{self.pk}@{self.submitted_at.isoformat() if self.submitted_at else ''}"

    @property
    def state(self) -> str:
        """draft, submitted, approved or published, for the badge."""
        return state_of(self.submitted_at, self.approved_at, self.published_at)

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[self.state])


class TraceQuerySet(models.QuerySet["Trace"]):
    def with_publication(self) -> TraceQuerySet:
        """With `published_at`: when readers first got a text with the change in it."""
        came = Publication.objects.filter(
            chapter=OuterRef("chapter"), revision__number__gte=OuterRef("revision__number")
        ).order_by("published_at")
        facts = {"published_at": Subquery(came.values("published_at")[:1])}
        return self.annotate(**facts)


class Trace(models.Model):
    """Which change of the text an answer points at: one block, in the revision that changed it."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="traces", verbose_name=_("answer")
    )
    chapter = models.ForeignKey(
        Chapter, models.PROTECT, related_name="traces", verbose_name=_("chapter")
    )
    revision = models.ForeignKey(Revision, models.PROTECT, verbose_name=_("revision"))
    block_id = models.CharField(_("block"), max_length=40)
    linked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("linked by")
    )
    linked_at = models.DateTimeField(_("linked"), auto_now_add=True)

    objects = TraceQuerySet.as_manager()

    published_at: datetime | None  # annotated by TraceQuerySet.with_publication

    class Meta:
        verbose_name = _("change of the text")
        verbose_name_plural = _("changes of the text")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "revision", "block_id"], name="trace_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.chapter}, {self.block_id}"

    @property
    def then(self) -> str:
        return quote(self.revision.parent, self.block_id)

    @property
    def now(self) -> str:
        return quote(self.revision, self.block_id)
