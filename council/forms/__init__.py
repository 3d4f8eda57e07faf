"""What people fill in, by what it is about."""

from .capture import AskReadingForm, CaptureForm, MendForm, ReactionForm
from .guests import InviteForm
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
    ChoosePoints,
    DestineForm,
    JoinForm,
    NoteForm,
    PointForm,
    ReturnForm,
    chapters_for,
)
from .promises import (
    InquiryAnswerForm,
    InquiryForm,
    SettleForm,
    UndertakingForm,
)
from .responses import (
    LinkForm,
    PublishForm,
    ReadForm,
    ResponseForm,
    StandardAnswerForm,
)
from .sessions import (
    AskSessionForm,
    CancelSessionForm,
    DeclineForm,
    ExtendSessionForm,
    SessionForm,
    WithholdForm,
)
from .sittings import SittingForm
from .table import BulkForm, ChooseFromTable, PointFilter

__all__ = [
    "AdoptForm",
    "AskReadingForm",
    "AskSessionForm",
    "AssignForm",
    "BossForm",
    "BulkForm",
    "CancelSessionForm",
    "CaptureForm",
    "ChooseFromTable",
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
    "InviteForm",
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
    "SittingForm",
    "StandardAnswerForm",
    "UndertakingForm",
    "VoteForm",
    "WithholdForm",
    "chapters_for",
]
