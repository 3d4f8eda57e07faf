"""The letter as it was signed, stored once beside the one that the portal made."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from letters.models import Letter, LetterStatus, SignedCopy
from ros_portal.audit.services import record
from ros_portal.lib.storage import read_intact
from stakeholders.models import User

from .locking import lock_letter


class SignedAlready(Exception):
    """A colleague added the signed letter a moment ago; it is never replaced."""


@transaction.atomic
def keep_signed_copy(
    letter: Letter, *, file: UploadedFile[Any], pages: int, by: User
) -> SignedCopy:
    letter = lock_letter(letter, LetterStatus.ADOPTED, LetterStatus.SENT)
    if hasattr(letter, "signed_copy"):
        raise SignedAlready
    content = file.read()
    file.seek(0)
    copy = SignedCopy(letter=letter, pages=pages, bytes=len(content), uploaded_by=by)
    copy.sha256 = hashlib.sha256(content).hexdigest()
    # Stored under its hash: a name from outside decides nothing here.
    copy.file.save(f"{copy.sha256}.pdf", file, save=False)
    copy.save()
    record("letters.letter.signed_copy_kept", letter, by=by, sha256=copy.sha256)
    return copy


def read_signed_copy(copy: SignedCopy, *, by: User) -> bytes:
    content = read_intact(copy.file, copy.sha256)
    record("letters.signed_copy.downloaded", copy, by=by, sha256=copy.sha256)
    return content
