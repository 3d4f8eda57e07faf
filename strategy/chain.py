"""The three products as one picture: what each answers and how far it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stakeholders.models import User

from .models import Chapter, ChapterStatus, Product


def chain_for(user: User) -> list[dict[str, Any]]:
    """The whole chain, as far as this person can see its chapters; two queries."""
    chapters = list(Chapter.objects.visible_to(user))
    return [chain_step(product, chapters) for product in Product.objects.all()]


def chain_step(product: Product, chapters: list[Chapter]) -> dict[str, Any]:
    """One link of the chain, as templates/components/chain.html wants it."""
    own = [chapter for chapter in chapters if chapter.product_id == product.pk]
    ready = [chapter for chapter in own if chapter.status != ChapterStatus.DRAFT]
    if not own:
        note = _("No chapters yet")
    elif len(own) == len(ready):
        note = ngettext("%(n)s chapter to read", "%(n)s chapters to read", len(own)) % {
            "n": len(own)
        }
    else:
        note = _("%(ready)s of %(all)s chapters for review or further") % {
            "ready": len(ready),
            "all": len(own),
        }
    return {
        "name": product.name,
        "text": product.answers,
        "url": product.get_absolute_url(),
        "note": note,
        "percent": round(100 * len(ready) / len(own)) if own else 0,
    }
