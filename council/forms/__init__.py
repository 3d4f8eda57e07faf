"""What people fill in, by what it is about."""

from .capture import AskReadingForm, CaptureForm, MendForm, ReactionForm
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
    PublishForm,
    ReadForm,
    ResponseForm,
    ReturnForm,
    StandardAnswerForm,
)
from .promises import (
    InquiryAnswerForm,
    InquiryForm,
    SettleForm,
    UndertakingForm,
)
from .sessions import AskSessionForm, DeclineForm, ExtendSessionForm, SessionForm, WithholdForm

__all__ = [
    "AdoptForm",
    "AskReadingForm",
    "AskSessionForm",
    "AssignForm",
    "BossForm",
    "BulkForm",
    "CaptureForm",
    "ChoosePoints",
    "CorrectionForm",
    "DeclineForm",
    "DestineForm",
    "ExtendSessionForm",
    "FileForm",
    "HarvestForm",
    "ImportForm",
    "InputForm",
    "InquiryAnswerForm",
    "InquiryForm",
    "ItemForm",
    "ItemStepForm",
    "JoinForm",
    "LinkForm",
    "MendForm",
    "MinutesForm",
    "MoveBossForm",
    "NoteForm",
    "PointFilter",
    "PointForm",
    "PublishForm",
    "ReactionForm",
    "ReadForm",
    "RemarkFormSet",
    "ResolutionForm",
    "ResponseForm",
    "ReturnForm",
    "RoomInputForm",
    "SessionForm",
    "SettleForm",
    "StandardAnswerForm",
    "UndertakingForm",
    "VoteForm",
    "WithholdForm",
]
