"""What people fill in, by what it is about."""

from .inputs import InputForm, RemarkFormSet, RoomInputForm
from .points import (
    AssignForm,
    ChoosePoints,
    DestineForm,
    JoinForm,
    LinkForm,
    PointFilter,
    PointForm,
    ResponseForm,
    ReturnForm,
)
from .sessions import AskSessionForm, DeclineForm, ExtendSessionForm, SessionForm

__all__ = [
    "AskSessionForm",
    "AssignForm",
    "ChoosePoints",
    "DeclineForm",
    "DestineForm",
    "ExtendSessionForm",
    "InputForm",
    "JoinForm",
    "LinkForm",
    "PointFilter",
    "PointForm",
    "RemarkFormSet",
    "ResponseForm",
    "ReturnForm",
    "RoomInputForm",
    "SessionForm",
]
