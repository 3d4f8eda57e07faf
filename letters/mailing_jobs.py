"""The letters of a mailing are made in batches, each once, and their rows say so with the job.

A batch that cannot be spliced is cut into batches of one; so one member whose name does not fit,
or a fault in one letter, never stops the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from council.models import InputSession
from ros_portal.audit.services import record
from ros_portal.jobs.services import enqueue, job
from ros_portal.lib.pictures import PictureRefused

from . import mailings, pdf, splicing
from .body import BodyRefused
from .content import PaperRefused
from .models import Batch, Mailing, Recipient, RunState
from .paper import Paper

# Batches of one mailing at a time: whoever asks for a single letter meanwhile is soon served.
AT_ONCE = 4
BATCH = 50  # laid out together: more win nothing, fewer cost more a letter


def fingerprint_of(
    paper: Paper, addressees: Sequence[mailings.Addressee], session: InputSession | None
) -> str:
    """Equal for the same words to the same people, made by the same renderer."""
    people = [[one.member.pk, one.salutation, *one.address] for one in addressees]
    invited = [session.pk, mailings.invitation_facts(session)] if session else []
    facts = json.dumps([pdf.renderer_name(), paper.facts(), invited, people], sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def batch_up(mailing: Mailing, recipients: Sequence[Recipient]) -> None:
    """In as few batches as there are shapes. Rows that are new are saved here with their batch."""
    shapes: dict[int, list[Recipient]] = {}
    for recipient in recipients:
        shapes.setdefault(len(recipient.address), []).append(recipient)
    for alike in shapes.values():
        for start in range(0, len(alike), BATCH):
            together = alike[start : start + BATCH]
            batch = Batch.objects.create(mailing=mailing)
            for recipient in together:
                recipient.batch, recipient.error = batch, ""
            known = [recipient for recipient in together if recipient.pk]
            Recipient.objects.bulk_create(one for one in together if not one.pk)
            Recipient.objects.bulk_update(known, ["batch", "error"])


@transaction.atomic
def ask_for_next(mailing_id: int) -> None:
    """Ask for as many batches as may be under way."""
    mailing = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing_id)
    if mailing.state != RunState.GOING:
        return
    under_way = mailing.batches.filter(asked_at__isnull=False, done_at__isnull=True).count()
    waiting = mailing.batches.filter(asked_at__isnull=True, done_at__isnull=True)
    for batch in waiting[: max(0, AT_ONCE - under_way)]:
        batch.asked_at = timezone.now()
        batch.save(update_fields=["asked_at"])
        enqueue(make_batch, batch.pk, key=batch.job_key)


def cut_up(batch_id: int, message: str) -> None:
    """The job gave up: each letter by itself, and the one that is at fault keeps the reason."""
    batch, left = _locked(batch_id)
    if len(left) == 1:
        _refuse(batch_id, message)
        return
    for recipient in left:
        _make_alone(batch.mailing, recipient)
    _close(batch)


@job("letters.make_batch", max_attempts=3, on_failure=cut_up)
def make_batch(batch_id: int) -> Callable[[], None] | None:
    """All of the batch, also what was made already: the same batch gives the same bytes."""
    batch = Batch.objects.select_related("mailing").get(pk=batch_id)
    if batch.done_at:
        return None
    recipients = list(batch.recipients.all())
    try:
        papers = mailings.papers_of(batch.mailing, recipients)
        alone = len(papers) == 1
        made = [pdf.render_letter(papers[0])] if alone else splicing.render_alike(papers)
    except SoftTimeLimitExceeded:  # what is too slow for all together is the letter itself
        return partial(
            _refuse,
            batch_id,
            _("This letter takes too long to make. Make it simpler: shorter words and tables."),
        )
    except (pdf.LetterRefused, BodyRefused, PaperRefused, PictureRefused) as refused:
        return partial(_refuse, batch_id, str(refused))
    by_recipient = {one.pk: content for one, content in zip(recipients, made, strict=True)}
    return partial(_keep, batch_id, by_recipient)


def _keep(batch_id: int, made: dict[int, pdf.Pdf | None]) -> None:
    batch, left = _locked(batch_id)
    kept = []
    for recipient in left:
        letter = made[recipient.pk]
        if letter is None:
            _make_alone(batch.mailing, recipient)
            continue
        recipient.file.save(f"{letter.sha256}.pdf", ContentFile(letter.content), save=False)
        recipient.sha256 = letter.sha256
        recipient.bytes = len(letter.content)
        recipient.pages = letter.pages
        recipient.made_at = timezone.now()
        kept.append(recipient)
    Recipient.objects.bulk_update(kept, ["file", "sha256", "bytes", "pages", "made_at"])
    record(
        "letters.mailing.made",
        batch.mailing,
        by=None,
        letters={str(recipient.pk): recipient.sha256 for recipient in kept},
    )
    _close(batch)


def _refuse(batch_id: int, message: str) -> None:
    batch, left = _locked(batch_id)
    Recipient.objects.filter(pk__in=[recipient.pk for recipient in left]).update(error=message)
    record("letters.mailing.failed", batch.mailing, by=None, reason=message, letters=len(left))
    _close(batch)


def _make_alone(mailing: Mailing, recipient: Recipient) -> None:
    recipient.batch = Batch.objects.create(mailing=mailing)
    recipient.save(update_fields=["batch"])


def _locked(batch_id: int) -> tuple[Batch, list[Recipient]]:
    """With those of its recipients that are still to do."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("mailing").get(pk=batch_id)
    return batch, list(batch.recipients.to_do())


def _close(batch: Batch) -> None:
    batch.done_at = timezone.now()
    batch.save(update_fields=["done_at"])
    # In the transaction that ends this batch: no mailing stands still for a worker that died.
    ask_for_next(batch.mailing_id)
