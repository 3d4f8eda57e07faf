"""The letter of the region: its blocks, who got it and how far they are, and what it offers them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letters import facts, overviews, permissions, services
from letters.forms import BlockForm, HandOutForm, ModelSubjectForm, StartModelForm, StartRunForm
from letters.models import BlockKind, Letter, ModelBlock, ModelLetter
from letters.starts import STARTS
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import renew
from ros_portal.lib.requests import UserRequest, whole_number

from .parts import CHANGED_MEANWHILE, find_letter

PER_PAGE = 50


@require_safe
def model_letter_list(request: UserRequest) -> HttpResponse:
    require(permissions.can_make_models(request.user))
    models = ModelLetter.objects.select_related("meeting__body")
    page = Paginator(models, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "letters/model_letter_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def model_letter_new(request: UserRequest) -> HttpResponse:
    require(permissions.can_make_models(request.user))

    form = StartModelForm(request.POST or None)
    if form.is_valid():
        start = STARTS[form.cleaned_data["start"]]
        model = services.start_model(start, key=form.cleaned_data["key"], by=request.user)
        return redirect(model)
    return render(
        request, "letters/model_letter_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def model_letter(request: UserRequest, pk: int) -> HttpResponse:
    """What the region proposes, and sixteen executives beside each other."""
    model = _find_model(request, pk)
    form = ModelSubjectForm(request.POST or None, initial={"subject": model.subject})
    if form.is_valid():
        services.name_model(model, by=request.user, **form.cleaned_data)
        messages.success(request, _("The subject has been saved."))
        return redirect(model)
    rows = overviews.standings(model, permissions.executives_of_the_region())
    own = set(
        Letter.objects.visible_to(request.user).filter(model=model).values_list("pk", flat=True)
    )
    context = {
        "model": model,
        "form": form,
        "blocks": list(model.blocks.standing()),
        "rows": rows,
        "counts": overviews.counts_of(rows),
        "readable": own,
        "begun": sum(row.letter is not None for row in rows),
        "in_reach": permissions.letters_in_reach(request.user, model).count(),
        "run_form": StartRunForm(initial={"model": model}),
    }
    return render(request, "letters/model_letter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def model_block_new(request: UserRequest, pk: int) -> HttpResponse:
    model = _find_model(request, pk)
    form = BlockForm(request.POST or None, initial={"kind": BlockKind.REGIONAL})
    if form.is_valid():
        services.add_block(model, by=request.user, **form.fields_of_block)
        messages.success(request, _("The block has been added."))
        return redirect(f"{model.get_absolute_url()}#blocks")
    return _show_block(request, model, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def model_block_edit(request: UserRequest, pk: int, block_id: int) -> HttpResponse:
    model = _find_model(request, pk)
    block = get_object_or_404(model.blocks.standing(), pk=block_id)
    names = ("title", "kind", "is_locked", "text", "guidance", "edition")
    form = BlockForm(request.POST or None, initial={name: getattr(block, name) for name in names})
    if form.is_valid():
        try:
            services.change_block(
                block,
                edition=form.cleaned_data["edition"] or 0,
                by=request.user,
                **form.fields_of_block,
            )
        except services.BlockChangedMeanwhile:
            block.refresh_from_db()
            renew(form, edition=block.edition)
            form.add_error(
                None,
                _(
                    "A colleague saved this block while you were writing. "
                    "Your text is still below. Compare it, and save again to keep yours."
                ),
            )
        else:
            messages.success(request, _("The block has been saved."))
            return redirect(f"{model.get_absolute_url()}#blocks")
    return _show_block(request, model, form, block)


@require_POST
def model_block_move(request: UserRequest, pk: int, block_id: int) -> HttpResponse:
    model = _find_model(request, pk)
    block = get_object_or_404(model.blocks.standing(), pk=block_id)
    services.move_block(block, up=request.POST.get("way") == "up", by=request.user)
    return redirect(f"{model.get_absolute_url()}#blocks")


@require_http_methods(["GET", "HEAD", "POST"])
def model_block_remove(request: UserRequest, pk: int, block_id: int) -> HttpResponse:
    model = _find_model(request, pk)
    block = get_object_or_404(model.blocks.standing(), pk=block_id)
    if request.method == "POST":
        services.remove_block(block, by=request.user)
        messages.success(request, _("The block has been taken out of the letter of the region."))
        return redirect(f"{model.get_absolute_url()}#blocks")
    context = {
        "title": _("Take out: %(block)s") % {"block": block},
        "text": _(
            "Letters that have been begun keep this block until their secretary leaves it out."
        ),
        "action": _("Take it out"),
        "back": model.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def model_hand_out(request: UserRequest, pk: int) -> HttpResponse:
    """First for whom, and what the portal does not know of them; then a draft for each."""
    model = _find_model(request, pk)
    without = permissions.executives_of_the_region().exclude(letters_written__model=model)
    form = HandOutForm(request.POST or None, executives=without)
    if form.is_valid():
        letters = services.hand_out(model, form.cleaned_data["executives"], by=request.user)
        messages.success(
            request,
            ngettext(
                "%(count)s letter stands ready for its secretary.",
                "%(count)s letters stand ready for their secretaries.",
                len(letters),
            )
            % {"count": len(letters)},
        )
        return redirect(f"{model.get_absolute_url()}#letters")
    text = "\n".join(model.blocks.standing().values_list("text", flat=True))
    empty = facts.empty_in(text, list(without), now=timezone.now(), held=model.meeting)
    unknown_to_all = set.intersection(*map(set, empty.values())) if empty else set()
    context = {
        "model": model,
        "form": form,
        "unknown_to_all": unknown_to_all,
        "rows": [
            (executive, [fact for fact in empty[executive.pk] if fact not in unknown_to_all])
            for executive in without
        ],
    }
    return render(
        request, "letters/model_hand_out.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letter_follow(request: UserRequest, pk: int) -> HttpResponse:
    """What the region would have this letter say now; the secretary chooses block by block."""
    letter = find_letter(request, pk)
    require(permissions.can_change_letter(request.user, letter))
    offers = overviews.offers_for(letter)
    if request.method == "POST":
        choices = {
            offer.block.pk: chosen == "take"
            for offer in offers
            if (chosen := request.POST.get(f"block_{offer.block.pk}")) in ("take", "keep")
        }
        editions = {
            offer.block.pk: request.POST.get(f"edition_{offer.block.pk}") for offer in offers
        }
        if any(str(offer.block.edition) != editions[offer.block.pk] for offer in offers):
            messages.error(request, _("The region changed its words again. Look once more."))
            return redirect("letter_follow", pk)
        if not choices:
            messages.error(request, _("Choose for at least one block."))
            return redirect("letter_follow", pk)
        try:
            services.follow_model(
                letter,
                choices,
                edition=whole_number(request.POST.get("edition")) or 0,
                by=request.user,
            )
        except services.LetterChangedMeanwhile:
            messages.error(request, CHANGED_MEANWHILE)
            return redirect("letter_follow", pk)
        except services.LetterNotOpen:
            messages.error(request, _("A colleague has handed this letter to the executive."))
        else:
            messages.success(request, _("The letter has been changed as you chose."))
        return redirect(letter)
    return render(request, "letters/letter_follow.html", {"letter": letter, "offers": offers})


def _find_model(request: UserRequest, pk: int) -> ModelLetter:
    require(permissions.can_make_models(request.user))
    return get_object_or_404(ModelLetter.objects.select_related("meeting__body"), pk=pk)


def _show_block(
    request: UserRequest, model: ModelLetter, form: BlockForm, block: ModelBlock | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "model": model,
        "form": form,
        "block": block,
        "facts": facts.FACTS,
        "begun": model.letters.count(),
    }
    return render(request, "letters/model_block.html", context, status=422 if form.errors else 200)
