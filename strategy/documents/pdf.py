"""PDF that can be listened to (PDF/UA-1): tags, a table of contents with page numbers, our fonts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ros_portal.lib import fonts, printing
from strategy.text.stored import without_ways_back, words_in

from .content import Document, images_of
from .web import STYLE, page_of

VARIANT = "pdf/ua-1"


class CannotBePrinted(ValueError):
    """The message says what to change, or which kind of file to take instead."""


def make(document: Document) -> bytes:
    from weasyprint import HTML

    page = without_ways_back(page_of(document, style=STYLE.read_text()))
    words = words_in(page.partition("</style>")[2])
    if missing := fonts.unprintable(words):
        message = _(
            "These characters cannot be printed: %(characters)s. Take them out of the text, or choose "
            "Word or a web page."
        )
        raise CannotBePrinted(message % {"characters": " ".join(missing[:10])})
    fetcher = printing.only_these(images_of(document))
    made: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(
        pdf_variant=VARIANT, finisher=printing.finish_tags
    )
    return made
