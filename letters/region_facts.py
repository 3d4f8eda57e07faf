"""What the schedule and the strategy know and a letter can say, as it was at the moment of asking."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from milestones.models import (
    CouncilDate,
    CouncilDateKind,
    CouncilDateQuerySet,
    Milestone,
    MilestoneKind,
    MilestoneStatus,
    Precision,
)
from stakeholders.models import Body
from strategy.models import Chapter, Figure, Publication, Version, VersionChapter

from .models import Letter, LetterStatus
from .paper import long_date
from .situations import Fact, Situation

# What a council is told of may be this old; before, it is about something else.
RECENT = timedelta(days=90)
STEPS = (MilestoneKind.MILESTONE, MilestoneKind.DEADLINE, MilestoneKind.ELECTION)
REACHED_KINDS = (MilestoneKind.MILESTONE, MilestoneKind.DEADLINE)
MOST_PAST, MOST_COMING = 2, 5
MOST_FIGURES = 12
MOST_DATES = 4


def reached(now: datetime) -> list[Milestone]:
    """What came to its day in the last months; a month or a year has no such day."""
    today = timezone.localdate(now)
    return list(
        Milestone.objects.filter(
            kind__in=REACHED_KINDS,
            precision__in=[Precision.DAY, Precision.BEFORE],
            on__lte=today,
            on__gt=today - RECENT,
        )
        .exclude(status=MilestoneStatus.MISSED)
        .order_by("-on", "-pk")
    )


def frozen(now: datetime) -> list[Version]:
    """The newest of every product, of the last months."""
    recent = Version.objects.filter(frozen_at__lte=now, frozen_at__gt=now - RECENT)
    newest = recent.order_by().values("product").annotate(newest=Max("pk")).values("newest")
    return list(recent.filter(pk__in=newest).select_related("product").defer("figures", "terms"))


def _milestone(situation: Situation) -> str:
    milestone = situation.milestone or next(iter(reached(situation.now)), None)
    if milestone is None:
        return ""
    with override("nl"):
        return f"{milestone.title} ({milestone.when})"


def _milestones(situation: Situation) -> str:
    today = timezone.localdate(situation.now)
    steps = Milestone.objects.filter(kind__in=STEPS)
    past = list(steps.filter(on__lt=today).order_by("-on")[:MOST_PAST])[::-1]
    coming = list(steps.filter(on__gte=today).order_by("on")[:MOST_COMING])
    with override("nl"):
        rows = [(step.when, step.title, _how_it_stands(step, "geweest")) for step in past]
        rows += [(step.when, step.title, _how_it_stands(step, "komt nog")) for step in coming]
    return _table(("Wanneer", "Mijlpaal", "Stand"), rows) if coming else ""


def _how_it_stands(step: Milestone, otherwise: str) -> str:
    """A council is told what is in danger or was missed, and else where it stands in time."""
    if step.status in {MilestoneStatus.AT_RISK, MilestoneStatus.MISSED}:
        return str(step.get_status_display()).lower()
    return otherwise


def _figures(situation: Situation) -> str:
    figures = Figure.objects.filter(value__isnull=False).exclude(source="")[:MOST_FIGURES]
    with override("nl"):
        rows = [
            (
                f"{figure.name} ({figure.year})" if figure.year else figure.name,
                figure.amount,
                figure.scope,
                figure.source,
            )
            for figure in figures
        ]
    return _table(("Wat", "Hoeveel", "Gebied", "Bron"), rows)


def _council_dates(situation: Situation) -> str:
    dates = _coming_dates([situation.executive], situation.now)[:MOST_DATES]
    with override("nl"):
        return "\n".join(
            f"- {one.when}: {one.note or CouncilDateKind(one.kind).label}" for one in dates
        )


def _coming_dates(executives: Collection[Body], now: datetime) -> CouncilDateQuerySet:
    organisations = [executive.organisation_id for executive in executives]
    return CouncilDate.objects.coming(timezone.localdate(now)).filter(
        body__organisation__in=organisations,
        kind__in=[CouncilDateKind.COMMITTEE, CouncilDateKind.COUNCIL],
        entered_at__lte=now,
    )


def _have_dates(executives: Collection[Body], situation: Situation) -> set[int]:
    found = set(
        _coming_dates(executives, situation.now)
        .order_by()
        .values_list("body__organisation", flat=True)
    )
    return {executive.pk for executive in executives if executive.organisation_id in found}


def _version(situation: Situation) -> str:
    version = situation.version or next(iter(frozen(situation.now)), None)
    if version is None:
        return ""
    day = long_date(timezone.localdate(version.frozen_at))
    return f"{version.name} van {day} ({version.product.name})"


def _version_changes(situation: Situation) -> str:
    """The chapters with another text than in the version before; all of them in the first one."""
    version = situation.version or next(iter(frozen(situation.now)), None)
    if version is None:
        return ""
    before = Version.objects.filter(product=version.product_id, pk__lt=version.pk).first()
    chapters = VersionChapter.objects.filter(version=version).order_by("number")
    if before is not None:
        same = VersionChapter.objects.filter(version=before).values("revision")
        chapters = chapters.exclude(revision__in=same)
    rows = chapters.values_list("number", "title")
    return "\n".join(f"- hoofdstuk {number}, {title}" for number, title in rows)


def _changed_since(situation: Situation) -> str:
    """Versions and chapters that came out after the latest letter that this council got."""
    since = _last_letters([situation.executive], situation.now).get(situation.executive.pk)
    if since is None:
        return ""
    versions = Version.objects.filter(frozen_at__gt=since, frozen_at__lte=situation.now)
    rows = [
        f"- versie {version.name} van {version.product.name} is vastgelegd"
        f" op {long_date(timezone.localdate(version.frozen_at))}"
        for version in versions.select_related("product").defer("figures", "terms").order_by("pk")
    ]
    chapters = (
        Chapter.objects.filter(
            publications__published_at__gt=since,
            publications__published_at__lte=situation.now,
        )
        .annotate(last=Max("publications__published_at"))
        .order_by("product__order", "number")
    )
    rows += [
        f"- hoofdstuk {number}, {title}: nieuwe tekst van {long_date(timezone.localdate(last))}"
        for number, title, last in chapters.values_list("number", "title", "last")
    ]
    return "\n".join(rows)


def _last_letters(executives: Collection[Body], now: datetime) -> dict[int, datetime]:
    """By executive, when its council got its latest letter."""
    sent = Letter.objects.filter(
        executive__in=executives, status=LetterStatus.SENT, sent_at__lt=now
    )
    return dict(sent.order_by().values_list("executive").annotate(last=Max("sent_at")))


def _have_changes(executives: Collection[Body], situation: Situation) -> set[int]:
    versions = Version.objects.filter(frozen_at__lte=situation.now)
    publications = Publication.objects.filter(published_at__lte=situation.now)
    moments = [
        moment
        for moment in (
            versions.aggregate(last=Max("frozen_at"))["last"],
            publications.aggregate(last=Max("published_at"))["last"],
        )
        if moment
    ]
    if not moments:
        return set()
    newest = max(moments)
    last = _last_letters(executives, situation.now)
    return {pk for pk, sent in last.items() if sent < newest}


def _table(head: tuple[str, ...], rows: Collection[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = (" | ".join(cell.replace("|", "/") for cell in row) for row in (head, *rows))
    return "\n".join(f"| {line} |" for line in lines)


REGION_FACTS: Mapping[str, Fact] = {
    "milestone": Fact(
        _("the milestone that was reached"), _milestone, "[vul in: welke mijlpaal, en wanneer]"
    ),
    "milestones": Fact(
        _("the milestones, their dates and status"),
        _milestones,
        "[vul in: de mijlpalen die komen]",
    ),
    "figures": Fact(
        _("the figures of the strategy with their source"),
        _figures,
        "[vul in: de cijfers, met bron]",
    ),
    "council_dates": Fact(
        _("the next dates of the own council"),
        _council_dates,
        "[vul in: wanneer de eigen raad vergadert]",
        _have_dates,
    ),
    "version": Fact(
        _("the newest version, with its date"),
        _version,
        "[vul in: nummer en datum van de versie]",
    ),
    "version_changes": Fact(
        _("the chapters that changed in that version"),
        _version_changes,
        "- [vul in: belangrijkste wijziging]",
    ),
    "changed_since": Fact(
        _("what changed in the strategy since the previous letter"),
        _changed_since,
        "[vul in: wat er sinds de vorige brief in de strategie is veranderd]",
        _have_changes,
    ),
}
