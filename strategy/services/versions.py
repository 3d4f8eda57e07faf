"""Freezing a product: from here on these words are quoted, and stay as they are."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import override

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User
from strategy import fields, permissions
from strategy.models import Chapter, Figure, Product, Term, Version, VersionChapter
from strategy.models.versions import fingerprint_of
from strategy.rehearsal import Weight, open_conversations, open_suggestions, rehearse
from strategy.targets import Targets
from strategy.text.render import RENDERER


class NotReadyToFreeze(Exception):
    """The rehearsal found something that blocks."""


class VersionNameTaken(Exception):
    """A name is one version for ever."""


@transaction.atomic
def freeze_version(product: Product, *, name: str, note: str, by: User) -> Version:
    """Copy every published text, figure and word of the field as it is now, under one hash."""
    require(permissions.can_freeze(by, product))
    # No chapter is published while this copies them.
    locked = list(
        Chapter.objects.filter(product=product, published__isnull=False)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    with override("nl"):  # it stays, in the language of the strategy
        findings = rehearse(product)
    if not locked or any(finding.weight is Weight.BLOCKS for finding in findings):
        raise NotReadyToFreeze

    published = list(
        Chapter.objects.filter(pk__in=[one.pk for one in locked])
        .select_related("published")
        .order_by("number")
    )
    targets = _targets_of(product, published)
    suggestions, conversations = open_suggestions(published), open_conversations(published)
    chapters = [
        VersionChapter(
            chapter=chapter,
            revision=chapter.published,
            number=chapter.number,
            title=chapter.title,
            status=chapter.status,
            html=fields.fixed(chapter.published.html, targets),
            open_suggestions=suggestions.get(chapter.pk, 0),
            open_conversations=conversations.get(chapter.pk, 0),
        )
        for chapter in published
        if chapter.published is not None
    ]
    figures = [one.facts for one in Figure.objects.filter(strategy=product.strategy)]
    terms = [
        {"word": one.word, "also": one.also, "meaning": one.meaning}
        for one in Term.objects.filter(strategy=product.strategy).explained()
    ]
    fingerprint = fingerprint_of(figures, terms, chapters)
    try:
        with transaction.atomic():
            version = Version.objects.create(
                product=product,
                name=name,
                note=note,
                figures=figures,
                terms=terms,
                left_open=[f"{one.chapter}: {one.text}" for one in findings],
                renderer=RENDERER,
                sha256=fingerprint,
                frozen_by=by,
            )
    except IntegrityError as taken:
        version = Version.objects.get(product=product, name=name)
        if (version.frozen_by, version.note, version.sha256) == (by, note, fingerprint):
            return version  # the second click on one button
        raise VersionNameTaken from taken
    for chapter in chapters:
        chapter.version = version
    VersionChapter.objects.bulk_create(chapters)
    record("strategy.version.frozen", version, by=by, sha256=version.sha256, note=note)
    return version


def _targets_of(product: Product, chapters: list[Chapter]) -> Targets:
    """What the texts point at while they are frozen: in the version they say this for ever."""
    written = [one.published.html for one in chapters if one.published]
    found = [field for html in written for field in fields.fields_in(html)]
    return fields.looked_up(found, product.strategy_id)
