"""Every change of a letter: locked, looked at again, written in the log."""

from letters.tasks import fingerprint_of

from .attachments import add_attachment, provide_attachment, read_attachment, remove_attachment
from .deciding import DatedBeforeDecision, DecidedInFuture, adopt_letter, amend_letter
from .filled_facts import look_again, notice_changed_facts, settle_fact
from .handing_over import (
    DecidedLater,
    SecretAlready,
    addresses_of_griffie,
    impose_secrecy,
    lift_embargo,
    lift_secrecy,
    mail_again,
    read_package,
)
from .letters import TEXT_FIELDS, BlockLocked, change_letter, start_letter
from .locking import LetterChangedMeanwhile, LetterIncomplete, LetterNotOpen
from .mailings import (
    MailingIncomplete,
    read_letter_to,
    read_mailing,
    retry_failed_letters,
    start_mailing,
    steer_mailing,
)
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
from .occasions import set_aside
from .rectifying import rectify_letter
from .renderings import read_rendering, request_rendering
from .runs import (
    MOST_LETTERS,
    NothingReady,
    PackageTooLarge,
    read_run,
    retry_failed,
    start_run,
    steer_run,
)
from .signed_copies import SignedAlready, keep_signed_copy, read_signed_copy
from .standard_texts import (
    StandardTextChangedMeanwhile,
    StandardTextRetired,
    insert_standard_text,
    put_in,
    retire_standard_text,
    word_standard_text,
    write_standard_text,
)
from .workflow import (
    ListedBeforeSent,
    ListedInFuture,
    PdfNotReady,
    agree_letter,
    hand_to_executive,
    list_letter,
    send_letter,
    take_back_letter,
)

__all__ = [
    "MOST_LETTERS",
    "TEXT_FIELDS",
    "BlockChangedMeanwhile",
    "BlockLocked",
    "DatedBeforeDecision",
    "DecidedInFuture",
    "DecidedLater",
    "LetterChangedMeanwhile",
    "LetterIncomplete",
    "LetterNotOpen",
    "ListedBeforeSent",
    "ListedInFuture",
    "MailingIncomplete",
    "NothingReady",
    "PackageTooLarge",
    "PdfNotReady",
    "SecretAlready",
    "SignedAlready",
    "StandardTextChangedMeanwhile",
    "StandardTextRetired",
    "add_attachment",
    "add_block",
    "addresses_of_griffie",
    "adopt_letter",
    "agree_letter",
    "amend_letter",
    "change_block",
    "change_letter",
    "fingerprint_of",
    "follow_model",
    "hand_out",
    "hand_to_executive",
    "impose_secrecy",
    "insert_standard_text",
    "keep_signed_copy",
    "lift_embargo",
    "lift_secrecy",
    "list_letter",
    "look_again",
    "mail_again",
    "move_block",
    "name_model",
    "notice_changed_facts",
    "provide_attachment",
    "put_in",
    "read_attachment",
    "read_letter_to",
    "read_mailing",
    "read_package",
    "read_rendering",
    "read_run",
    "read_signed_copy",
    "rectify_letter",
    "remove_attachment",
    "remove_block",
    "request_rendering",
    "retire_standard_text",
    "retry_failed",
    "retry_failed_letters",
    "send_letter",
    "set_aside",
    "settle_fact",
    "start_letter",
    "start_mailing",
    "start_model",
    "start_run",
    "steer_mailing",
    "steer_run",
    "take_back_letter",
    "word_standard_text",
    "write_standard_text",
]
