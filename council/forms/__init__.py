"""What people fill in, by what it is about."""

from .inputs import (
    HarvestForm,
    InputForm,
    RemarkFormSet,
    ResolutionForm,
    RoomInputForm,
    VoteForm,
)
from .planning import BossForm, MoveBossForm
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
    "BossForm",
    "ChoosePoints",
    "DeclineForm",
    "DestineForm",
    "ExtendSessionForm",
    "HarvestForm",
    "InputForm",
    "JoinForm",
    "LinkForm",
    "MoveBossForm",
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
