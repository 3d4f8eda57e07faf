from .attachments import Attachment
from .filled_facts import FactNotice, FilledFact
from .handing_over import Dispatch, DispatchKind, Secrecy
from .letters import Letter, LetterQuerySet, LetterStatus
from .mailings import Batch, Mailing, Recipient
from .model_letters import BlockKind, ModelBlock, ModelLetter, Part
from .occasions import OccasionAnswer
from .proposals import Proposal
from .renderings import Rendering, RenderingKind, RenderingState
from .runs import Run, RunLetter, RunState
from .signed_copies import SignedCopy
from .standard_texts import StandardText, StandardTextUse

__all__ = [
    "Attachment",
    "Batch",
    "BlockKind",
    "Dispatch",
    "DispatchKind",
    "FactNotice",
    "FilledFact",
    "Letter",
    "LetterQuerySet",
    "LetterStatus",
    "Mailing",
    "ModelBlock",
    "ModelLetter",
    "OccasionAnswer",
    "Part",
    "Proposal",
    "Recipient",
    "Rendering",
    "RenderingKind",
    "RenderingState",
    "Run",
    "RunLetter",
    "RunState",
    "Secrecy",
    "SignedCopy",
    "StandardText",
    "StandardTextUse",
]
