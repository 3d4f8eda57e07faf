"""Many letters at once: started once, held up, gone on with, and taken as one file."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from letters import package, permissions
from letters.models import (
    Attachment,
    Dispatch,
    DispatchKind,
    Letter,
    ModelLetter,
    Rendering,
    Run,
    RunLetter,
    RunState,
)
from letters.tasks import ask_for_next
from ros_portal.audit.services import record
from ros_portal.lib.keys import UsedForSomethingElse
from stakeholders.models import User

MOST_LETTERS = 100
MOST_BYTES = 200_000_000  # of a package: it is put together in memory


@transaction.atomic
def start_run(
    letters: Sequence[Letter],
    *,
    key: UUID,
    title: str,
    by: User,
    model: ModelLetter | None = None,
) -> Run:
    """The same key is the same run, whatever the letters have become meanwhile."""
    run, is_new = Run.objects.get_or_create(
        key=key, defaults={"title": title, "model": model, "asked_by": by}
    )
    if run.asked_by != by or run.model != model:
        raise UsedForSomethingElse
    if is_new:
        RunLetter.objects.bulk_create(RunLetter(run=run, letter=letter) for letter in letters)
        record("letters.run.started", run, by=by, letters=[letter.pk for letter in letters])
        ask_for_next(run.pk)
    return run


@transaction.atomic
def steer_run(run: Run, state: RunState, *, by: User) -> None:
    """Pause, go on, stop. PDFs that are being made are finished; one that was stopped stays so."""
    run = _locked(run)
    if run.state in {state, RunState.CANCELLED}:
        return
    run.state = state
    run.save(update_fields=["state"])
    record(f"letters.run.{state.value}", run, by=by)
    ask_for_next(run.pk)


@transaction.atomic
def retry_failed(run: Run, *, by: User) -> None:
    """Of the words as they are now: the secretary may have mended the letter that failed."""
    run = _locked(run)
    failed = list(run.rows.failed().values_list("pk", flat=True))
    if not failed or run.state == RunState.CANCELLED:
        return
    RunLetter.objects.filter(pk__in=failed).update(rendering=None, error="")
    run.state = RunState.GOING
    run.save(update_fields=["state"])
    record("letters.run.retried", run, by=by, rows=failed)
    ask_for_next(run.pk)


class NothingReady(Exception):
    """There is no PDF in this run that this person may take."""


class PackageTooLarge(Exception):
    """The attachments together are more than one file can hold."""


def read_run(run: Run, *, by: User) -> bytes:
    """What is ready and may still be read. Raises NothingReady, PackageTooLarge, FileDamaged, OSError."""
    found = ready_for(run, by)
    if not found:
        raise NothingReady
    letters = [letter for letter, _rendering in found]
    held = Attachment.objects.filter(letter__in=letters).aggregate(bytes=Sum("bytes"))["bytes"]
    if (held or 0) + sum(rendering.bytes for _letter, rendering in found) > MOST_BYTES:
        raise PackageTooLarge
    content = package.package_of(found)
    # Who takes in a letter for a council has it: that is a receipt, as of a single package.
    Dispatch.objects.bulk_create(
        Dispatch(
            letter=letter,
            kind=DispatchKind.PACKAGE,
            name=by.name,
            user=by,
            done_at=timezone.now(),
        )
        for letter, _rendering in found
        if letter.is_sent and permissions.can_take_package(by, letter)
    )
    record(
        "letters.run.taken",
        run,
        by=by,
        letters={str(letter.pk): rendering.sha256 for letter, rendering in found},
    )
    return content


def ready_for(run: Run, user: User) -> list[tuple[Letter, Rendering]]:
    """Looked at again each time: who left an executive takes none of its drafts along."""
    reach = permissions.letters_in_reach(user, run.model)
    letters = {
        letter.pk: letter
        for letter in reach.filter(pk__in=run.rows.ready().values("letter"))
        .with_bodies()
        .prefetch_related("attachments")
    }
    found = []
    for row in run.rows.ready().select_related("rendering"):
        letter, rendering = letters.get(row.letter_id), row.rendering
        if letter is None or rendering is None:
            continue
        rendering.letter = letter
        if rendering.is_adopted or permissions.can_work_on_letter(user, letter):
            found.append((letter, rendering))
    return found


def _locked(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
