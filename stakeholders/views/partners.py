"""The partners as equals, and the people of one partner."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from stakeholders import permissions, services
from stakeholders.forms import EndAppointmentForm, InvitePersonForm
from stakeholders.models import AdjacentRegion, Appointment, Body, Invitation, Organisation

PER_PAGE = 50


@require_safe
def partner_list(request: UserRequest) -> HttpResponse:
    partners = Organisation.objects.partners().prefetch_related(
        Prefetch("bodies", Body.objects.order_by("kind"))
    )
    regions = AdjacentRegion.objects.prefetch_related("touches")
    return render(
        request,
        "stakeholders/partner_list.html",
        {"partners": list(partners), "regions": list(regions)},
    )


@require_safe
def partner_detail(request: UserRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(
        Organisation.objects.prefetch_related("bodies__groups", "adjacentregion_set"), slug=slug
    )
    return render(
        request,
        "stakeholders/partner_detail.html",
        {
            "organisation": organisation,
            "may_manage_people": permissions.can_manage_people(request.user, organisation),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def person_list(request: UserRequest, slug: str) -> HttpResponse:
    """Who is appointed, who is invited, and a form to invite somebody."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(permissions.can_manage_people(request.user, organisation))

    form = InvitePersonForm(request.POST or None, organisation=organisation, by=request.user)
    if form.is_valid():
        try:
            services.invite_person(by=request.user, **form.cleaned_data)
        except services.AlreadyInvited:
            form.add_error("email", _("This person has an open invitation for this role."))
        except services.AppointedAlready:
            form.add_error("email", _("This person has this role already."))
        except services.BehindTheWall:
            form.add_error(
                "email",
                _(
                    "This person works on the other side: council and executive of one "
                    "organisation never read each other's drafts."
                ),
            )
        else:
            messages.success(request, _("The invitation has been sent."))
            return redirect("person_list", slug=slug)

    appointments = (
        Appointment.objects.current()
        .filter(body__in=permissions.bodies_with(request.user, permissions.Grant.MANAGE_PEOPLE))
        .filter(body__organisation=organisation)
        .select_related("user", "body__organisation", "group")
        .order_by("user__name", "pk")
    )
    invitations = (
        Invitation.objects.open()
        .filter(body__in=permissions.bodies_with(request.user, permissions.Grant.MANAGE_PEOPLE))
        .filter(body__organisation=organisation)
        .select_related("body", "invited_by")
    )
    return render(
        request,
        "stakeholders/person_list.html",
        {
            "organisation": organisation,
            "page": Paginator(appointments, PER_PAGE).get_page(request.GET.get("page")),
            "invitations": invitations,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def invitation_withdraw(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    invitation = get_object_or_404(
        Invitation.objects.select_related("body"), pk=pk, body__organisation=organisation
    )
    require(permissions.can_manage_people_of(request.user, invitation.body))

    try:
        services.withdraw_invitation(invitation, by=request.user)
    except services.InvitationClosed:
        messages.error(request, _("This invitation has been used or withdrawn already."))
    else:
        messages.success(request, _("The invitation has been withdrawn."))
    return redirect("person_list", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def appointment_end(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    appointment = get_object_or_404(
        Appointment.objects.current().select_related("user", "body__organisation"),
        pk=pk,
        body__organisation=organisation,
    )
    require(permissions.can_manage_people_of(request.user, appointment.body))

    form = EndAppointmentForm(request.POST or None)
    if form.is_valid():
        try:
            services.end_appointment(
                appointment, until_on=form.cleaned_data["until_on"], by=request.user
            )
        except services.EndsBeforeItStarts:
            form.add_error("until_on", _("The last day cannot lie before the first."))
        else:
            messages.success(request, _("The appointment has an end date."))
            return redirect("person_list", slug=slug)

    return render(
        request,
        "stakeholders/appointment_end.html",
        {"organisation": organisation, "appointment": appointment, "form": form},
        status=422 if form.errors else 200,
    )
