"""Narrows `request.user` to our own user, once."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from stakeholders.models import User


class UserRequest(HttpRequest):
    """A request behind `LoginRequiredMiddleware`."""

    user: "User"
