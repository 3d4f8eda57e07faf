"""A letter that was sent is never withdrawn: a new one says what was wrong in it."""

from __future__ import annotations

from django.db import transaction

from letters.models import Attachment, Letter, LetterStatus, Secrecy
from letters.paper import long_date
from ros_portal.audit.services import record
from stakeholders.models import User

from .letters import frame_of
from .locking import lock_letter

# Like the starting texts of a letter: Dutch text for a Dutch document.
OPENING = """\
Op {day} stuurden wij u een brief met als onderwerp ‘{subject}’ (kenmerk {reference}). Die brief bevat een fout. Met deze brief rectificeren wij die.

[vul in: wat er niet klopte, en wat wel juist is]

"""


@transaction.atomic
def rectify_letter(letter: Letter, *, by: User) -> Letter:
    """The draft that rectifies it; a second press, or a colleague's, finds the one that is there."""
    letter = lock_letter(letter, LetterStatus.SENT)
    if begun := Letter.objects.filter(rectifies=letter).first():
        return begun
    assert letter.date_on is not None  # constraint letter_adopted_has_decision
    opening = OPENING.format(
        day=long_date(letter.date_on), subject=letter.subject, reference=letter.reference
    )
    rectification = Letter.objects.create(
        **{
            **frame_of(letter.executive, handled_by=by),
            "salutation": letter.salutation,
            "closing": letter.closing,
        },
        rectifies=letter,
        meeting=letter.meeting,
        subject=f"Rectificatie: {letter.subject}"[:200],
        text=opening + letter.text,
        your_reference=letter.your_reference,
        case_number=letter.case_number,
        # What may not be known of the first letter may not be known by way of the second.
        embargo_until=letter.embargo_until if letter.is_under_embargo else None,
        created_by=by,
    )
    Attachment.objects.bulk_create(
        Attachment(
            letter=rectification,
            number=one.number,
            title=one.title,
            file=one.file.name,
            file_name=one.file_name,
            sha256=one.sha256,
            bytes=one.bytes,
        )
        for one in letter.attachments.all()
    )
    if letter.is_secret:
        _keep_secret(rectification, letter.secrecy, by=by)
    record("letters.letter.started", rectification, by=by, rectifies=letter.pk)
    record("letters.letter.rectification_begun", letter, by=by, by_letter=rectification.pk)
    return rectification


def _keep_secret(rectification: Letter, secrecy: Secrecy, *, by: User) -> None:
    """The decision is about what the letter says, and most of that is said again."""
    copied = Secrecy.objects.create(
        letter=rectification,
        ground=secrecy.ground,
        decided_by=secrecy.decided_by,
        decided_on=secrecy.decided_on,
        recorded_by=by,
    )
    copied.recipients.set(secrecy.recipients.all())
