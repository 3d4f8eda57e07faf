"""The portal, and beside it the view to measure it by."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ros_portal.urls import urlpatterns as portal


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("bare/", bare), *portal]
