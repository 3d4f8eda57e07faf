from .inputs import REGISTERED, Answer, Input, InputKind, InputSource
from .readings import Reaction, Reading
from .reports import Destination, Point, Report
from .requests import SessionRequest
from .resolutions import Resolution, Vote
from .responses import Outcome, Response, Trace
from .sessions import InputSession, Question, SessionMode, SessionPurpose
from .states import InputStatus

__all__ = [
    "REGISTERED",
    "Answer",
    "Destination",
    "Input",
    "InputKind",
    "InputSession",
    "InputSource",
    "InputStatus",
    "Outcome",
    "Point",
    "Question",
    "Reaction",
    "Reading",
    "Report",
    "Resolution",
    "Response",
    "SessionMode",
    "SessionPurpose",
    "SessionRequest",
    "Trace",
    "Vote",
]
