from .attachments import Attachment
from .letters import Letter, LetterStatus
from .model_letters import BlockKind, ModelBlock, ModelLetter, Part
from .renderings import Rendering, RenderingKind, RenderingState

__all__ = [
    "Attachment",
    "BlockKind",
    "Letter",
    "LetterStatus",
    "ModelBlock",
    "ModelLetter",
    "Part",
    "Rendering",
    "RenderingKind",
    "RenderingState",
]
