"""The dossier of a BOSS with its agenda, what came of it, and its minutes."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import permissions, services
from council.dossier import dossier_of, forwarded_to
from council.files import DOSSIER
from council.forms import AdoptForm, CorrectionForm, FileForm, ItemForm, ItemStepForm, MinutesForm
from council.models import Minutes, Response
from milestones.models import Meeting, MeetingItem, MeetingQuerySet
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse
from ros_portal.lib.requests import UserRequest
from strategy.services import request_export

ADOPTED = gettext_lazy("The minutes were adopted: the agenda and the advice stay as they are.")


@require_safe
@never_cache
def dossier(request: UserRequest, pk: int) -> HttpResponse:
    """Of a BOSS; of the consultation with the Rijk, what the BOSS sent on to it."""
    require(permissions.can_read_dossier(request.user))
    meeting = _meeting(pk)
    if not meeting.is_boss:
        context = {"meeting": meeting, "origins": forwarded_to(meeting)}
        return render(request, "council/consultation.html", context)
    found = dossier_of(meeting)
    may_lead = permissions.can_lead_meetings(request.user)
    on_agenda = {item.proposal.response_id for item in found.items if hasattr(item, "proposal")}
    return render(
        request,
        "council/dossier.html",
        {
            "dossier": found,
            "key": uuid4(),
            "may_lead": may_lead,
            "may_change_agenda": may_lead and not (found.minutes and found.minutes.adopted_at),
            "consultations": _consultations() if may_lead else [],
            "proposals": [
                subject.response
                for section in found.themes
                for subject in section.subjects
                if subject.response.pk not in on_agenda
            ]
            if may_lead
            else [],
        },
    )


@require_POST
def dossier_file(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_read_dossier(request.user))
    meeting = _meeting(pk)
    form = FileForm(request.POST, formats=DOSSIER.makers)
    if not form.is_valid():
        messages.error(request, _("Choose PDF or Word."))
        return redirect("dossier", pk=pk)
    return redirect(
        request_export(
            by=request.user,
            source=f"dossier:{meeting.pk}",
            title=_("Dossier for the %(meeting)s") % {"meeting": meeting},
            stem=f"dossier-{slugify(str(meeting))}",
            **form.cleaned_data,
        )
    )


@require_POST
def item_add(request: UserRequest, pk: int) -> HttpResponse:
    require(permissions.can_lead_meetings(request.user))
    meeting = _meeting(pk)
    proposals = Response.objects.filter(points__report__session__meeting=meeting).distinct()
    form = ItemForm(request.POST, proposals=proposals)
    if form.is_valid():
        try:
            services.put_on_agenda(meeting, by=request.user, **form.cleaned_data)
        except services.MinutesAdopted:
            messages.error(request, _("The minutes were adopted: the agenda stays as it is."))
    else:
        messages.error(request, _("Write a title, or choose a proposed answer."))
    return redirect(f"{_address(meeting)}#agenda")


@require_POST
def item_step(request: UserRequest, pk: int) -> HttpResponse:
    """What the BOSS advises, whether it goes on to the Rijk, and where it stands on the agenda."""
    require(permissions.can_lead_meetings(request.user))
    item = get_object_or_404(MeetingItem.objects.select_related("meeting"), pk=pk)
    action = request.POST.get("action")
    if action == "remove":
        return _removed(request, item)
    form = ItemStepForm(request.POST, consultations=_consultations())
    if not form.is_valid():
        messages.error(request, _("Nothing was kept: an advice has at most 5,000 characters."))
        return redirect(f"{_address(item.meeting)}#item-{item.pk}")
    try:
        with transaction.atomic():  # all of it, or a message and nothing
            # Beside the button of a move stands what was typed: it is kept, too.
            if not action or form.cleaned_data["advice"].strip() != item.advice:
                services.record_advice(item, advice=form.cleaned_data["advice"], by=request.user)
            if not item.is_standing and form.cleaned_data["to"] != item.forwarded_to:
                services.forward_item(item, to=form.cleaned_data["to"], by=request.user)
            if action in ("up", "down"):
                services.move_item(item, up=action == "up", by=request.user)
    except services.MinutesAdopted:
        messages.error(request, ADOPTED)
    except services.NotForTheRijk:
        messages.error(request, _("Choose a consultation with the Rijk that is still to come."))
    else:
        messages.success(request, _("Kept."))
    return redirect(f"{_address(item.meeting)}#item-{item.pk}")


def _removed(request: UserRequest, item: MeetingItem) -> HttpResponse:
    try:
        services.remove_item(item, by=request.user)
    except services.MinutesAdopted:
        messages.error(request, ADOPTED)
    except services.ItemStays as why:
        messages.error(request, _("This item stays on the agenda.") + f" {why}")
    else:
        messages.success(
            request, _("“%(title)s” is not on the agenda any more.") % {"title": item.title}
        )
    return redirect(f"{_address(item.meeting)}#agenda")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def minutes(request: UserRequest, pk: int) -> HttpResponse:
    """Read them; a project lead writes them until they are adopted."""
    require(permissions.can_read_dossier(request.user))
    meeting = _meeting(pk)
    found = Minutes.objects.filter(meeting=meeting).select_related("adopted_in__body").first()
    may_lead = permissions.can_lead_meetings(request.user)
    if found and found.shared_at is None and not may_lead:
        found = None  # still being written
    form = _minutes_form(request, found) if may_lead and not (found and found.adopted_at) else None
    if request.method == "POST":
        require(may_lead)
        if form and form.is_valid() and _written(request, meeting, form):
            return redirect("minutes", pk=pk)
    return render(
        request,
        "council/minutes.html",
        {
            "meeting": meeting,
            "minutes": found,
            "form": form,
            "adopt": AdoptForm(meetings=_later(meeting), initial={"edition": found.edition})
            if found and may_lead and found.state == "shared" and _later(meeting).exists()
            else None,
            "waits_for_a_later_one": found and may_lead and found.state == "shared",
            "was_held": meeting.starts_at <= timezone.now(),
            "corrections": found.corrections.select_related("by", "body") if found else [],
            "correction": CorrectionForm(bodies=permissions.bodies_at_the_table(request.user))
            if found and permissions.can_correct_minutes(request.user, found)
            else None,
        },
        status=422 if form and form.errors else 200,
    )


@require_POST
def minutes_step(request: UserRequest, pk: int) -> HttpResponse:
    """Share them, correct them, adopt them."""
    require(permissions.can_read_dossier(request.user))
    found = get_object_or_404(Minutes.objects.select_related("meeting__body"), meeting=pk)
    action = request.POST.get("action")
    try:
        if action == "share":
            services.share_minutes(found, by=request.user)
            messages.success(request, _("Everybody at the table can read and correct them now."))
        elif action == "correct":
            _correct(request, found)
        elif action == "adopt":
            _adopt(request, found)
    except services.NotHeldYet:
        messages.error(request, _("Minutes are shared after the meeting."))
    except services.MinutesAdopted:
        messages.error(request, _("These minutes were adopted: they stay as they are."))
    except services.MinutesChangedMeanwhile:
        messages.error(request, _("A colleague changed the minutes meanwhile: read them first."))
    except (services.NotALaterMeeting, services.NotShared):
        messages.error(
            request, _("Minutes are adopted in a later meeting, after they were shared.")
        )
    return redirect("minutes", pk=pk)


def _correct(request: UserRequest, found: Minutes) -> None:
    form = CorrectionForm(request.POST, bodies=permissions.bodies_at_the_table(request.user))
    if not form.is_valid():
        messages.error(request, _("Write what should be different, in at most 5,000 characters."))
        return
    try:
        services.correct_minutes(found, by=request.user, **form.cleaned_data)
    except UsedForSomethingElse:
        messages.error(request, _("You sent this correction already. Write the next one here."))
    else:
        messages.success(request, _("Your correction stands beside the minutes."))


def _adopt(request: UserRequest, found: Minutes) -> None:
    form = AdoptForm(request.POST, meetings=_later(found.meeting))
    if not form.is_valid():
        messages.error(request, _("Choose the meeting in which they were adopted."))
        return
    services.adopt_minutes(found, by=request.user, **form.cleaned_data)
    messages.success(request, _("Adopted. They do not change any more."))


def _minutes_form(request: UserRequest, found: Minutes | None) -> MinutesForm:
    initial = {"text": found.text if found else "", "edition": found.edition if found else 0}
    return MinutesForm(request.POST or None, initial=initial)


def _written(request: UserRequest, meeting: Meeting, form: MinutesForm) -> bool:
    """False: the form has been told why not."""
    try:
        services.write_minutes(meeting, by=request.user, **form.cleaned_data)
    except services.MinutesAdopted:
        messages.error(request, _("These minutes were adopted: they stay as they are."))
        return True
    except services.MinutesChangedMeanwhile:
        newest = Minutes.objects.get(meeting=meeting)
        form.add_error(
            None, _("A colleague saved other words meanwhile. Yours are still here: compare.")
        )
        form.begin_after(newest)
        return False
    messages.success(request, _("The minutes have been kept."))
    return True


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body"), pk=pk)


def _consultations() -> MeetingQuerySet:
    return Meeting.objects.upcoming().of_rijk().select_related("body")


def _later(meeting: Meeting) -> MeetingQuerySet:
    """The meetings of the same body that came after it."""
    return Meeting.objects.filter(
        body=meeting.body_id, starts_at__gt=meeting.starts_at, starts_at__lte=timezone.now()
    ).select_related("body")


def _address(meeting: Meeting) -> str:
    return DOSSIER.url(str(meeting.pk))
