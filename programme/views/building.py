"""Building blocks: what each organisation takes over, proposes and decides, and who has drifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from programme import building, permissions, services
from programme.building import Line, Seen, Table
from programme.files import BUILDING_AS_FILE
from programme.files.building import Asked
from programme.forms import DecideForm, FollowForm, LandedForm, ProposeForm, TakeForm
from programme.models import BuildingBlock, Use
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, begin_anew, renew
from ros_portal.lib.requests import UserRequest, whole_number
from stakeholders.models import Body, Organisation
from stakeholders.permissions import Grant, bodies_with, user_organisations
from strategy.models import Version, VersionChapter

PER_PAGE: Final = 40
AT_ONCE: Final = 100  # blocks in one form: each is a question with words beside it
CHANGED = gettext_lazy(
    "A colleague changed this meanwhile. Read it again; your words stand below, and are saved when "
    "you send them once more."
)


@require_safe
def building_region(request: UserRequest) -> HttpResponse:
    """What every organisation did with every paragraph; who has drifted stands first."""
    table = building.table_for(request.user)
    own = user_organisations(request.user)
    page = Paginator(table.lines, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "programme/building_region.html",
        {
            "table": table,
            "page": page,
            "rows": list(_cells(table, page)),
            "signs": _signs(),
            "own": [one for one, _drifted in table.organisations if one.pk in own],
        },
    )


@require_safe
def building_list(request: UserRequest, slug: str) -> HttpResponse:
    organisation = _organisation(slug)
    blocks = BuildingBlock.objects.visible_to(request.user).filter(organisation=organisation)
    found = building.seen_by(request.user, blocks.in_order())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "programme/building_list.html",
        {
            "organisation": organisation,
            "page": page,
            "chapters": [
                (chapter, list(rows))
                for chapter, rows in groupby(page, key=lambda one: one.block.chapter)
            ],
            "drifted": sum(one.is_drifted for one in found),
            "may_choose": permissions.can_choose_blocks(request.user, organisation),
            "may_decide": permissions.can_decide_blocks(request.user, organisation),
        },
    )


@require_safe
def building_file(request: UserRequest, slug: str, format: str) -> HttpResponse:
    """What this reader sees in the list, as a document or as data."""
    if format not in BUILDING_AS_FILE:
        raise Http404
    organisation = _organisation(slug)
    blocks = BuildingBlock.objects.visible_to(request.user).filter(organisation=organisation)
    seen = building.seen_by(request.user, blocks.in_order())
    write, content_type = BUILDING_AS_FILE[format]
    response = HttpResponse(
        write(Asked(organisation, seen, request.user)), content_type=content_type
    )
    response["Content-Disposition"] = f'attachment; filename="bouwstenen-{slug}.{format}"'
    return response


@require_safe
def building_choose(request: UserRequest, slug: str) -> HttpResponse:
    """From which chapter of which frozen version."""
    organisation = _organisation(slug)
    require(permissions.can_choose_blocks(request.user, organisation))
    versions = (
        Version.objects.select_related("product")
        .defer("figures", "terms", "left_open")
        .order_by("product__order", "-pk")
    )
    chapters: dict[int, list[VersionChapter]] = {}
    for one in VersionChapter.objects.defer("html").order_by("number"):
        chapters.setdefault(one.version_id, []).append(one)
    return render(
        request,
        "programme/building_choose.html",
        {
            "organisation": organisation,
            "versions": [(one, chapters.get(one.pk, [])) for one in versions],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def building_take(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _organisation(slug)
    require(permissions.can_choose_blocks(request.user, organisation))
    frozen = get_object_or_404(
        VersionChapter.objects.select_related("version__product", "chapter", "revision"), pk=pk
    )
    taken = set(
        organisation.building_blocks.filter(chapter=frozen.chapter_id).values_list(
            "block", flat=True
        )
    )
    offered = [
        (heading, [(one.key, one.words) for one in part if one.key not in taken])
        for heading, part in building.offered_in(frozen.revision.text)
    ]
    offered = [(heading, part) for heading, part in offered if part]
    form = TakeForm(request.POST or None, offered=offered)
    if form.is_valid():
        count = services.take_blocks(organisation, frozen, form.chosen, by=request.user)
        messages.success(
            request, _("Taken over as building blocks: %(count)s paragraphs.") % {"count": count}
        )
        return redirect("building_list", slug)
    return render(
        request,
        "programme/building_take.html",
        {
            "organisation": organisation,
            "frozen": frozen,
            "form": form,
            "offered": offered,
            "taken": len(taken),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def building_detail(request: UserRequest, pk: int) -> HttpResponse:
    seen = _seen(request, pk)
    organisation = seen.block.organisation
    history = seen.block.history.select_related("decision__body", "frozen__version")
    return render(
        request,
        "programme/building_detail.html",
        {
            "seen": seen,
            "organisation": organisation,
            "comparison": building.comparison_of(seen) if seen.differs else None,
            "history": history.defer("frozen__html", "frozen__version__terms"),
            "may_choose": permissions.can_choose_blocks(request.user, organisation),
            "may_decide": permissions.can_decide_blocks(request.user, organisation),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def building_propose(request: UserRequest, pk: int) -> HttpResponse:
    seen = _own(request, pk)
    block = seen.block
    standing = {
        "use": block.proposal,
        "reason": block.reason,
        "own_words": block.own_words,
        "edition": block.edition,
    }
    form = ProposeForm(request.POST or None, initial=standing)
    if form.is_valid() and _saved(
        form, block, lambda sent: services.propose_use(block, by=request.user, **sent)
    ):
        messages.success(
            request, _("The proposal has been saved. The council can decide about it.")
        )
        return redirect(block)
    return _form_page(request, "programme/building_propose.html", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def building_landed(request: UserRequest, pk: int) -> HttpResponse:
    seen = _own(request, pk)
    block = seen.block
    standing = {"landed_in": block.landed_in, "edition": block.edition}
    form = LandedForm(request.POST or None, initial=standing)
    if form.is_valid() and _saved(
        form, block, lambda sent: services.note_landing(block, by=request.user, **sent)
    ):
        messages.success(request, _("It has been saved where this building block stands."))
        return redirect(block)
    return _form_page(request, "programme/building_landed.html", seen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def building_follow(request: UserRequest, pk: int) -> HttpResponse:
    """The newest version reads otherwise: take that over, or stay with the old words."""
    seen = _own(request, pk)
    if not seen.differs:
        messages.info(request, _("The newest version has the words that you have already."))
        return redirect(seen.block)
    block, words = seen.block, seen.newest.words
    standing = {"seen": words, "edition": block.edition, "because": block.stayed_because}
    form = FollowForm(request.POST or None, initial=standing, is_gone=not words)
    if form.is_valid() and _saved(form, block, _follow(block, request), seen=words):
        messages.success(request, _("Your answer has been saved."))
        return redirect(block)
    return _form_page(
        request,
        "programme/building_follow.html",
        seen,
        form,
        comparison=building.comparison_of(seen),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def building_decide(request: UserRequest, slug: str) -> HttpResponse:
    """One decision of the council about the blocks that were ticked in the list."""
    organisation = _organisation(slug)
    require(permissions.can_decide_blocks(request.user, organisation))
    councils = Body.objects.councils().filter(
        organisation=organisation, pk__in=bodies_with(request.user, Grant.RUN_SESSIONS)
    )
    body = get_object_or_404(councils.order_by("pk")[:1])
    ticked = organisation.building_blocks.filter(pk__in=_ticked(request)).in_order()
    blocks = [one for one in ticked if one.proposal or one.decided_id]
    form = DecideForm(request.POST or None, blocks=blocks)
    if blocks and form.is_valid():
        sent = form.cleaned_data
        try:
            services.decide_blocks(
                body,
                {pk: services.Outcome(*outcome) for pk, outcome in form.outcomes.items()},
                number=sent["number"],
                decided_on=sent["decided_on"],
                key=sent["key"],
                by=request.user,
            )
        except (services.BlockChangedMeanwhile, services.NothingToDecide):
            form.add_error(
                None, _("A proposal changed meanwhile. Read them again, and send it once more.")
            )
            renew(form, **{f"edition_{one.pk}": one.edition for one in blocks})
        except UsedForSomethingElse:
            begin_anew(form)
            form.add_error(
                None, _("This was written down already. Send it once more for a new one.")
            )
        else:
            messages.success(request, _("The decision has been recorded. It stays as it is."))
            return redirect("building_list", slug)
    return render(
        request,
        "programme/building_decide.html",
        {"organisation": organisation, "body": body, "form": form, "blocks": blocks},
        status=422 if form.errors else 200,
    )


def _organisation(slug: str) -> Organisation:
    return get_object_or_404(building.with_own_vision(), slug=slug)


def _seen(request: UserRequest, pk: int) -> Seen:
    blocks = BuildingBlock.objects.visible_to(request.user).in_order()
    (seen,) = building.seen_by(request.user, [get_object_or_404(blocks, pk=pk)])
    return seen


def _own(request: UserRequest, pk: int) -> Seen:
    seen = _seen(request, pk)
    require(permissions.can_choose_blocks(request.user, seen.block.organisation))
    return seen


def _follow(block: BuildingBlock, request: UserRequest) -> Callable[[dict[str, Any]], None]:
    def save(sent: dict[str, Any]) -> None:
        seen, edition = sent["seen"], sent["edition"]
        if sent["answer"] == "follow":
            services.follow_text(block, seen=seen, edition=edition, by=request.user)
        else:
            services.keep_text(
                block, because=sent["because"], seen=seen, edition=edition, by=request.user
            )

    return save


def _saved(
    form: Any, block: BuildingBlock, save: Callable[[dict[str, Any]], None], **hidden: object
) -> bool:
    """Or what was typed stays, and sending it once more saves it on top of what stands there now."""
    try:
        save(form.cleaned_data)
    except services.BlockChangedMeanwhile:
        form.add_error(None, CHANGED)
        renew(form, edition=block.edition, **hidden)
        return False
    return True


def _form_page(
    request: UserRequest, template: str, seen: Seen, form: Any, **more: object
) -> HttpResponse:
    context = {"seen": seen, "organisation": seen.block.organisation, "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _ticked(request: UserRequest) -> list[int]:
    asked = [pk for one in request.GET.getlist("block") if (pk := whole_number(one))]
    if len(asked) > AT_ONCE:
        messages.warning(
            request,
            _("One form holds %(most)s building blocks. Decide about the others after this.")
            % {"most": AT_ONCE},
        )
    return asked[:AT_ONCE]


def _cells(table: Table, lines: Iterable[Line]) -> Iterator[tuple[Line, list[Any]]]:
    for line in lines:
        yield (
            line,
            [(one, line.by_organisation.get(one.pk)) for one, _drifted in table.organisations],
        )


def _signs() -> list[tuple[str, Any]]:
    return [(building.SIGNS[one], one.label) for one in Use]
