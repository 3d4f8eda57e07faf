"""What people fill in, by what it is about."""

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
    BulkForm,
    ChoosePoints,
    DestineForm,
    JoinForm,
    LinkForm,
    NoteForm,
    PointFilter,
    PointForm,
    ResponseForm,
    ReturnForm,
)
from .sessions import AskSessionForm, DeclineForm, ExtendSessionForm, SessionForm

__all__ = [
    "AskSessionForm",
    "AssignForm",
    "BulkForm",
    "ChoosePoints",
    "DeclineForm",
    "DestineForm",
    "ExtendSessionForm",
    "HarvestForm",
    "InputForm",
    "JoinForm",
    "LinkForm",
    "NoteForm",
    "PointFilter",
    "PointForm",
    "RemarkFormSet",
    "ResolutionForm",
    "ResponseForm",
    "ReturnForm",
    "RoomInputForm",
    "SessionForm",
    "VoteForm",
]
