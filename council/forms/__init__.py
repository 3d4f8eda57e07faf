"""What people fill in, by what it is about."""

from .importing import ImportForm
from .inputs import (
    HarvestForm,
    InputForm,
    RemarkFormSet,
    ResolutionForm,
    RoomInputForm,
    VoteForm,
)
from .meetings import (
    AdoptForm,
    CorrectionForm,
    FileForm,
    ItemForm,
    ItemStepForm,
    MinutesForm,
)
from .planning import BossForm, MoveBossForm
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
    "AdoptForm",
    "AskSessionForm",
    "AssignForm",
    "BossForm",
    "BulkForm",
    "ChoosePoints",
    "CorrectionForm",
    "DeclineForm",
    "DestineForm",
    "ExtendSessionForm",
    "FileForm",
    "HarvestForm",
    "ImportForm",
    "InputForm",
    "ItemForm",
    "ItemStepForm",
    "JoinForm",
    "LinkForm",
    "MinutesForm",
    "MoveBossForm",
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
