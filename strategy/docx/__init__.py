"""Reads a Word document into a text of ours: pure Python, it knows no database.

`read` gives a ReadDocument or raises DocumentRefused with a sentence for the user.
"""

from .package import MAX_BYTES, TOO_LARGE, DocumentRefused
from .pictures import with_addresses
from .reader import ReadDocument, read
from .report import sentences

__all__ = [
    "MAX_BYTES",
    "TOO_LARGE",
    "DocumentRefused",
    "ReadDocument",
    "read",
    "sentences",
    "with_addresses",
]
