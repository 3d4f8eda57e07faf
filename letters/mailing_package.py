"""A mailing as one file: a PDF for each member, the attachments once, and what they are.

The names are those of letters.package, so that a council information system takes them as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from ros_portal.lib.sheets import as_csv
from ros_portal.lib.storage import read_intact

from . import package
from .models import Mailing, Recipient


def package_of(mailing: Mailing, recipients: Sequence[Recipient]) -> bytes:
    """Raises FileDamaged and OSError: rather none than half a package."""
    letter = mailing.letter
    attachments = [one for one in letter.attachments.all() if one.is_held]
    rows: list[dict[str, Any]] = []
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for recipient in recipients:
            recipient.mailing = mailing
            content = read_intact(recipient.file, recipient.sha256)
            package.put(archive, recipient.file_name, content)
            rows.append(
                {
                    "bestand": recipient.file_name,
                    "titel": letter.subject,
                    "soort": letter.label,
                    "gericht_aan": recipient.name,
                    "sha256": recipient.sha256,
                    "bytes": recipient.bytes,
                }
            )
        for attachment in attachments:
            name = package.attachment_name(attachment)
            package.put(archive, name, read_intact(attachment.file, attachment.sha256))
            rows.append(
                {
                    "bestand": name,
                    "titel": attachment.title,
                    "soort": "Bijlage",
                    "gericht_aan": "",
                    "sha256": attachment.sha256,
                    "bytes": attachment.bytes,
                }
            )
        facts = {
            "titel": letter.subject,
            "soort": letter.label,
            "afzender": letter.executive.name,
            "organisatie": letter.organisation.name,
            "organisatiecode": letter.organisation.code,
            "datum": letter.date_on.isoformat() if letter.date_on else "",
            "kenmerk": letter.reference,
            "zaaknummer": letter.case_number,
            "status": "concept" if mailing.is_draft else "vastgesteld",
            "openbaarheid": package.publicity_of(letter),
            "uitnodiging": mailing.invitation.get("title", ""),
            "bestanden": rows,
        }
        text = json.dumps(facts, ensure_ascii=False, indent=2)
        package.put(archive, "metadata.json", text.encode())
        package.put(
            archive, "metadata.csv", as_csv([rows[0].keys(), *(row.values() for row in rows)])
        )
    return file.getvalue()
