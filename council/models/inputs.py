"""What was said. A draft is its writer's alone; what was submitted never changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stakeholders.models import BodyKind, Group, User
from stakeholders.permissions import (
    Grant,
    organisations_with,
    user_bodies,
    user_organisations,
)
from strategy.models import Chapter, Revision
from strategy.quoting import quote

from .sessions import InputSession, Question
from .states import InputStatus

if TYPE_CHECKING:
    from .reports import Point


class InputKind(models.TextChoices):
    """In whose name something was said; what weighs differently is never mixed."""

    MEMBER = "member", _("In my own name")
    GROUP = "group", _("On behalf of my group")
    HARVEST = "harvest", _("What came out of the meeting")
    MOTION = "motion", _("Motion")
    DECISION = "decision", _("Decision of the council")


# The clerk writes these down: nobody speaks them in a name of one's own.
REGISTERED: Final = frozenset({InputKind.HARVEST, InputKind.MOTION, InputKind.DECISION})


class InputSource(models.TextChoices):
    ONLINE = "online", _("In the portal")
    ROOM = "room", _("Said in the room")
    CALL = "call", _("In an online meeting")
    MAIL = "mail", _("By e-mail")
    LETTER = "letter", _("By letter")


# What arrived on a day, and may be written down on a later one.
POSTED: Final = frozenset({InputSource.MAIL, InputSource.LETTER})

# What it takes to say who spoke, and whether that may be said.
OF_SPEAKER: Final = ("author", "group", "withholding", "session__body")


class InputQuerySet(models.QuerySet["Input"]):
    def visible_to(self, user: User | AnonymousUser) -> InputQuerySet:
        """Drafts: who writes them. Submitted: the own council, and its executive once handed over.

        An executive never reads a council's input before the clerk hands it over; only its civil
        servants do, from when the clerk asked them for the report. What was withdrawn is for who
        said it alone. Who wrote down what others said reads it as long as she is in that council.
        """
        bodies = user_bodies(user)
        # Where somebody else spoke and only the typist is named, the clerk is no speaker.
        own = Q(author=user.pk) & (Q(source=InputSource.ONLINE) | ~Q(entered_by=user.pk))
        of_my_council = Q(session__body__in=bodies)
        handed_to_my_executive = Q(
            session__handed_over_at__isnull=False,
            session__body__organisation__in=user_organisations(user, BodyKind.EXECUTIVE),
        )
        asked_to_report = Q(
            session__report__isnull=False,
            session__body__organisation__in=organisations_with(user, Grant.WRITE_STRATEGY),
        )
        submitted = Q(status=InputStatus.SUBMITTED, withdrawal=None) & (
            of_my_council | handed_to_my_executive | asked_to_report
        )
        draft = Q(status=InputStatus.DRAFT, entered_by=user.pk)
        return self.filter(submitted | draft | (own & Q(status=InputStatus.SUBMITTED)))

    def public(self) -> InputQuerySet:
        """What anybody may read: made public by the clerk, and not withheld."""
        return self.submitted().filter(
            session__published_at__isnull=False, session__is_closed=False, withholding=None
        )

    def submitted(self) -> InputQuerySet:
        """And not withdrawn."""
        return self.filter(status=InputStatus.SUBMITTED, withdrawal=None)

    def drafts(self) -> InputQuerySet:
        return self.filter(status=InputStatus.DRAFT)

    def written_down(self) -> InputQuerySet:
        """By the clerk, of what others said in the room or sent."""
        return self.submitted().exclude(source=InputSource.ONLINE).exclude(kind__in=REGISTERED)

    def spoken_by(self, user: User, groups: Iterable[int]) -> InputQuerySet:
        """In the own name, and in that of these groups; also what nobody in particular said."""
        return self.filter(
            Q(author=user.pk, kind=InputKind.MEMBER) | Q(kind=InputKind.GROUP, group__in=groups)
        )

    def with_speakers(self) -> InputQuerySet:
        return self.select_related(*OF_SPEAKER)

    def with_what_was_said(self) -> InputQuerySet:
        return (
            self.with_speakers()
            .select_related("session__meeting__body", "resolution")
            .prefetch_related("answers__question", "answers__chapter", "answers__revision")
            .prefetch_related("resolution__votes__group")
        )

    def counted(self) -> InputQuerySet:
        """With `answer_count`: to how many questions and chapters it says something."""
        facts = {"answer_count": Count("answers")}
        return self.annotate(**facts)


class Input(models.Model):
    session = models.ForeignKey(
        InputSession, models.PROTECT, related_name="inputs", verbose_name=_("session")
    )
    author = models.ForeignKey(
        User, models.PROTECT, related_name="inputs", verbose_name=_("speaker")
    )
    # Who typed it: the author, or the clerk who wrote down what was said in the room.
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="entered_inputs", verbose_name=_("entered by")
    )
    kind = models.CharField(_("on whose behalf"), max_length=10, choices=InputKind)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, verbose_name=_("political group")
    )
    source = models.CharField(
        _("source"), max_length=10, choices=InputSource, default=InputSource.ONLINE
    )
    status = models.CharField(
        _("status"), max_length=10, choices=InputStatus, default=InputStatus.DRAFT
    )
    # Of a letter or an e-mail: what came in before the session closed counts.
    arrived_on = models.DateField(_("came in on"), null=True, blank=True)
    no_remarks = models.BooleanField(_("no remarks"), default=False)
    # Made with the page: the same key is the same act, however often it arrives.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The opened page that wrote this draft, so that another window does not write over it unseen.
    written_in = models.UUIDField(null=True, editable=False)
    receipt = models.CharField(_("receipt number"), max_length=20, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)

    objects = InputQuerySet.as_manager()

    # Set by permissions.name_speakers; who is not asked about reads no names of closed input.
    is_read_inside = False

    answer_count: int  # annotated by InputQuerySet.counted
    first_point: int  # annotated by notifications.tell_answered

    class Meta:
        verbose_name = _("input")
        verbose_name_plural = _("inputs")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=InputStatus.DRAFT, submitted_at__isnull=True, receipt="")
                | (Q(status=InputStatus.SUBMITTED, submitted_at__isnull=False) & ~Q(receipt="")),
                name="input_submitted_has_receipt",
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="input_receipt_is_unique"
            ),
            models.CheckConstraint(
                condition=~Q(kind=InputKind.GROUP) | Q(group__isnull=False),
                name="input_of_group_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(source=InputSource.ONLINE) | Q(author=F("entered_by")),
                name="input_online_is_typed_by_its_author",
            ),
            models.UniqueConstraint(
                fields=["session", "author"],
                condition=Q(status=InputStatus.DRAFT, source=InputSource.ONLINE),
                name="input_one_draft_per_author",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt or str(_("Draft"))

    def get_absolute_url(self) -> str:
        return reverse("input_detail", args=[self.receipt])

    @property
    def is_closed(self) -> bool:
        """Spoken behind closed doors, or withheld afterwards."""
        return self.session.is_closed or hasattr(self, "withholding")

    @property
    def shows_names(self) -> bool:
        """Of people and of groups."""
        return self.is_read_inside or not self.is_closed

    @property
    def on_behalf_of(self) -> str:
        if not (self.shows_names or self.is_registered):
            return gettext("A member of %(council)s") % {"council": self.session.body.name}
        if self.kind == InputKind.GROUP and self.group:
            return self.group.name
        if self.is_registered:
            return self.session.body.name
        return self.author.name

    @property
    def speaker(self) -> str:
        """Who said it, in one line."""
        if self.names_no_speaker or self.is_registered or not self.shows_names:
            return self.on_behalf_of
        names = {"name": self.author.name, "group": self.group}
        if self.kind == InputKind.GROUP:
            return gettext("%(name)s for %(group)s") % names
        return f"{self.author.name} ({self.group})" if self.group else self.author.name

    @property
    def is_registered(self) -> bool:
        return self.kind in REGISTERED

    @property
    def is_written_down(self) -> bool:
        """See InputQuerySet.written_down."""
        return self.source != InputSource.ONLINE and not self.is_registered

    @property
    def names_no_speaker(self) -> bool:
        """A group as a whole has no author of its own: there stands who wrote it down."""
        return self.is_written_down and self.author_id == self.entered_by_id

    @property
    def title(self) -> str:
        """What it is, for the heading of its page and the lists."""
        if not self.is_registered:
            return gettext("Input of %(who)s") % {"who": self.on_behalf_of}
        resolution = getattr(self, "resolution", None)
        label = str(self.get_kind_display())
        return f"{label}: {resolution.title}" if resolution else label


class Withdrawal(models.Model):
    """Taken back by who said it; what was submitted stays as it was, and counts no more."""

    input = models.OneToOneField(
        Input, models.PROTECT, related_name="withdrawal", verbose_name=_("input")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("withdrawn"), auto_now_add=True)

    class Meta:
        verbose_name = _("withdrawal of input")
        verbose_name_plural = _("withdrawals of input")

    def __str__(self) -> str:
        return str(self.input)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def with_speakers(self) -> AnswerQuerySet:
        return self.select_related(*(f"input__{name}" for name in OF_SPEAKER))


class Answer(models.Model):
    """An answer to a question, or a remark on a chapter or one block of it."""

    input = models.ForeignKey(
        Input, models.CASCADE, related_name="answers", verbose_name=_("input")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, verbose_name=_("question")
    )
    chapter = models.ForeignKey(
        Chapter, models.PROTECT, null=True, blank=True, verbose_name=_("chapter")
    )
    # The text as the speaker read it; a block is named by its id in that revision.
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, verbose_name=_("revision")
    )
    block_id = models.CharField(_("block"), max_length=40, blank=True)
    text = models.TextField(_("text"))

    objects = AnswerQuerySet.as_manager()

    shown_points: list[Point]  # prefetched by the page of the input
    fresh_key: uuid.UUID  # of the act of reacting, set by the page of the input

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, chapter__isnull=True)
                | Q(question__isnull=True, chapter__isnull=False),
                name="answer_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(block_id="") | Q(revision__isnull=False),
                name="answer_on_block_names_revision",
            ),
            models.UniqueConstraint(fields=["input", "question"], name="answer_one_per_question"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def quote(self) -> str:
        """The paragraph as the speaker read it."""
        return quote(self.revision, self.block_id)

    @property
    def mended(self) -> str:
        """As the clerk says that it was said: without the slips of typing along."""
        mended = [one.text for one in self.reactions.all() if one.by_clerk]
        return mended[-1] if mended else self.text
