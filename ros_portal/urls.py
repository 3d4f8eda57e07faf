"""The sitemap."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from . import calendars, overview, progress, views

# By the portal's own door: with its second factor, and its limit to guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("progress/", progress.progress, name="progress"),
    path("progress/moved/", progress.progress_moved, name="progress_moved"),
    path("", include("stakeholders.urls")),
    path("strategy/", include("strategy.urls")),
    path("", include("milestones.urls")),
    path("", include("council.urls")),
    path("", include("letters.urls")),
    path("", include("programme.urls")),
    path("calendars/own/<str:token>.ics", calendars.calendar_own, name="calendar_own"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("help/", views.help_page, name="help_page"),
    path("help/<slug:role>/", views.help_page, name="help_page"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("security/", views.security, name="security"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("language/", login_not_required(set_language), name="set_language"),
    # Browsers ask for it on pages that are not ours, such as a PDF.
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
]
