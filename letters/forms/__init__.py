from .files import MAX_ATTACHMENT, AttachmentFileForm, AttachmentForm, SignedCopyForm
from .letters import AdoptForm, AmendForm, LetterForm, ListForm, PartsForm, StartLetterForm
from .mailings import MailingForm
from .model_letters import BlockForm, HandOutForm, ModelSubjectForm, StartModelForm
from .register import RegisterFilter, StartRunForm
from .secrecy import LiftSecrecyForm, SecrecyForm
from .standard_texts import InsertForm, NewStandardTextForm, StandardTextForm

__all__ = [
    "MAX_ATTACHMENT",
    "AdoptForm",
    "AmendForm",
    "AttachmentFileForm",
    "AttachmentForm",
    "BlockForm",
    "HandOutForm",
    "InsertForm",
    "LetterForm",
    "LiftSecrecyForm",
    "ListForm",
    "MailingForm",
    "ModelSubjectForm",
    "NewStandardTextForm",
    "PartsForm",
    "RegisterFilter",
    "SecrecyForm",
    "SignedCopyForm",
    "StandardTextForm",
    "StartLetterForm",
    "StartModelForm",
    "StartRunForm",
]
