from .inputs import REGISTERED, Answer, Input, InputKind, InputSource
from .meetings import Correction, MeetingItem, Minutes
from .publicity import ReceiptLink, Withholding
from .reports import Destination, Point, Report
from .requests import SessionRequest
from .resolutions import Resolution, Vote
from .responses import Outcome, Response, Trace
from .sessions import InputSession, Question, SessionMode, SessionPurpose
from .states import InputStatus
from .working import Note, StandardAnswer, Theme

__all__ = [
    "REGISTERED",
    "Answer",
    "Correction",
    "Destination",
    "Input",
    "InputKind",
    "InputSession",
    "InputSource",
    "InputStatus",
    "MeetingItem",
    "Minutes",
    "Note",
    "Outcome",
    "Point",
    "Question",
    "ReceiptLink",
    "Report",
    "Resolution",
    "Response",
    "SessionMode",
    "SessionPurpose",
    "SessionRequest",
    "StandardAnswer",
    "Theme",
    "Trace",
    "Vote",
    "Withholding",
]
