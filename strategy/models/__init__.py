from .chapters import Chapter, ChapterStatus, Publication
from .discussion import Comment, Mention, Thread
from .documents import ImportedDocument
from .exports import Export, ExportFormat
from .figures import Figure
from .images import Image
from .live import LiveSession, LiveUpdate
from .positions import Level, Position, Stance
from .products import Product, Strategy
from .revisions import BlockConflict, BlockLineage, ConflictChoice, Revision, RevisionKind
from .rounds import Reminder, Reviewer, ReviewRound, RoundState
from .suggestions import Suggestion, SuggestionStatus
from .terms import Term
from .versions import Version, VersionChapter

__all__ = [
    "BlockConflict",
    "BlockLineage",
    "Chapter",
    "ChapterStatus",
    "Comment",
    "ConflictChoice",
    "Export",
    "ExportFormat",
    "Figure",
    "Image",
    "ImportedDocument",
    "Level",
    "LiveSession",
    "LiveUpdate",
    "Mention",
    "Position",
    "Product",
    "Publication",
    "Reminder",
    "ReviewRound",
    "Reviewer",
    "Revision",
    "RevisionKind",
    "RoundState",
    "Stance",
    "Strategy",
    "Suggestion",
    "SuggestionStatus",
    "Term",
    "Thread",
    "Version",
    "VersionChapter",
]
