"""Reads a Word document into a text of ours: pure Python, it knows no database.

`read` gives a ReadDocument or raises DocumentRefused with a sentence for the user; `weigh` raises it
for what is seen at a glance.
"""

from .package import MAX_BYTES, TOO_LARGE, DocumentRefused, weigh
from .pictures import with_addresses
from .reader import TOO_LONG, ReadDocument, read
from .report import sentences

__all__ = [
    "MAX_BYTES",
    "TOO_LARGE",
    "TOO_LONG",
    "DocumentRefused",
    "ReadDocument",
    "read",
    "sentences",
    "weigh",
    "with_addresses",
]
