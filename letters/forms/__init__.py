from .files import MAX_ATTACHMENT, AttachmentFileForm, AttachmentForm
from .letters import AdoptForm, LetterForm, ListForm, PartsForm, StartLetterForm
from .mailings import MailingForm
from .model_letters import BlockForm, HandOutForm, ModelSubjectForm, StartModelForm
from .register import RegisterFilter, StartRunForm
from .secrecy import LiftSecrecyForm, SecrecyForm

__all__ = [
    "MAX_ATTACHMENT",
    "AdoptForm",
    "AttachmentFileForm",
    "AttachmentForm",
    "BlockForm",
    "HandOutForm",
    "LetterForm",
    "LiftSecrecyForm",
    "ListForm",
    "MailingForm",
    "ModelSubjectForm",
    "PartsForm",
    "RegisterFilter",
    "SecrecyForm",
    "StartLetterForm",
    "StartModelForm",
    "StartRunForm",
]
