"""Every change to the strategy, one function each."""

from .images import ImageRefused, add_image
from .publishing import (
    NothingToPublish,
    StatusNotAllowed,
    TextMovedOn,
    publish_chapter,
    set_chapter_status,
)
from .saving import (
    ConflictSettled,
    NotAllowedNow,
    Saved,
    UnknownBase,
    load_text,
    restore_revision,
    save_chapter,
    settle_conflict,
)

__all__ = [
    "ConflictSettled",
    "ImageRefused",
    "NotAllowedNow",
    "NothingToPublish",
    "Saved",
    "StatusNotAllowed",
    "TextMovedOn",
    "UnknownBase",
    "add_image",
    "load_text",
    "publish_chapter",
    "restore_revision",
    "save_chapter",
    "set_chapter_status",
    "settle_conflict",
]
