"""Standard texts: what there is, its words, and which letters took it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letters import facts, permissions, services
from letters.forms import NewStandardTextForm, StandardTextForm
from letters.models import Letter, StandardText
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import renew
from ros_portal.lib.requests import UserRequest

MOST_LETTERS = 50


@require_safe
def standard_text_list(request: UserRequest) -> HttpResponse:
    require(permissions.can_use_standard_texts(request.user))
    texts = (
        StandardText.objects.visible_to(request.user)
        .select_related("organisation")
        .annotate(times=Count("uses"))
        .order_by("organisation__name", "title")
    )
    context = {
        "standing": [text for text in texts if text.retired_at is None],
        "retired": [text for text in texts if text.retired_at is not None],
    }
    return render(request, "letters/standard_text_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def standard_text_new(request: UserRequest) -> HttpResponse:
    require(permissions.can_use_standard_texts(request.user))
    form = NewStandardTextForm(
        request.POST or None,
        owners=permissions.organisations_written_for(request.user),
        region=bool(permissions.can_make_models(request.user)),
    )
    if form.is_valid():
        services.write_standard_text(
            form.organisation,
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            by=request.user,
        )
        messages.success(request, _("The standard text has been kept."))
        return redirect("standard_text_list")
    return _show(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def standard_text_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Who may take it sees the words; who keeps it changes them."""
    text = get_object_or_404(StandardText.objects.visible_to(request.user), pk=pk)
    may_change = permissions.can_change_standard_text(request.user, text)
    if request.method == "POST":
        require(may_change)
    initial = {name: getattr(text, name) for name in ("title", "text", "edition")}
    form = StandardTextForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.word_standard_text(
                text,
                edition=form.cleaned_data["edition"] or 0,
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                by=request.user,
            )
        except services.StandardTextChangedMeanwhile:
            text.refresh_from_db()
            renew(form, edition=text.edition)
            form.add_error(
                None, _("A colleague saved other words meanwhile. Yours are still here: compare.")
            )
        else:
            messages.success(request, _("The standard text has been kept."))
            return redirect("standard_text_list")
    return _show(request, form, text)


@require_POST
def standard_text_retire(request: UserRequest, pk: int) -> HttpResponse:
    text = get_object_or_404(StandardText.objects.visible_to(request.user), pk=pk)
    require(permissions.can_change_standard_text(request.user, text))
    retire = request.POST.get("way") != "back"
    services.retire_standard_text(text, retire=retire, by=request.user)
    messages.success(
        request,
        _("The text is out of use. Letters keep the words they took.")
        if retire
        else _("The text can be chosen again."),
    )
    return redirect("standard_text_list")


def _show(request: UserRequest, form: StandardTextForm, text: StandardText | None) -> HttpResponse:
    taken = Letter.objects.filter(standard_texts=text) if text else Letter.objects.none()
    readable = taken.filter(pk__in=Letter.objects.visible_to(request.user).values("pk"))
    used_in = list(readable.with_bodies()[:MOST_LETTERS])
    context = {
        "form": form,
        "text": text,
        "facts": facts.FACTS,
        "used_in": used_in,
        "others": taken.count() - readable.count(),
        "may_change": text is None or permissions.can_change_standard_text(request.user, text),
    }
    return render(
        request, "letters/standard_text_edit.html", context, status=422 if form.errors else 200
    )
