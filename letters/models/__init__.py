from .attachments import Attachment
from .handing_over import Dispatch, DispatchKind, Secrecy
from .letters import Letter, LetterStatus
from .model_letters import BlockKind, ModelBlock, ModelLetter, Part
from .renderings import Rendering, RenderingKind, RenderingState

__all__ = [
    "Attachment",
    "BlockKind",
    "Dispatch",
    "DispatchKind",
    "Letter",
    "LetterStatus",
    "ModelBlock",
    "ModelLetter",
    "Part",
    "Rendering",
    "RenderingKind",
    "RenderingState",
    "Secrecy",
]
