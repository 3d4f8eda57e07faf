"""What somebody was told, and how they want to hear it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.requests import UserRequest, whole_number
from stakeholders import services
from stakeholders.forms import NotificationChoicesForm
from stakeholders.kinds import kinds_for, readable_among
from stakeholders.models import Notification

PER_PAGE = 50


@require_safe
def notification_list(request: UserRequest) -> HttpResponse:
    own = Notification.objects.shown_to(request.user)
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "stakeholders/notification_list.html",
        {
            "page": page,
            "readable": readable_among(request.user, page.object_list),
            "unread": own.unread().count(),
            "newest": own.first(),
        },
    )


@require_POST
def notification_open(request: UserRequest, pk: int) -> HttpResponse:
    own = Notification.objects.shown_to(request.user)
    notification = get_object_or_404(own, pk=pk)
    services.mark_read(own.filter(pk=pk))
    return redirect("notification_list" if "stay" in request.POST else notification.url)


@require_POST
def notifications_read(request: UserRequest) -> HttpResponse:
    """All that stood there when the page was shown, not what came in since."""
    own = Notification.objects.shown_to(request.user)
    newest = get_object_or_404(own, pk=whole_number(request.POST.get("until")))
    services.mark_read(own.filter(pk__lte=newest.pk))
    return redirect("notification_list")


@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: UserRequest) -> HttpResponse:
    user = request.user
    form = NotificationChoicesForm(
        request.POST or None,
        kinds=kinds_for(user),
        chosen=dict(user.notification_choices.values_list("kind", "channel")),
    )
    if form.is_valid():
        services.choose_channels(user, form.cleaned_data)
        messages.success(request, _("Your choices have been saved."))
        return redirect("notification_settings")
    return render(
        request,
        "stakeholders/notification_settings.html",
        {"form": form},
        status=422 if form.errors else 200,
    )
