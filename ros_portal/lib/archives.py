"""Let in an archive that strangers upload: weighed before it is unpacked, so no bomb.

What a member claims to be is also the most that is unpacked of it: only the two methods are read of
which `zipfile` keeps that promise.
"""

from __future__ import annotations

import zlib
from enum import Enum, auto
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MEGABYTE: Final = 1024 * 1024
MOST_MEMBERS: Final = 2000
MOST_RATIO: Final = 100
WEIGHED_FROM: Final = 4 * MEGABYTE  # a small member may consist of spaces


class Harm(Enum):
    NO_ARCHIVE = auto()
    LOCKED = auto()
    DAMAGED = auto()
    UNSAFE = auto()


class ArchiveRefused(Exception):
    def __init__(self, harm: Harm) -> None:
        super().__init__(harm)
        self.harm = harm


def open_archive(content: bytes, *, most_unpacked: int) -> ZipFile:
    """Raises ArchiveRefused."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        # An old file of an office, or a new one in a locked box: both are an OLE container.
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        raise ArchiveRefused(Harm.LOCKED if is_locked else Harm.NO_ARCHIVE)
    if not content.startswith(b"PK"):
        raise ArchiveRefused(Harm.NO_ARCHIVE)
    if content.count(b"PK\x01\x02") > 2 * MOST_MEMBERS:  # before they are listed: it takes seconds
        raise ArchiveRefused(Harm.UNSAFE)
    try:
        archive = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise ArchiveRefused(Harm.DAMAGED) from None
    _weigh(archive.infolist(), most_unpacked)
    return archive


def read_member(archive: ZipFile, info: ZipInfo) -> bytes:
    """Raises ArchiveRefused."""
    try:
        with archive.open(info) as member:
            return member.read(info.file_size + 1)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise ArchiveRefused(Harm.DAMAGED) from None


def _weigh(members: list[ZipInfo], most_unpacked: int) -> None:
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > most_unpacked:
        raise ArchiveRefused(Harm.UNSAFE)
    for one in members:
        if one.flag_bits & 1:
            raise ArchiveRefused(Harm.LOCKED)
        if one.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ArchiveRefused(Harm.DAMAGED)
        is_heavy = one.file_size > WEIGHED_FROM
        if is_heavy and one.file_size > MOST_RATIO * max(one.compress_size, 1):
            raise ArchiveRefused(Harm.UNSAFE)
