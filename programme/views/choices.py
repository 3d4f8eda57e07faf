"""Which paragraphs of the strategy are choices, and what leads back to each of them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from programme import permissions, services
from programme.forms import DropChoiceForm, MarkChoiceForm, RenameChoiceForm
from programme.models import Choice, Citation, Project
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, begin_anew
from ros_portal.lib.requests import UserRequest
from strategy.models import Chapter
from strategy.text.nodes import blocks_by_id, line_of


@require_safe
def choice_list(request: UserRequest) -> HttpResponse:
    projects = Project.objects.visible_to(request.user)
    choices = (
        Choice.objects.visible_to(request.user)
        .in_order()
        .annotate(led_back=Count("citations", filter=Q(citations__project__in=projects)))
    )
    chapters = Chapter.objects.visible_to(request.user).published().select_related("product")
    return render(
        request,
        "programme/choice_list.html",
        {
            "choices": choices,
            "chapters": chapters,
            "may_mark": permissions.can_mark_choices(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choice_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Downstream from it: projects, and their lines of investment."""
    choice = get_object_or_404(Choice.objects.visible_to(request.user).in_order(), pk=pk)
    form = RenameChoiceForm(request.POST or None, initial={"title": choice.title})
    may_mark = permissions.can_mark_choices(request.user)
    if request.method == "POST":
        require(may_mark)
        if form.is_valid():
            services.rename_choice(choice, by=request.user, **form.cleaned_data)
            messages.success(request, _("The choice has been saved."))
            return redirect(choice)
    lines = Prefetch("project__lines")
    citations = (
        Citation.objects.filter(choice=choice, project__in=Project.objects.visible_to(request.user))
        .select_related("project__lead", "choice")
        .prefetch_related(lines)
        .order_by("project__title", "pk")
    )
    return render(
        request,
        "programme/choice_detail.html",
        {"choice": choice, "citations": citations, "form": form, "may_mark": may_mark},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def choice_mark(request: UserRequest, slug: str) -> HttpResponse:
    require(permissions.can_mark_choices(request.user))
    chapters = Chapter.objects.visible_to(request.user).published().select_related("published")
    chapter = get_object_or_404(chapters, slug=slug)
    assert chapter.published is not None  # of published ones
    marked = set(chapter.choices.values_list("block", flat=True))
    words = {key: line_of(one) for key, one in blocks_by_id(chapter.published.text).items()}
    blocks = [(key, text) for key, text in words.items() if text and key not in marked]
    form = MarkChoiceForm(request.POST or None, blocks=blocks)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            choice = services.mark_choice(
                chapter, sent["block"], title=sent["title"], key=sent["key"], by=request.user
            )
        except (services.AlreadyMarked, services.NotInTheText):
            form.add_error("block", _("This paragraph changed a moment ago. Choose again."))
        except UsedForSomethingElse:
            begin_anew(form)
            form.add_error(
                None, _("This was written down already. Send it once more for a new one.")
            )
        else:
            messages.success(request, _("The paragraph is a choice now."))
            return redirect(choice)
    return render(
        request,
        "programme/choice_mark.html",
        {"form": form, "chapter": chapter},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choice_drop(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_mark_choices(request.user))
    choice = get_object_or_404(Choice.objects.visible_to(request.user).in_order(), pk=pk)
    form = DropChoiceForm(request.POST or None)
    if form.is_valid():
        services.drop_choice(choice, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("The choice has been dropped. Its projects are asked for a look.")
        )
        return redirect(choice)
    return render(
        request,
        "programme/choice_drop.html",
        {"form": form, "choice": choice},
        status=422 if form.errors else 200,
    )
