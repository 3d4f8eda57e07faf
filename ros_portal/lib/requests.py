"""Our own user behind `request.user`, and numbers that stand in addresses."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

if TYPE_CHECKING:
    from stakeholders.models import User


class UserRequest(HttpRequest):
    """A request behind `LoginRequiredMiddleware`."""

    user: "User"


def whole_number(given: str | None) -> int | None:
    """The key of a row as it stands in an address; None when it can be none."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 19 else None


def asked_number(request: HttpRequest, name: str) -> int | None:
    """None when it was not asked; raises Http404 when it is no number."""
    given = request.GET.get(name, "")
    number = whole_number(given)
    if given and number is None:
        raise Http404
    return number
