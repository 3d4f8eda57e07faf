"""What goes along with a letter."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from letters.models import Attachment, Letter, LetterStatus
from ros_portal.audit.services import record
from ros_portal.lib.storage import read_intact
from stakeholders.models import User

from .locking import LetterNotOpen, lock_letter


@transaction.atomic
def add_attachment(letter: Letter, *, title: str, file: UploadedFile[Any] | None, by: User) -> None:
    """Without a file it is announced and shown as missing."""
    letter = lock_letter(letter, LetterStatus.DRAFT)
    attachment = Attachment(letter=letter, title=title, number=letter.attachments.count() + 1)
    _put_file(attachment, file)
    attachment.save()
    record("letters.attachment.added", letter, by=by, title=title, sha256=attachment.sha256)


@transaction.atomic
def provide_attachment(attachment: Attachment, *, file: UploadedFile[Any], by: User) -> None:
    """The file that was still missing; one that is there is never replaced unseen."""
    letter = lock_letter(attachment.letter, LetterStatus.DRAFT)
    attachment = letter.attachments.select_for_update().get(pk=attachment.pk)
    if attachment.is_held:
        raise LetterNotOpen
    _put_file(attachment, file)
    attachment.save()
    record(
        "letters.attachment.provided",
        letter,
        by=by,
        title=attachment.title,
        sha256=attachment.sha256,
    )


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: User) -> None:
    letter = lock_letter(attachment.letter, LetterStatus.DRAFT)
    removed = letter.attachments.get(pk=attachment.pk)
    facts = {"title": removed.title, "number": removed.number, "sha256": removed.sha256}
    removed.delete()
    # The numbers stay a row without gaps; upwards, so that no two are the same on the way.
    for later in letter.attachments.filter(number__gt=facts["number"]).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])
    record("letters.attachment.removed", letter, by=by, **facts)


def read_attachment(attachment: Attachment, *, by: User) -> bytes:
    content = read_intact(attachment.file, attachment.sha256)
    record("letters.attachment.downloaded", attachment, by=by, sha256=attachment.sha256)
    return content


def _put_file(attachment: Attachment, file: UploadedFile[Any] | None) -> None:
    if file is None:
        return
    content = file.read()
    attachment.sha256 = hashlib.sha256(content).hexdigest()
    attachment.bytes = len(content)
    attachment.file_name = (file.name or "")[-200:]
    file.seek(0)
    # Stored under its hash: a name from outside decides nothing here.
    suffix = attachment.file_name.rpartition(".")[2].lower()
    attachment.file.save(f"{attachment.sha256}.{suffix}", file, save=False)
