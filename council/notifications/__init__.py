"""What people are told about input: that it is there, and where. What was said is linked, never
quoted."""

from stakeholders.kinds import register

from . import answers, executives, guests, inputs, promises, sessions
from .answers import on_text_published, tell_answered, tell_text_changed
from .executives import tell_handed_over, tell_published
from .guests import tell_guests_opened, tell_invited
from .inputs import ask_to_read, tell_speaker
from .promises import tell_asked, tell_inquiry_answered, tell_undertaken
from .sessions import (
    SESSION_REMINDER,
    tell_asker,
    tell_boss_moved,
    tell_cancelled,
    tell_clerks,
    tell_extended,
    tell_opened,
    tell_silent,
)

__all__ = [
    "SESSION_REMINDER",
    "ask_to_read",
    "on_text_published",
    "register_kinds",
    "tell_answered",
    "tell_asked",
    "tell_asker",
    "tell_boss_moved",
    "tell_cancelled",
    "tell_clerks",
    "tell_extended",
    "tell_guests_opened",
    "tell_handed_over",
    "tell_inquiry_answered",
    "tell_invited",
    "tell_opened",
    "tell_published",
    "tell_silent",
    "tell_speaker",
    "tell_text_changed",
    "tell_undertaken",
]


def register_kinds() -> None:
    """In the order of the page on which people choose."""
    register(
        *sessions.KINDS,
        *guests.KINDS,
        *inputs.KINDS,
        *answers.KINDS,
        *executives.KINDS,
        *promises.KINDS,
    )
