"""The strategy of a region: its products and figures, and, for an example, its chapters."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from stakeholders.models import Body, Organisation, Role, User

from . import services
from .models import Chapter, ChapterStatus, Figure, Product, Strategy, Term
from .text.markup import read_chapter


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    strategy, _created = Strategy.objects.get_or_create(
        slug=region["slug"], defaults={**region["strategy"], "region": region["name"]}
    )
    writers = Body.objects.executives().filter(organisation__is_partner=True)
    for fields in region["products"]:
        _load_product(strategy, writers=writers, **fields)
    if examples:
        folder = Path(region["directory"]) / f"{region['slug']}-examples"
        for path in sorted(folder.glob("*.md")):
            _load_chapter(path, today=today)
    for fields in region["figures"]:
        _load_figure(strategy, **fields)
    for fields in region.get("terms", []):
        Term.objects.get_or_create(strategy=strategy, word=fields["word"], defaults=fields)


def _load_product(strategy: Strategy, *, slug: str, writers: Any, **fields: Any) -> None:
    product, created = Product.objects.get_or_create(
        slug=slug, defaults={**fields, "strategy": strategy}
    )
    if created:
        product.writers.set(writers)


def _load_figure(
    strategy: Strategy, *, slug: str, chapters: list[str] | None = None, **fields: Any
) -> None:
    figure, created = Figure.objects.get_or_create(strategy=strategy, slug=slug, defaults=fields)
    if created and chapters:
        figure.chapters.set(Chapter.objects.filter(slug__in=chapters))


def _load_chapter(path: Path, *, today: date) -> None:
    """One file holds a chapter: facts, then its versions from old to new."""
    facts, versions = read_chapter(path.read_text(encoding="utf-8"))
    lead = Organisation.objects.filter(slug=facts["lead"]).first()
    chapter, created = Chapter.objects.get_or_create(
        slug=facts["slug"],
        defaults={
            "product": Product.objects.get(slug=facts["product"]),
            "number": int(facts["number"]),
            "title": facts["title"],
            "lead": lead,
        },
    )
    if not created:
        return
    author = (
        User.objects.filter(
            appointments__role=Role.EDITOR, appointments__body__organisation=lead
        ).first()
        if lead
        else None
    )
    for version in versions:
        at = timezone.make_aware(
            datetime.combine(today - timedelta(days=version.days_ago), time(10, chapter.number))
        )
        revision = services.load_text(chapter, version.doc, reason="", by=author, at=at)
        if version.published_because:
            services.publish_chapter(
                chapter,
                revision_id=revision.pk,
                reason=version.published_because,
                by=None,
                at=at + timedelta(hours=2),
            )
    if status := facts.get("status"):
        services.set_chapter_status(chapter, status=ChapterStatus(status), reason="", by=None)
