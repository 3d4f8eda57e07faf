from .inputs import Answer, Input, InputKind, InputSource, InputStatus
from .sessions import InputSession, Question, SessionMode

__all__ = [
    "Answer",
    "Input",
    "InputKind",
    "InputSession",
    "InputSource",
    "InputStatus",
    "Question",
    "SessionMode",
]
