"""Files that were kept: read only as they were made, and what to say when none can be kept."""

from __future__ import annotations

from hashlib import sha256

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

NO_STORAGE = _("The portal cannot keep files now. Tell your administrator, and try again later.")


class FileDamaged(Exception):
    """The stored file is not the one whose hash was kept."""


def read_intact(file: FieldFile, digest: str) -> bytes:
    """What is in it; raises FileDamaged, and OSError when it cannot be read."""
    with file.open("rb") as opened:
        content: bytes = opened.read()
    if sha256(content).hexdigest() != digest:
        raise FileDamaged
    return content
