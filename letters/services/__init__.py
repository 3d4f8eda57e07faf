"""Every change of a letter: locked, looked at again, written in the log."""

from .attachments import add_attachment, provide_attachment, read_attachment, remove_attachment
from .letters import TEXT_FIELDS, change_letter, start_letter
from .locking import LetterChangedMeanwhile, LetterIncomplete, LetterNotOpen
from .renderings import fingerprint_of, read_rendering, request_rendering
from .workflow import (
    DatedBeforeDecision,
    DecidedInFuture,
    PdfNotReady,
    adopt_letter,
    hand_to_executive,
    send_letter,
    take_back_letter,
)

__all__ = [
    "TEXT_FIELDS",
    "DatedBeforeDecision",
    "DecidedInFuture",
    "LetterChangedMeanwhile",
    "LetterIncomplete",
    "LetterNotOpen",
    "PdfNotReady",
    "add_attachment",
    "adopt_letter",
    "change_letter",
    "fingerprint_of",
    "hand_to_executive",
    "provide_attachment",
    "read_attachment",
    "read_rendering",
    "remove_attachment",
    "request_rendering",
    "send_letter",
    "start_letter",
    "take_back_letter",
]
