from .inputs import Answer, Input, InputKind, InputSource
from .sessions import InputSession, Question, SessionMode
from .states import InputStatus

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
