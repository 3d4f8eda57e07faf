"""What people fill in, by what it is about."""

from .capture import AskReadingForm, CaptureForm, MendForm, ReactionForm
from .inputs import (
    HarvestForm,
    InputForm,
    RemarkFormSet,
    ResolutionForm,
    RoomInputForm,
    VoteForm,
)
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
    "AskReadingForm",
    "AskSessionForm",
    "AssignForm",
    "CaptureForm",
    "ChoosePoints",
    "DeclineForm",
    "DestineForm",
    "ExtendSessionForm",
    "HarvestForm",
    "InputForm",
    "JoinForm",
    "LinkForm",
    "MendForm",
    "PointFilter",
    "PointForm",
    "ReactionForm",
    "RemarkFormSet",
    "ResolutionForm",
    "ResponseForm",
    "ReturnForm",
    "RoomInputForm",
    "SessionForm",
    "VoteForm",
]
