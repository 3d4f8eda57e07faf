from .attachments import Attachment
from .handing_over import Dispatch, DispatchKind, Secrecy
from .letters import Letter, LetterQuerySet, LetterStatus
from .mailings import Batch, Mailing, Recipient
from .model_letters import BlockKind, ModelBlock, ModelLetter, Part
from .renderings import Rendering, RenderingKind, RenderingState
from .runs import Run, RunLetter, RunState

__all__ = [
    "Attachment",
    "Batch",
    "BlockKind",
    "Dispatch",
    "DispatchKind",
    "Letter",
    "LetterQuerySet",
    "LetterStatus",
    "Mailing",
    "ModelBlock",
    "ModelLetter",
    "Part",
    "Recipient",
    "Rendering",
    "RenderingKind",
    "RenderingState",
    "Run",
    "RunLetter",
    "RunState",
    "Secrecy",
]
