"""Projects: started, filled in by several people at once, led back to choices, followed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from programme.models import Choice, Citation, Look, ProgressNote, Project, ProjectKind
from ros_portal.audit.services import record
from ros_portal.lib.keys import write_once
from stakeholders.models import User
from strategy.models import Product


class ChangedMeanwhile(Exception):
    """A colleague filled in some of the same fields after the form was opened."""

    def __init__(self, fields: Collection[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = list(fields)


class WaitsForItself(Exception):
    """Through other projects it would wait for its own end."""


@transaction.atomic
def start_project(
    product: Product, facts: Mapping[str, Any], *, key: uuid.UUID, by: User
) -> Project:
    """`facts` by the names of the fields; lists for what can be several."""
    own, several = _apart(facts)
    # A second click waits here for the first, and finds what that one started.
    project, is_new = Project.objects.get_or_create(
        key=key, defaults={"product": product, "created_by": by, **own}
    )
    if not is_new:
        return project
    for name, rows in several.items():
        getattr(project, name).set(rows)
    record("programme.project.started", project, by=by, new=_told(facts))
    return project


@transaction.atomic
def change_project(
    project: Project, seen: Mapping[str, Any], new: Mapping[str, Any], *, by: User
) -> None:
    """`new` holds the fields that this person changed, `seen` what stood in them when the form was
    opened. What colleagues changed meanwhile in other fields stays.

    Raises ChangedMeanwhile when they changed the same or what does not go with it, and
    WaitsForItself.
    """
    if "after" in new:
        # Two who link two projects to each other at once would both see no circle.
        Product.objects.select_for_update().get(pk=project.product_id)
    project = _locked(project)
    old = {name: _value(project, name) for name in new}
    disputed = [name for name in new if old[name] != seen[name] and old[name] != new[name]]
    if disputed:
        raise ChangedMeanwhile(disputed)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return
    own, several = _apart(changed)
    for name, value in own.items():
        setattr(project, name, value)
    if disputed := [name for name in _at_odds(project) if name not in changed]:
        raise ChangedMeanwhile(disputed)
    project.save()
    for name, rows in several.items():
        getattr(project, name).set(rows)
    if "after" in several and _waits_for_itself(project):
        raise WaitsForItself
    record(
        "programme.project.changed",
        project,
        by=by,
        old=_told({name: old[name] for name in changed}),
        new=_told(changed),
    )


@transaction.atomic
def publish_project(project: Project, *, by: User) -> None:
    """From now on everybody reads it."""
    project = _locked(project)
    if project.published_at is None:
        project.published_at = timezone.now()
        project.save(update_fields=["published_at"])
        record("programme.project.published", project, by=by)


@transaction.atomic
def note_progress(
    project: Project,
    *,
    key: uuid.UUID,
    on: date,
    phase: str,
    health: str,
    percent: int,
    text: str,
    by: User,
) -> ProgressNote:
    """The newest by date is what the project says of itself. Raises UsedForSomethingElse."""
    project = _locked(project)
    said = {"on": on, "phase": phase, "health": health, "percent": percent, "text": text}
    note, is_new = write_once(ProgressNote, key=key, project=project, by=by, **said)
    if is_new:
        newest = project.notes.first()
        assert newest is not None  # this one at least
        project.phase, project.health = newest.phase, newest.health
        project.percent = newest.percent
        project.save(update_fields=["phase", "health", "percent", "changed_at"])
        record("programme.project.noted", project, by=by, **said)
    return note


@transaction.atomic
def cite(project: Project, choices: Collection[Choice], *, by: User) -> None:
    """Exactly these. A choice that stays cited keeps the words with which it was cited."""
    project = _locked(project)
    wanted = {choice.pk: choice for choice in choices}
    present = {one.choice_id: one for one in project.citations.all()}
    gone, new = present.keys() - wanted.keys(), wanted.keys() - present.keys()
    if not gone and not new:
        return
    project.citations.filter(choice__in=gone).delete()
    Citation.objects.bulk_create(
        Citation(
            project=project,
            choice=wanted[key],
            revision_id=wanted[key].revision_id,
            words=wanted[key].words,
        )
        for key in sorted(new)
    )
    record("programme.project.cites", project, by=by, old=sorted(present), new=sorted(wanted))


@transaction.atomic
def answer_look(citation: Citation, *, seen: str, answer: str, note: str, by: User) -> bool:
    """Whether it counted: `seen` are the words that this person read, and they may have changed."""
    citation = (
        Citation.objects.select_for_update(of=("self",))
        .select_related("choice", "project")
        .get(pk=citation.pk)
    )
    choice = citation.choice
    if choice.words != seen:
        return False
    Look.objects.create(
        citation=citation, then=citation.words, now=choice.words, answer=answer, note=note, by=by
    )
    record(
        "programme.project.looked_at",
        citation.project,
        by=by,
        choice=choice.pk,
        answer=answer,
        old=citation.words,
        new=choice.words,
    )
    citation.words, citation.revision_id = choice.words, choice.revision_id
    citation.save(update_fields=["words", "revision"])
    return True


def _at_odds(project: Project) -> Collection[str]:
    """Fields that are each right, and not beside each other: two people filled them in."""
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        return "starts_on", "ends_on"
    if project.kind == ProjectKind.RESEARCH and not project.research_question:
        return "kind", "research_question"
    return ()


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


def _apart(facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """What stands in the row of a project, and what in tables beside it."""
    several = {name: list(value) for name, value in facts.items() if _is_several(name)}
    return {name: value for name, value in facts.items() if name not in several}, several


def _is_several(name: str) -> bool:
    return bool(Project._meta.get_field(name).many_to_many)


def _value(project: Project, name: str) -> Any:
    if _is_several(name):
        return sorted(getattr(project, name).all(), key=lambda row: row.pk)
    return getattr(project, name)


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """For the log: keys of rows, and everything else as it is."""

    def plain(value: Any) -> Any:
        if isinstance(value, models.Model):
            return value.pk
        return [plain(one) for one in value] if isinstance(value, list) else value

    return {name: plain(value) for name, value in facts.items()}


def _waits_for_itself(project: Project) -> bool:
    links = Project.after.through.objects.values_list("from_project", "to_project")
    after: dict[int, list[int]] = {}
    for later, earlier in links:
        after.setdefault(later, []).append(earlier)
    waiting, seen = list(after.get(project.pk, [])), set[int]()
    while waiting:
        one = waiting.pop()
        if one == project.pk:
            return True
        if one not in seen:
            seen.add(one)
            waiting += after.get(one, [])
    return False
