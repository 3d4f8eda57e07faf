from .inputs import Answer, Input, InputKind, InputSource
from .reports import Destination, Point, Report
from .requests import SessionRequest
from .responses import Outcome, Response, Trace
from .sessions import InputSession, Question, SessionMode, SessionPurpose
from .states import InputStatus

__all__ = [
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
    "Report",
    "Response",
    "SessionMode",
    "SessionPurpose",
    "SessionRequest",
    "Trace",
]
