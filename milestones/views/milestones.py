"""One milestone: what it waits for, why it changed, and what moves along when it moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milestones import permissions, services
from milestones.forms import MilestoneForm
from milestones.models import CouncilDate, CouncilDateKind, Meeting, Milestone
from milestones.moving import Move, Plan, TooEarly, WaitsForItself, fingerprint
from milestones.pictures import SHAPES, picture_of
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest


@require_safe
def schedule_timeline(request: UserRequest) -> HttpResponse:
    """Everything with a date in one picture, by owner or by product, and the table of it."""
    today = timezone.localdate()
    by_product = request.GET.get("by") == "product"
    councils = CouncilDate.objects.filter(kind=CouncilDateKind.COUNCIL).coming(today)
    return render(
        request,
        "milestones/schedule_timeline.html",
        {
            "picture": picture_of(
                Milestone.objects.select_related("owner", "product"),
                Meeting.objects.select_related("body"),
                councils.select_related("body__organisation"),
                by_product=by_product,
                today=today,
            ),
            "by_product": by_product,
            "shapes": list(SHAPES.items()),
        },
    )


@require_safe
def milestone_detail(request: UserRequest, slug: str) -> HttpResponse:
    milestone = _find(slug)
    changes = milestone.changes.select_related("by", "along_with")
    return render(
        request,
        "milestones/milestone_detail.html",
        {
            "milestone": milestone,
            "is_overdue": milestone.is_overdue(timezone.localdate()),
            "waits_for": milestone.waits_for.all(),
            "awaited_by": milestone.awaited_by.all(),
            "changes": changes,
            "may_change": permissions.can_plan_milestones(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def milestone_add(request: UserRequest) -> HttpResponse:
    require(permissions.can_plan_milestones(request.user))
    form = MilestoneForm(request.POST or None, others=Milestone.objects.open())
    if form.is_valid():
        try:
            milestone = services.add_milestone(
                form.facts, waits_for=form.cleaned_data["waits_for"], by=request.user
            )
        except services.MilestoneThere:
            form.add_error("title", _("There is a milestone with this title on this date already."))
        except TooEarly as error:
            _say_too_early(form, error)
        else:
            messages.success(request, _("The milestone has been added."))
            return redirect(milestone.detail_url)
    return _show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def milestone_edit(request: UserRequest, slug: str) -> HttpResponse:
    """A new date is first looked at: nothing is kept until somebody agreed to what moves along."""
    require(permissions.can_plan_milestones(request.user))
    milestone = _find(slug)
    standing = _standing(milestone)
    form = MilestoneForm(
        request.POST or None,
        milestone=milestone,
        others=Milestone.objects.open(and_also=standing["waits_for"]).exclude(pk=milestone.pk),
        initial=standing,
    )
    if not form.is_valid() or "again" in request.POST:
        return _show(request, form, milestone)
    moves: list[Move] | None = None
    try:
        if form.moves and not form.cleaned_data["agreed"]:
            moves = _look_ahead(form, milestone)
        else:
            return _save(request, form, milestone)
    except services.ChangedMeanwhile:
        milestone.refresh_from_db()
        _see_anew(form, milestone)
    except services.NoReason:
        form.add_error("reason", _("Say why it changes: everybody who follows it can read it."))
        moves = _look_ahead(form, milestone) if form.moves else None
    except services.OtherMoves:
        messages.warning(
            request,
            _("A colleague changed the schedule meanwhile. Look again at what moves along."),
        )
        moves = _look_ahead(form, milestone)
    except WaitsForItself as error:
        chain = " → ".join(one.title for one in error.chain)
        form.add_error(
            "waits_for",
            _("It would wait for itself: %(chain)s. Leave one out.") % {"chain": chain},
        )
    except TooEarly as error:
        _say_too_early(form, error)
    return _show(request, form, milestone, moves=moves)


def _save(request: UserRequest, form: MilestoneForm, milestone: Milestone) -> HttpResponse:
    asked = form.cleaned_data
    services.change_milestone(
        milestone,
        form.facts,
        waits_for=asked["waits_for"],
        edition=asked["edition"] or 0,
        reason=asked["reason"],
        agreed=asked["agreed"],
        by=request.user,
    )
    messages.success(request, _("The milestone has been saved."))
    return redirect(milestone.detail_url)


def _look_ahead(form: MilestoneForm, milestone: Milestone) -> list[Move]:
    """Raises WaitsForItself and TooEarly."""
    plan = Plan.now()
    plan.waiting(milestone.pk, form.cleaned_data["waits_for"])
    plan.milestones[milestone.pk].status = form.cleaned_data["status"]
    assert form.moment is not None
    return plan.moved_along(milestone.pk, form.moment)


def _say_too_early(form: MilestoneForm, error: TooEarly) -> None:
    form.add_error(
        "on",
        _("It waits for “%(earlier)s”, which comes only %(when)s. Choose a later date.")
        % {"earlier": error.earlier.title, "when": error.earlier.when},
    )


def _see_anew(form: MilestoneForm, milestone: Milestone) -> None:
    """What was typed stays, and saving once more changes what stands there now."""
    last = milestone.changes.select_related("by").first()
    form.see_anew(milestone.edition)
    form.add_error(
        None,
        _(
            "%(who)s changed this milestone while you were filling it in: it is now %(when)s, "
            "%(status)s. What you filled in is still below. Save again to keep yours."
        )
        % {
            "who": last.by if last else _("A colleague"),
            "when": milestone.when,
            "status": milestone.get_status_display().lower(),
        },
    )


def _find(slug: str) -> Milestone:
    milestones = Milestone.objects.select_related("owner", "product", "version__product")
    return get_object_or_404(milestones, slug=slug)


def _standing(milestone: Milestone) -> dict[str, Any]:
    names = MilestoneForm.base_fields.keys() - {"waits_for", "reason", "agreed"}
    waits_for: QuerySet[Milestone] = milestone.waits_for.all()
    return {name: getattr(milestone, name) for name in names} | {
        "waits_for": [one.pk for one in waits_for]
    }


def _show(
    request: UserRequest,
    form: MilestoneForm,
    milestone: Milestone | None = None,
    *,
    moves: list[Move] | None = None,
) -> HttpResponse:
    looked_at = moves is not None
    if looked_at:
        form.fields["reason"].required = True  # so that the page does not call it optional
    else:
        form.look_anew()
    return render(
        request,
        "milestones/milestone_move.html" if looked_at else "milestones/milestone_edit.html",
        {
            "form": form,
            "milestone": milestone,
            "moves": moves,
            "agreed": fingerprint(moves or []),
            "new": str(form.moment) if looked_at else "",
        },
        status=422 if form.errors else 200,
    )
