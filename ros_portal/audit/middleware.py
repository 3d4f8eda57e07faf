"""Remembers where a request came from for as long as it is being answered."""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_origin: ContextVar[str] = ContextVar("origin", default="")


def current_origin() -> str:
    """The network address of the request being answered; empty in a background job."""
    return _origin.get()


class RequestOriginMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _origin.set(_address(request))
        try:
            return self.get_response(request)
        finally:
            _origin.reset(token)


def _address(request: HttpRequest) -> str:
    if settings.ENV.trusted_proxy:
        # Only the last hop was written by our own proxy; the rest is what a client claims.
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()[:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
