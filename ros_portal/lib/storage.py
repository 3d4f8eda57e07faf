"""Files that were kept: read only as they were made, and what to say when none can be kept."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from whitenoise.storage import CompressedManifestStaticFilesStorage

NO_STORAGE = _("The portal cannot keep files now. Tell your administrator, and try again later.")


class FileDamaged(Exception):
    """The stored file is not the one whose hash was kept."""


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # says no types
    """Built once and then the same until the portal is renewed, and so are their addresses."""

    @lru_cache(maxsize=1_000)  # noqa: B019  # there is one, as long as the process lives
    def url(self, name: str | None, force: bool = False) -> str:
        address: str = super().url(name, force)
        return address


def read_intact(file: FieldFile, digest: str) -> bytes:
    """What is in it; raises FileDamaged, and OSError when it cannot be read."""
    with file.open("rb") as opened:
        content: bytes = opened.read()
    if sha256(content).hexdigest() != digest:
        raise FileDamaged
    return content
