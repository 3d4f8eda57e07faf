from .guests import Guest
from .inputs import POSTED, REGISTERED, Answer, Input, InputKind, InputSource, Withdrawal
from .meetings import Correction, Minutes, Proposal
from .promises import Inquiry, Undertaking
from .publicity import ReceiptLink, Withholding
from .readings import Reaction, Reading
from .reports import GOES_ALONG, Destination, Point, Report
from .requests import SessionRequest
from .resolutions import Resolution, Vote
from .responses import Outcome, Response, Trace
from .sessions import (
    Extension,
    InputSession,
    Question,
    SessionMode,
    SessionPurpose,
    StandingQuestion,
)
from .sittings import Sitting
from .states import InputStatus
from .working import Note, StandardAnswer, Theme

__all__ = [
    "GOES_ALONG",
    "POSTED",
    "REGISTERED",
    "Answer",
    "Correction",
    "Destination",
    "Extension",
    "Guest",
    "Input",
    "InputKind",
    "InputSession",
    "InputSource",
    "InputStatus",
    "Inquiry",
    "Minutes",
    "Note",
    "Outcome",
    "Point",
    "Proposal",
    "Question",
    "Reaction",
    "Reading",
    "ReceiptLink",
    "Report",
    "Resolution",
    "Response",
    "SessionMode",
    "SessionPurpose",
    "SessionRequest",
    "Sitting",
    "StandardAnswer",
    "StandingQuestion",
    "Theme",
    "Trace",
    "Undertaking",
    "Vote",
    "Withdrawal",
    "Withholding",
]
