"""Pages that belong to no room: health, help, and what every government site must say."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from stakeholders.models import Role

HELP_ROLES = dict(Role.choices)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the portal can answer, 503 when its database cannot."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("favicon.svg"))


@login_not_required
@require_safe
def help_page(request: HttpRequest, role: str = "") -> HttpResponse:
    if role and role not in HELP_ROLES:
        raise Http404
    context = {
        "role": role,
        "role_label": HELP_ROLES.get(role),
        "role_template": f"ros_portal/help/{role}.html",
        "roles": HELP_ROLES,
    }
    return render(request, "ros_portal/help_page.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "ros_portal/accessibility.html",
        {"statement": settings.ACCESSIBILITY_STATEMENT},
    )


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ros_portal/privacy.html")


@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    return render(request, "ros_portal/security.html", {"contact": settings.SECURITY_CONTACT})


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116, obligatory for Dutch governments."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Policy: {settings.SITE_URL}{reverse('security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
