"""Other wording that an organisation proposes for a block, and what was decided about it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Body, User
from stakeholders.permissions import Grant, bodies_with
from strategy.text.nodes import Node, blocks_by_id, children, flat_text

from .chapters import Chapter
from .products import Product
from .revisions import Revision


class SuggestionStatus(models.TextChoices):
    DRAFT = "draft", _("Not sent yet")
    OPEN = "open", _("Still to decide")
    ACCEPTED = "accepted", _("Taken over")
    ADAPTED = "adapted", _("Taken over in other words")
    REJECTED = "rejected", _("Not taken over")
    WITHDRAWN = "withdrawn", _("Withdrawn")


TAKEN_OVER = (SuggestionStatus.ACCEPTED, SuggestionStatus.ADAPTED)
DECIDED = (*TAKEN_OVER, SuggestionStatus.REJECTED)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: User) -> SuggestionQuerySet:
        """What was sent all writers see; what was not stays inside the body that writes it."""
        bodies = bodies_with(user, Grant.PROPOSE_STRATEGY)
        writes = Product.writers.through.objects.filter(
            product_id=OuterRef("chapter__product_id"), body_id__in=bodies
        )
        return self.filter(Exists(writes)).filter(Q(sent_at__isnull=False) | Q(body__in=bodies))

    def drafts(self) -> SuggestionQuerySet:
        return self.filter(status=SuggestionStatus.DRAFT)

    def open(self) -> SuggestionQuerySet:
        return self.filter(status=SuggestionStatus.OPEN)

    def settled(self) -> SuggestionQuerySet:
        return self.exclude(status__in=[SuggestionStatus.DRAFT, SuggestionStatus.OPEN])


class Suggestion(models.Model):
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="suggestions")
    # The text it was written on, and the block of that text it would replace.
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="suggested_on")
    block_id = models.CharField(_("block"), max_length=40)
    # A document with what should stand there; an empty paragraph alone: the block should go.
    proposed = models.JSONField(_("proposed text"))
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="suggestions", verbose_name=_("proposed by")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=500, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=SuggestionStatus, default=SuggestionStatus.DRAFT
    )
    # Counts the saves of the draft: two colleagues do not write over each other unseen.
    edition = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decision = models.CharField(_("why decided so"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # The text that took it over, in these words or in others.
    result = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    # Made with the form: sent twice, it starts one suggestion.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"])
                | (Q(sent_at__isnull=False) & ~Q(reason="")),
                name="suggestion_sent_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
                name="suggestion_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=TAKEN_OVER, result__isnull=False)
                | (~Q(status__in=TAKEN_OVER) & Q(result__isnull=True)),
                name="suggestion_taken_over_has_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.chapter}"

    def get_absolute_url(self) -> str:
        return reverse("suggestion_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == SuggestionStatus.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status == SuggestionStatus.OPEN

    @property
    def is_deletion(self) -> bool:
        """Nothing is left but an empty line: the block should go."""
        blocks = children(self.proposed)
        return all(one["type"] == "paragraph" and not flat_text(one) for one in blocks)

    @property
    def is_plain(self) -> bool:
        """Only lines of bare text, which somebody can type anew.

        A table is more than that, and so is a line with a figure, a footnote, a link or bold in it.
        """
        return all(
            one["type"] in {"paragraph", "heading"}
            and all(part["type"] == "text" and not part.get("marks") for part in children(one))
            for one in children(self.proposed)
        )

    @property
    def original(self) -> Node:
        """The block it would replace, as a document."""
        return {"type": "doc", "content": [blocks_by_id(self.revision.text)[self.block_id]]}
