"""Writing a letter: its words, and a standard text put between them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letters import body, permissions, services
from letters.forms import InsertForm, LetterForm, PartsForm
from letters.models import Letter
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import renew
from ros_portal.lib.requests import UserRequest

from .parts import find_letter, form_for


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter_edit(request: UserRequest, pk: int) -> HttpResponse:
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))

    initial = {name: getattr(letter, name) for name in (*services.TEXT_FIELDS, "edition")}
    form = form_for(letter, request.POST or None, initial=initial)
    insert = InsertForm(
        request.POST if "insert" in request.POST else None,
        letter=letter,
        parts=form.parts if isinstance(form, PartsForm) else [],
    )
    newer: Letter | None = None
    if form.is_valid() and (not insert.is_bound or insert.is_valid()):
        try:
            _save(request, letter, form, insert)
        except services.LetterChangedMeanwhile:
            newer = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
            renew(form, edition=newer.edition)  # saving again is a choice, made knowingly
            form.add_error(
                None,
                _(
                    "A colleague saved this letter while you were writing. "
                    "Your text is still below. Compare it, and save again to keep yours."
                ),
            )
        except services.BlockLocked:
            form.add_error(
                None,
                _(
                    "The project team locked a block a moment ago, so its words stay as they are. "
                    "Nothing has been saved yet: save again for the rest."
                ),
            )
        except services.StandardTextRetired:
            insert.add_error("standard_text", _("This text is out of use. Choose another one."))
        except body.BodyRefused as refused:
            insert.add_error("standard_text", str(refused))
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has handed this letter to the executive."))
            return redirect(letter)
        else:
            if insert.is_bound:
                messages.success(request, _("The text has been put in, and the letter saved."))
                return redirect("letter_edit", pk)
            messages.success(request, _("The letter has been saved."))
            return redirect("letter_preview" if "preview" in request.POST else "letter_detail", pk)

    context = {"letter": letter, "form": form, "insert": insert, "newer": newer}
    has_errors = form.errors or insert.errors
    return render(request, "letters/letter_edit.html", context, status=422 if has_errors else 200)


def _save(request: UserRequest, letter: Letter, form: LetterForm, insert: InsertForm) -> None:
    fields = {name: form.cleaned_data[name] for name in services.TEXT_FIELDS}
    edition = form.cleaned_data["edition"]
    parts = form.part_texts if isinstance(form, PartsForm) else None
    if not insert.is_bound:
        services.change_letter(letter, by=request.user, parts=parts, edition=edition, **fields)
        return
    services.insert_standard_text(
        letter,
        insert.cleaned_data["standard_text"],
        fields=fields,
        parts=parts,
        edition=edition,
        into=insert.cleaned_data.get("into"),
        at=insert.cleaned_data.get("at"),
        by=request.user,
    )
