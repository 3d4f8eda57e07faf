"""The sitemap."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from . import overview, views

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("", include("stakeholders.urls")),
    path("strategy/", include("strategy.urls")),
    path("", include("milestones.urls")),
    path("", include("council.urls")),
    path("", include("letters.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("help/", views.help_page, name="help_page"),
    path("help/<slug:role>/", views.help_page, name="help_page"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("security/", views.security, name="security"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", views.healthz, name="healthz"),
]
