from .chapters import Chapter, ChapterStatus, Publication
from .figures import Figure
from .images import Image
from .products import Product, Strategy
from .revisions import BlockConflict, BlockLineage, ConflictChoice, Revision, RevisionKind

__all__ = [
    "BlockConflict",
    "BlockLineage",
    "Chapter",
    "ChapterStatus",
    "ConflictChoice",
    "Figure",
    "Image",
    "Product",
    "Publication",
    "Revision",
    "RevisionKind",
    "Strategy",
]
