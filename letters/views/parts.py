"""What several of these pages need: finding a letter, its paper as HTML, a file to keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters import body, content, permissions
from letters.forms import LetterForm, PartsForm
from letters.models import Attachment, Letter, LetterStatus, Rendering
from letters.paper import NAME_UNKNOWN, Paper
from ros_portal.lib.requests import UserRequest

CHANGED_MEANWHILE = gettext_lazy(
    "A colleague changed this letter meanwhile. Read it once more before you go on."
)


def find_letter(request: UserRequest, pk: int) -> Letter:
    letters = Letter.objects.visible_to(request.user).with_bodies()
    return get_object_or_404(letters.prefetch_related("attachments"), pk=pk)


def form_for(letter: Letter, data: QueryDict | None, **options: Any) -> LetterForm:
    """With a field for every block when the letter comes from the region."""
    parts = list(letter.parts.select_related("block")) if letter.model_id else []
    return PartsForm(data, parts=parts, **options) if parts else LetterForm(data, **options)


def find_attachment(letter: Letter, attachment_id: int) -> Attachment:
    """By its id: its number passes to the next one when a colleague removes one above it."""
    for attachment in letter.attachments.all():
        if attachment.pk == attachment_id:
            attachment.letter = letter
            return attachment
    raise Http404


def twin_of(letter: Letter, renderings: list[Rendering]) -> dict[str, Any]:
    """The letter as HTML: an adopted one from the paper it was adopted on, whatever came later."""
    try:
        paper = paper_for(letter, renderings)
    except content.PaperRefused as refused:
        return {"paper": None, "refused": str(refused)}
    return {
        "paper": paper,
        "body": body.clean(paper.body_html),
        "logo_url": reverse("letter_logo", args=[letter.pk]) if paper.style.logo else "",
        "name_unknown": NAME_UNKNOWN,
    }


def paper_for(letter: Letter, renderings: list[Rendering]) -> Paper:
    adopted = next((rendering for rendering in renderings if rendering.is_adopted), None)
    return content.paper_as_made(adopted) if adopted else content.paper_of(letter)


def file_damaged(request: UserRequest, letter: Letter) -> HttpResponse:
    """Rather no file than another one under the same name."""
    return render(request, "letters/file_damaged.html", {"letter": letter}, status=500)


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def is_done(request: UserRequest, letter: Letter, status: LetterStatus) -> bool:
    """A second click, or a colleague who was first: what was asked for is so already."""
    done = letter.status == status and bool(permissions.can_work_on_letter(request.user, letter))
    if done and request.method == "POST":
        messages.info(request, _("This was done already: nothing happened twice."))
    return done
