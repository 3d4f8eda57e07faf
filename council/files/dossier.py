"""The dossier of a BOSS as a file: the same words as its page, made with the makers of texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from council import permissions
from council.dossier import Dossier, dossier_of
from milestones.models import Meeting
from ros_portal.lib import fonts
from stakeholders.models import User
from strategy.documents import pdf, word
from strategy.documents.content import Document, Part, moment
from strategy.sources import Source, Tell

PARTS = ("coverage", "themes", "changed", "agenda")


def document_of(dossier: Dossier, reader: User) -> Document:
    """In Dutch, as the texts are; without names of people."""
    titles = {
        "coverage": _("What the councils gave along"),
        "themes": _("Points and proposed answers"),
        "changed": _("What changed in the text"),
        "agenda": _("Agenda and advice"),
    }
    written = "".join(
        format_html('<h2 id="{}">{}</h2>{}', name, titles[name], _section(name, dossier))
        for name in PARTS
    )
    title = _("Dossier for the %(meeting)s") % {"meeting": dossier.meeting}
    about = [_("As it stood on %(moment)s") % {"moment": moment(dossier.made_at)}]
    return Document(title, about, [Part("c1", title, written)], [], reader)


def _section(name: str, dossier: Dossier) -> str:
    return render_to_string(f"council/dossier/_{name}.html", {"dossier": dossier, "is_file": True})


def printable(document: Document) -> Document:
    """What a council said stays as it was said; a sign that no font of ours has cannot stop a BOSS."""
    (part,) = document.parts
    missing = fonts.unprintable(part.html)
    if not missing:
        return document
    signs = re.compile(f"[{re.escape(''.join(missing))}]+")
    told = _("[?] stands for a sign that cannot be printed: the portal and Word show it.")
    return replace(
        document,
        about=[*document.about, told],
        parts=[replace(part, html=signs.sub("[?]", part.html))],
    )


def _printed(document: Document) -> bytes:
    return pdf.make(printable(document))


def _maker(make: Callable[[Document], bytes]) -> Callable[[str, User, Tell], bytes]:
    def made(key: str, by: User, tell: Tell) -> bytes:
        with override("nl"):
            return make(
                document_of(dossier_of(Meeting.objects.select_related("body").get(pk=key)), by)
            )

    return made


def _may_read(user: User, _key: str) -> bool:
    return bool(permissions.can_read_dossier(user))


DOSSIER = Source(
    makers={"pdf": _maker(_printed), "docx": _maker(word.make)},
    may_read=_may_read,
    url=lambda key: reverse("dossier", args=[key]),
)
