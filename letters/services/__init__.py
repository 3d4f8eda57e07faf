"""Every change of a letter: locked, looked at again, written in the log."""

from .attachments import add_attachment, provide_attachment, read_attachment, remove_attachment
from .letters import TEXT_FIELDS, BlockLocked, change_letter, start_letter
from .locking import LetterChangedMeanwhile, LetterIncomplete, LetterNotOpen
from .model_letters import (
    BlockChangedMeanwhile,
    add_block,
    change_block,
    follow_model,
    hand_out,
    move_block,
    name_model,
    remove_block,
    start_model,
)
from .renderings import fingerprint_of, read_rendering, request_rendering
from .workflow import (
    DatedBeforeDecision,
    DecidedInFuture,
    ListedBeforeSent,
    ListedInFuture,
    PdfNotReady,
    adopt_letter,
    agree_letter,
    hand_to_executive,
    list_letter,
    send_letter,
    take_back_letter,
)

__all__ = [
    "TEXT_FIELDS",
    "BlockChangedMeanwhile",
    "BlockLocked",
    "DatedBeforeDecision",
    "DecidedInFuture",
    "LetterChangedMeanwhile",
    "LetterIncomplete",
    "LetterNotOpen",
    "ListedBeforeSent",
    "ListedInFuture",
    "PdfNotReady",
    "add_attachment",
    "add_block",
    "adopt_letter",
    "agree_letter",
    "change_block",
    "change_letter",
    "fingerprint_of",
    "follow_model",
    "hand_out",
    "hand_to_executive",
    "list_letter",
    "move_block",
    "name_model",
    "provide_attachment",
    "read_attachment",
    "read_rendering",
    "remove_attachment",
    "remove_block",
    "request_rendering",
    "send_letter",
    "start_letter",
    "start_model",
    "take_back_letter",
]
