"""From a first word to a letter that the council holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from . import body, content, permissions, services
from .forms import AdoptForm, AttachmentFileForm, AttachmentForm, LetterForm, StartLetterForm
from .models import Attachment, Letter, LetterStatus, Rendering
from .paper import NAME_UNKNOWN, HouseStyle, Paper
from .starts import STARTS

PER_PAGE = 50


@require_safe
def letter_list(request: UserRequest) -> HttpResponse:
    """The register: a secretary sees every state, a council what was sent to it."""
    letters = Letter.objects.visible_to(request.user).with_bodies()
    status = request.GET.get("status", "")
    if status in LetterStatus.values:
        letters = letters.filter(status=status)
    return render(
        request,
        "letters/letter_list.html",
        {
            "page": Paginator(letters, PER_PAGE).get_page(request.GET.get("page")),
            "status": status,
            "statuses": LetterStatus.choices,
            "reads_drafts": permissions.can_read_drafts(request.user),
            "may_write": permissions.can_write_letters(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letter_new(request: UserRequest) -> HttpResponse:
    require(permissions.can_write_letters(request.user))

    executives = permissions.executives_written_for(request.user)
    form = StartLetterForm(request.POST or None, executives=executives)
    if form.is_valid():
        letter = services.start_letter(
            form.cleaned_data["executive"],
            start=STARTS[form.cleaned_data["start"]],
            key=form.cleaned_data["key"],
            by=request.user,
        )
        # The key came from outside: it opens no letter that this person may not see.
        letter = get_object_or_404(Letter.objects.visible_to(request.user), pk=letter.pk)
        return redirect("letter_edit", letter.pk)
    return _no_store(
        render(
            request,
            "letters/letter_new.html",
            {"form": form},
            status=422 if form.errors else 200,
        )
    )


@require_safe
def letter_detail(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    return _detail(request, letter, AttachmentForm())


def _detail(
    request: UserRequest, letter: Letter, attachment_form: AttachmentForm, *, status: int = 200
) -> HttpResponse:
    user = request.user
    renderings = [
        rendering
        for rendering in letter.newest_renderings
        if permissions.can_read_rendering(user, rendering)
    ]
    may_work = permissions.can_work_on_letter(user, letter)
    twin = _twin(letter, renderings)
    paper: Paper | None = twin["paper"]
    context = {
        "letter": letter,
        "renderings": renderings,
        "newest": renderings[0] if renderings else None,
        "adopted": next((rendering for rendering in renderings if rendering.is_adopted), None),
        "missing": (
            content.missing_on(paper, letter.text)
            if paper and may_work and not letter.is_adopted
            else []
        ),
        "attachment_form": attachment_form,
        "may_work": may_work,
        "may_change": permissions.can_change_letter(user, letter),
        "may_adopt": permissions.can_adopt_letter(user, letter),
        "may_send": permissions.can_send_letter(user, letter),
        "steps": _steps(letter),
        **twin,
    }
    return render(request, "letters/letter_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_edit(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    initial = {name: getattr(letter, name) for name in (*services.TEXT_FIELDS, "edition")}
    form = LetterForm(request.POST or None, initial=initial)
    newer: Letter | None = None
    if form.is_valid():
        try:
            services.change_letter(letter, by=request.user, **form.cleaned_data)
        except services.LetterChangedMeanwhile:
            newer = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
            form = _form_on_top_of(form, newer)
            form.add_error(
                None,
                _(
                    "A colleague saved this letter while you were writing. "
                    "Your text is still below. Compare it, and save again to keep yours."
                ),
            )
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has handed this letter to the executive."))
            return redirect(letter)
        else:
            messages.success(request, _("The letter has been saved."))
            return redirect("letter_preview" if "preview" in request.POST else "letter_detail", pk)

    context = {"letter": letter, "form": form, "newer": newer}
    return _no_store(
        render(request, "letters/letter_edit.html", context, status=422 if form.errors else 200)
    )


@require_POST
def letter_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """The letter with the words that are in the form now; writes nothing (<live-letter>)."""
    letter = _find(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    form = LetterForm(request.POST)
    form.is_valid()
    for name in services.TEXT_FIELDS:
        if name in form.cleaned_data:
            setattr(letter, name, form.cleaned_data[name])
    context = _twin(letter, [])
    if "text" in form.errors:
        context = {"paper": None, "refused": form.errors["text"][0]}
    return _no_store(render(request, "letters/_sheet.html", context))


def _form_on_top_of(form: LetterForm, newer: Letter) -> LetterForm:
    """The same words, now aware of the newer edition: saving again is a choice."""
    again = LetterForm({**form.data.dict(), "edition": str(newer.edition)})  # type: ignore[attr-defined]
    again.is_valid()
    return again


@require_safe
def letter_preview(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    renderings = [r for r in letter.newest_renderings if r.is_adopted]
    context = {
        "letter": letter,
        "may_change": permissions.can_change_letter(request.user, letter),
        **_twin(letter, renderings),
    }
    return render(request, "letters/letter_preview.html", context)


@require_safe
def letter_style(request: UserRequest, pk: int) -> HttpResponse:
    """The house colour as a file of its own: the content security policy allows no inline style."""
    style = _style_of(_find(request, pk))
    css = f".letter-sheet{{--accent:{style.accent};--ink-accent:{style.text_accent}}}"
    return _private(HttpResponse(css, content_type="text/css"))


@require_safe
def letter_logo(request: UserRequest, pk: int) -> HttpResponse:
    logo = _style_of(_find(request, pk)).logo
    if logo is None:
        raise Http404
    response = HttpResponse(logo.content, content_type=logo.content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _private(response)


@require_POST
def letter_render(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_work_on_letter(request.user, letter))

    try:
        rendering = services.request_rendering(letter, by=request.user)
    except content.PaperRefused as refused:
        messages.error(request, str(refused))
    else:
        if rendering.is_ready:
            messages.info(request, _("The PDF of this text is there already."))
    return redirect(f"{letter.get_absolute_url()}#pdf")


@require_safe
def letter_status(request: UserRequest, pk: int) -> HttpResponse:
    """What <live-status> asks while a PDF is being made."""
    letter = _find(request, pk)
    newest = next(
        (
            rendering
            for rendering in letter.newest_renderings
            if permissions.can_read_rendering(request.user, rendering)
        ),
        None,
    )
    if newest is None:
        raise Http404
    words = {
        "waiting": _("The PDF is being made."),
        "ready": _("The PDF is ready."),
        "failed": _("The PDF could not be made."),
    }
    answer = {
        "state": newest.state.value,
        "finished": newest.state != "waiting",
        "message": words[newest.state.value],
    }
    return _no_store(JsonResponse(answer))


@require_safe
def letter_download(request: UserRequest, pk: int, rendering: int) -> HttpResponse:
    letter = _find(request, pk)
    made = get_object_or_404(letter.renderings.filter(made_at__isnull=False), pk=rendering)
    if not permissions.can_read_rendering(request.user, made):
        raise Http404
    made.letter = letter

    try:
        pdf = services.read_rendering(made, by=request.user)
    except (services.FileDamaged, OSError):
        return _damaged(request, letter)
    return _file(pdf, made.file_name, "application/pdf")


@require_POST
def letter_to_executive(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    try:
        services.hand_to_executive(letter, by=request.user)
    except services.LetterIncomplete as incomplete:
        for item in incomplete.missing:
            messages.error(request, f"{item.what} {item.advice}")
    except services.LetterNotOpen:
        messages.error(request, _("A colleague has handed this letter to the executive."))
    else:
        messages.success(request, _("The letter is with the executive."))
    return redirect(letter)


@require_POST
def letter_take_back(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_take_back_letter(request.user, letter))

    try:
        services.take_back_letter(letter, by=request.user)
    except services.LetterNotOpen:
        messages.error(request, _("A colleague has just changed the status of this letter."))
    else:
        messages.success(request, _("The letter is a draft again."))
    return redirect(letter)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_adopt(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_adopt_letter(request.user, letter))

    form = AdoptForm(request.POST or None, initial={"date_on": letter.date_on})
    if form.is_valid():
        try:
            services.adopt_letter(letter, by=request.user, **form.cleaned_data)
        except services.LetterIncomplete as incomplete:
            for item in incomplete.missing:
                form.add_error(None, f"{item.what} {item.advice}")
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has just changed the status of this letter."))
            return redirect(letter)
        else:
            messages.success(
                request, _("The decision has been recorded. The final PDF is being made.")
            )
            return redirect(f"{letter.get_absolute_url()}#pdf")

    context = {"letter": letter, "form": form, **_twin(letter, [])}
    return render(request, "letters/letter_adopt.html", context, status=422 if form.errors else 200)


@require_POST
def letter_send(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_send_letter(request.user, letter))

    try:
        services.send_letter(letter, by=request.user)
    except services.PdfNotReady:
        messages.error(request, _("The final PDF is not ready yet. Wait a moment and try again."))
    except services.LetterNotOpen:
        messages.error(request, _("This letter has been sent already."))
    else:
        messages.success(request, _("The letter has been sent. The council can read it now."))
    return redirect(letter)


@require_POST
def attachment_add(request: UserRequest, pk: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _detail(request, letter, form, status=422)
    try:
        services.add_attachment(letter, by=request.user, **form.cleaned_data)
    except services.LetterNotOpen:
        messages.error(request, _("A colleague has handed this letter to the executive."))
    else:
        messages.success(request, _("The attachment has been added."))
    return redirect(f"{letter.get_absolute_url()}#attachments")


@require_safe
def attachment_download(request: UserRequest, pk: int, number: int) -> HttpResponse:
    letter = _find(request, pk)
    attachment = _find_attachment(letter, number)
    if not attachment.is_held:
        raise Http404
    try:
        file = services.read_attachment(attachment, by=request.user)
    except (services.FileDamaged, OSError):
        return _damaged(request, letter)
    return _file(file, attachment.file_name, "application/octet-stream")


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_provide(request: UserRequest, pk: int, number: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_change_letter(request.user, letter))
    attachment = _find_attachment(letter, number)

    form = AttachmentFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.provide_attachment(attachment, by=request.user, **form.cleaned_data)
        except services.LetterNotOpen:
            messages.error(request, _("A colleague was first. Look at the letter again."))
        else:
            messages.success(request, _("The file has been added."))
        return redirect(f"{letter.get_absolute_url()}#attachments")
    context = {"letter": letter, "attachment": attachment, "form": form}
    return render(
        request, "letters/attachment_provide.html", context, status=422 if form.errors else 200
    )


@require_POST
def attachment_remove(request: UserRequest, pk: int, number: int) -> HttpResponse:
    letter = _find(request, pk)
    require(permissions.can_change_letter(request.user, letter))
    attachment = _find_attachment(letter, number)

    try:
        services.remove_attachment(attachment, by=request.user)
    except (services.LetterNotOpen, Attachment.DoesNotExist):
        messages.error(request, _("A colleague was first. Look at the letter again."))
    else:
        messages.success(request, _("The attachment has been removed."))
    return redirect(f"{letter.get_absolute_url()}#attachments")


def _find(request: UserRequest, pk: int) -> Letter:
    letters = Letter.objects.visible_to(request.user).with_bodies()
    return get_object_or_404(letters.prefetch_related("attachments"), pk=pk)


def _find_attachment(letter: Letter, number: int) -> Attachment:
    for attachment in letter.attachments.all():
        if attachment.number == number:
            attachment.letter = letter
            return attachment
    raise Http404


def _twin(letter: Letter, renderings: list[Rendering]) -> dict[str, Any]:
    """The letter as HTML: an adopted one from the paper it was adopted on, whatever came later."""
    try:
        paper = _paper(letter, renderings)
    except content.PaperRefused as refused:
        return {"paper": None, "refused": str(refused)}
    return {
        "paper": paper,
        "body": mark_safe(body.clean(paper.body_html)),
        "logo_url": reverse("letter_logo", args=[letter.pk]) if paper.style.logo else "",
        "name_unknown": NAME_UNKNOWN,
    }


def _paper(letter: Letter, renderings: list[Rendering]) -> Paper:
    adopted = next((rendering for rendering in renderings if rendering.is_adopted), None)
    return content.paper_as_made(adopted) if adopted else content.paper_of(letter)


def _style_of(letter: Letter) -> HouseStyle:
    return _paper(letter, letter.newest_renderings).style


def _steps(letter: Letter) -> list[dict[str, Any]]:
    notes = {LetterStatus.ADOPTED: letter.decided_on, LetterStatus.SENT: letter.sent_at}
    reached = LetterStatus.values.index(letter.status)
    return [
        {
            "label": label,
            "note": date_format(note, "j F Y") if (note := notes.get(LetterStatus(value))) else "",
            "current": position == reached,
            "done": position < reached,
        }
        for position, (value, label) in enumerate(LetterStatus.choices)
    ]


def _damaged(request: UserRequest, letter: Letter) -> HttpResponse:
    """Rather no file than another one under the same name."""
    return render(request, "letters/file_damaged.html", {"letter": letter}, status=500)


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return _no_store(response)


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, max_age=300)
    return response


def _no_store(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
