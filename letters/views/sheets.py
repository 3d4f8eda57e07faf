"""The letter as it will look on paper, in HTML: beside the form, as a preview, in the house style."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from letters import content, permissions, services
from letters.models import Letter
from letters.paper import HouseStyle
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .parts import find_letter, form_for, paper_for, twin_of


@require_POST
@never_cache
def letter_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """The letter with the words that are in the form now; writes nothing (<live-letter>)."""
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    form = form_for(letter, request.POST)
    form.is_valid()
    for name in services.TEXT_FIELDS:
        if name in form.cleaned_data:
            setattr(letter, name, form.cleaned_data[name])
    context = twin_of(letter, [])
    if "text" in form.errors:
        context = {"paper": None, "refused": form.errors["text"][0]}
    return render(request, "letters/_sheet.html", context)


@require_safe
def letter_preview(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    renderings = [r for r in letter.newest_renderings if r.is_adopted]
    context = {
        "letter": letter,
        "may_change": permissions.can_change_letter(request.user, letter),
        **twin_of(letter, renderings),
    }
    return render(request, "letters/letter_preview.html", context)


@require_safe
def letter_style(request: UserRequest, pk: int) -> HttpResponse:
    """The house colour as a file of its own: the content security policy allows no inline style."""
    style = _style_of(find_letter(request, pk))
    css = f".letter-sheet{{--accent:{style.accent};--ink-accent:{style.text_accent}}}"
    if style.font == "serif":  # the browser's own: a preview is not worth another 60 kB
        css += ".letter-sheet{font-family:Georgia,serif}"
    return _private(HttpResponse(css, content_type="text/css"))


@require_safe
def letter_logo(request: UserRequest, pk: int) -> HttpResponse:
    logo = _style_of(find_letter(request, pk)).logo
    if logo is None:
        raise Http404
    response = HttpResponse(logo.content, content_type=logo.content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _private(response)


def _style_of(letter: Letter) -> HouseStyle:
    try:
        return paper_for(letter, letter.newest_renderings).style
    except content.PaperRefused:  # the page says why; it looks plain meanwhile
        return HouseStyle(name=letter.organisation.name)


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, max_age=300)
    return response
