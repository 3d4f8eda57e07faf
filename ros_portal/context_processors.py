"""What every page knows: where one can go, and whether this is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from stakeholders.demo import demo_sign_ins

from .navigation import navigation_for


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "DEMO": settings.DEMO,
        "SOURCE_CODE_URL": settings.SOURCE_CODE_URL,
        "demo_sign_ins": demo_sign_ins,  # called by the sign-in page only
        "navigation": navigation_for(request),
    }
