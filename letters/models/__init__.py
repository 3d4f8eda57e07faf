from .attachments import Attachment
from .letters import Letter, LetterStatus
from .renderings import Rendering, RenderingKind, RenderingState

__all__ = [
    "Attachment",
    "Letter",
    "LetterStatus",
    "Rendering",
    "RenderingKind",
    "RenderingState",
]
