"""Coming in by invitation, one's own details, and the demo's one-click sign-in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ros_portal.lib.requests import UserRequest
from stakeholders import services
from stakeholders.demo import DEMO_DOMAIN
from stakeholders.forms import AcceptInvitationForm, ProfileForm
from stakeholders.models import Invitation, User
from stakeholders.tokens import invitation_id

SIGN_IN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_object_or_404(
        Invitation.objects.select_related("body"), pk=invitation_id(token)
    )
    if not invitation.is_acceptable:
        return render(request, "stakeholders/invitation_closed.html", status=410)

    if User.objects.filter(email__iexact=invitation.email).exists():
        form = None
        details = {"name": invitation.name, "password": ""}
        ready = request.method == "POST"
    else:
        form = AcceptInvitationForm(
            request.POST or None, email=invitation.email, initial={"name": invitation.name}
        )
        ready = form.is_valid()
        details = form.cleaned_data if ready else {}
    if ready:
        try:
            services.accept_invitation(invitation, **details)
        except (services.InvitationClosed, services.BehindTheWall, services.AppointedAlready):
            return render(request, "stakeholders/invitation_closed.html", status=410)
        messages.success(request, _("Welcome. Sign in to begin."))
        return redirect("account_login")

    return render(
        request,
        "stakeholders/invitation_accept.html",
        {"invitation": invitation, "form": form},
        status=422 if form and form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: UserRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "phone": user.phone})
    if form.is_valid():
        services.change_profile(user, **form.cleaned_data)
        messages.success(request, _("Your details have been saved."))
        return redirect("profile")
    return render(
        request, "stakeholders/profile.html", {"form": form}, status=422 if form.errors else 200
    )


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click to be somebody, on a portal that says DEMO and nowhere else."""
    if not settings.DEMO:
        raise Http404
    email = request.POST.get("email", "").replace("\0", "")
    user = get_object_or_404(User, email=email, email__endswith=DEMO_DOMAIN, is_active=True)
    login(request, user, backend=SIGN_IN_BACKEND)
    return redirect("overview")


@require_http_methods(["GET", "HEAD", "POST"])
def email_address(request: UserRequest) -> HttpResponse:
    """In the place of allauth's page: an address is proved by an invitation, not typed here."""
    messages.info(
        request, _("Only an administrator of your organisation can change your e-mail address.")
    )
    return redirect("profile")
