from .attachments import Attachment
from .handing_over import Dispatch, DispatchKind, Secrecy
from .letters import Letter, LetterQuerySet, LetterStatus
from .model_letters import BlockKind, ModelBlock, ModelLetter, Part
from .renderings import Rendering, RenderingKind, RenderingState
from .runs import Run, RunLetter, RunState

__all__ = [
    "Attachment",
    "BlockKind",
    "Dispatch",
    "DispatchKind",
    "Letter",
    "LetterQuerySet",
    "LetterStatus",
    "ModelBlock",
    "ModelLetter",
    "Part",
    "Rendering",
    "RenderingKind",
    "RenderingState",
    "Run",
    "RunLetter",
    "RunState",
    "Secrecy",
]
