"""A letter as the griffie takes it in: the adopted PDF, the signed one, its attachments, what they are.

The names are ASCII, short and in order, and nothing but facts stands in the metadata, so that a
council information system takes them as they are. Equal letters give equal bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.text import slugify
from django.utils.timezone import localtime

from ros_portal.lib.sheets import as_csv
from ros_portal.lib.storage import read_intact

from .models import Attachment, Letter, Rendering, SignedCopy

LONGEST_NAME = 60  # characters, before the extension
SIGNED = "-ondertekend.pdf"
NO_DATE = (1980, 1, 1, 0, 0, 0)


def package_name(letter: Letter) -> str:
    return f"{_stem(letter)}.zip"


def package_of(letters: Sequence[tuple[Letter, Rendering]]) -> bytes:
    """One letter lies at the top of the archive; of several each has its folder.

    Raises FileDamaged, and OSError when a file cannot be read: rather none than half a package.
    """
    rows: list[dict[str, Any]] = []
    names = Counter(_stem(letter, rendering) for letter, rendering in letters)
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for letter, rendering in letters:
            stem = _stem(letter, rendering)
            # Drafts have no reference or date to tell them apart by.
            unlike = f"-{letter.pk}" if names[stem] > 1 else ""
            folder = "" if len(letters) == 1 else f"{stem}{unlike}/"
            facts = facts_of(letter, rendering)
            put(
                archive,
                f"{folder}{stem}.pdf",
                read_intact(rendering.file, rendering.sha256),
            )
            if signed := _signed_copy(letter, rendering):
                content = read_intact(signed.file, signed.sha256)
                put(archive, f"{folder}{stem}{SIGNED}", content)
            for attachment in letter.attachments.all():
                if attachment.is_held:
                    content = read_intact(attachment.file, attachment.sha256)
                    put(archive, f"{folder}{attachment_name(attachment)}", content)
            text = json.dumps(facts, ensure_ascii=False, indent=2)
            put(archive, f"{folder}metadata.json", text.encode())
            rows += [
                {**_flat(facts), **one, "bestand": f"{folder}{one['bestand']}"}
                for one in facts["bestanden"]
            ]
        # A head with the names, then a row for each file.
        table = as_csv([rows[0].keys(), *(row.values() for row in rows)])
        put(archive, "metadata.csv", table)
    return file.getvalue()


def facts_of(letter: Letter, rendering: Rendering) -> dict[str, Any]:
    """What a register asks of a document, in the words of a register."""
    organisation = letter.organisation
    files = [
        {
            "bestand": f"{_stem(letter, rendering)}.pdf",
            "titel": letter.subject,
            "soort": letter.label,
            "sha256": rendering.sha256,
            "bytes": rendering.bytes,
        }
    ]
    if signed := _signed_copy(letter, rendering):
        files.append(
            {
                "bestand": f"{_stem(letter, rendering)}{SIGNED}",
                "titel": letter.subject,
                "soort": f"{letter.label}, ondertekend",
                "sha256": signed.sha256,
                "bytes": signed.bytes,
            }
        )
    files += [
        {
            "bestand": attachment_name(attachment),
            "titel": attachment.title,
            "soort": "Bijlage",
            "sha256": attachment.sha256,
            "bytes": attachment.bytes,
        }
        for attachment in letter.attachments.all()
        if attachment.is_held
    ]
    return {
        "soort": letter.label,
        "titel": letter.subject,
        "afzender": letter.executive.name,
        "organisatie": organisation.name,
        "organisatiecode": organisation.code,
        "gericht_aan": letter.council.name,
        "datum": letter.date_on.isoformat() if letter.date_on else "",
        "kenmerk": letter.reference,
        "uw_kenmerk": letter.your_reference,
        "zaaknummer": letter.case_number,
        "portefeuillehouder": letter.portfolio_holder,
        "besluit_datum": letter.decided_on.isoformat() if letter.decided_on else "",
        "besluit_nummer": letter.decision_number,
        "status": status_of(letter, rendering),
        "openbaarheid": publicity_of(letter),
        "rectificeert": letter.rectifies.reference if letter.rectifies else "",
        "bestanden": files,
        "ontbrekende_bijlagen": [
            attachment.title for attachment in letter.attachments.all() if not attachment.is_held
        ],
    }


def status_of(letter: Letter, rendering: Rendering) -> str:
    """Of the file: a draft stays one, also when its letter was adopted after it was made."""
    if not rendering.is_adopted:
        return "concept"
    return "verzonden" if letter.is_sent else "vastgesteld"


def publicity_of(letter: Letter) -> str:
    if letter.is_secret:
        return f"geheim: {letter.secrecy.ground}"
    if letter.is_under_embargo:
        assert letter.embargo_until is not None  # it is under embargo
        return f"embargo tot {localtime(letter.embargo_until).isoformat(timespec='minutes')}"
    return "openbaar"


def _stem(letter: Letter, rendering: Rendering | None = None) -> str:
    day = letter.date_on.isoformat() if letter.date_on else ""
    words = f"{day} {letter.reference} {letter.label} {letter.organisation.short_name}"
    stem = slugify(words)[:LONGEST_NAME].strip("-")
    return stem if rendering is None or rendering.is_adopted else f"concept-{stem}"


def _signed_copy(letter: Letter, rendering: Rendering) -> SignedCopy | None:
    """It belongs to what was adopted, not to a draft of it."""
    return getattr(letter, "signed_copy", None) if rendering.is_adopted else None


def attachment_name(attachment: Attachment) -> str:
    suffix = attachment.file_name.rpartition(".")[2].lower()
    title = slugify(f"bijlage {attachment.number:02} {attachment.title}")
    return f"{title[:LONGEST_NAME].strip('-')}.{suffix}"


def _flat(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if not isinstance(value, list)}


def put(archive: ZipFile, name: str, content: bytes) -> None:
    info = ZipInfo(name, NO_DATE)
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, content)
