"""Projects and matters to find out, each of them led back to choices of the strategy."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.models import Theme
from ros_portal.lib.append_only import AppendOnly
from stakeholders.models import Body, Organisation, User
from stakeholders.permissions import Grant, bodies_with
from strategy.models import Product, Revision

from .choices import Choice

AGENDA: Final = 2  # projects stand in the second of the three products


class ProjectKind(models.TextChoices):
    PROJECT = "project", _("Project")
    RESEARCH = "research", _("Research")


class Phase(models.TextChoices):
    """As the MIRT orders them: each ends with a decision about the next."""

    IDEA = "idea", _("Idea")
    EXPLORATION = "exploration", _("Exploration")
    ELABORATION = "elaboration", _("Plan elaboration")
    REALISATION = "realisation", _("Realisation")
    DONE = "done", _("Done")


class Health(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    STUCK = "stuck", _("Stuck")
    STOPPED = "stopped", _("Stopped")


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> ProjectQuerySet:
        """Who writes the agenda sees all of it; everybody else what the project team made public."""
        writers = Product.writers.through.objects.filter(
            body__in=bodies_with(user, Grant.PROPOSE_STRATEGY)
            | bodies_with(user, Grant.HOLD_PORTFOLIO)
        )
        return self.filter(
            Q(published_at__isnull=False) | Exists(writers.filter(product=OuterRef("product")))
        )

    def with_after(self, user: User) -> ProjectQuerySet:
        """With what each waits for, as far as this person may know of it."""
        seen = Project.objects.visible_to(user)
        return self.prefetch_related(models.Prefetch("after", seen))


class Project(models.Model):
    # The form that starts it carries this key: sent twice, it starts one.
    key = models.UUIDField(unique=True, editable=False)
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="projects", verbose_name=_("product")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=ProjectKind, default=ProjectKind.PROJECT
    )
    title = models.CharField(_("title"), max_length=160)
    challenge = models.TextField(_("challenge"), blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    research_question = models.TextField(_("research question"), blank=True)
    goal = models.TextField(_("goal"), blank=True)
    result = models.TextField(_("result"), blank=True)
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="projects_led",
        verbose_name=_("lead"),
    )
    partners = models.ManyToManyField(
        Organisation, related_name="projects", blank=True, verbose_name=_("partners")
    )
    # Where it lies: the tiles of the map.
    places = models.ManyToManyField(
        Organisation, related_name="+", blank=True, verbose_name=_("where")
    )
    client = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("political client"),
    )
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.IDEA)
    health = models.CharField(_("status"), max_length=10, choices=Health, default=Health.ON_TRACK)
    percent = models.PositiveSmallIntegerField(_("done, in percent"), default=0)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    after = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="before",
        blank=True,
        verbose_name=_("waits for"),
    )
    risks = models.TextField(_("risks"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    decision_reference = models.CharField(_("decision"), max_length=200, blank=True)
    cited = models.ManyToManyField(
        Choice, through="Citation", related_name="projects", verbose_name=_("choices")
    )
    published_at = models.DateTimeField(_("public since"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ProjectQuerySet.as_manager()

    # Annotated by overviews.with_facts.
    cost: int
    covered: int
    asks_a_look: bool

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="project_percent_is_at_most_100"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(kind="research") | ~Q(research_question=""),
                name="project_research_asks_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("project_detail", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def gap(self) -> int:
        return self.cost - self.covered


class CitationQuerySet(models.QuerySet["Citation"]):
    def asking(self) -> CitationQuerySet:
        """The words that were cited read otherwise now, or the choice was dropped since."""
        since = Q(looked_at__isnull=True) | Q(looked_at__lt=F("choice__dropped_at"))
        return self.filter(
            ~Q(words=F("choice__words")) | Q(choice__dropped_at__isnull=False) & since
        )


class Citation(models.Model):
    """Why a project is there: a choice, in the words it had when somebody last said "still right"."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="citations")
    choice = models.ForeignKey(
        Choice, models.PROTECT, related_name="citations", verbose_name=_("choice")
    )
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    words = models.TextField(_("words"))
    # When its lead last answered: a choice that was dropped before that asks nothing any more.
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference to a choice")
        verbose_name_plural = _("references to choices")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "choice"], name="citation_once")]

    def __str__(self) -> str:
        return f"{self.project} → {self.choice}"

    @property
    def asks_a_look(self) -> bool:
        if self.words != self.choice.words:
            return True
        dropped_at = self.choice.dropped_at
        return dropped_at is not None and (self.looked_at is None or self.looked_at < dropped_at)


class Look(AppendOnly):
    """What the lead of a project said after the words of a choice changed."""

    class Answer(models.TextChoices):
        STILL_RIGHT = "still_right", _("Still right")
        ADAPTED = "adapted", _("Adapted to it")

    citation = models.ForeignKey(Citation, models.CASCADE, related_name="looks")
    then = models.TextField(_("words then"))
    now = models.TextField(_("words now"), blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("look at a choice")
        verbose_name_plural = _("looks at choices")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.citation}: {self.get_answer_display()}"


class ProgressNote(AppendOnly):
    """How far a project was on a day; the newest is what the project says of itself."""

    key = models.UUIDField(unique=True, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="notes")
    on = models.DateField(_("date"))
    phase = models.CharField(_("phase"), max_length=12, choices=Phase)
    health = models.CharField(_("status"), max_length=10, choices=Health)
    percent = models.PositiveSmallIntegerField(_("done, in percent"))
    text = models.CharField(_("what happened"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("note on progress")
        verbose_name_plural = _("notes on progress")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="note_percent_is_at_most_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, {self.on}"
