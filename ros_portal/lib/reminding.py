"""The button that reminds who is silent: who that is, a look before it goes, and when it last went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def remind_after_asking(
    request: HttpRequest,
    *,
    silent: Callable[[], Sequence[str]],
    remind: Callable[[], int],
    last: Callable[[], datetime | None],
    asks: Callable[[int], str],
    told: Callable[[int], str],
    back: str,
    shows_names: bool = True,
) -> HttpResponse:
    """`silent` gives names; `remind` does it and says how many were told; `last`: when it last went.

    `asks` and `told` are the sentences for a number of people, before and after.
    """
    if request.method == "POST":
        count = remind()
        if count:
            messages.success(request, told(count))
        else:
            messages.info(request, _with_last(_("Nobody is left to remind today."), last()))
        return redirect(back)

    names = silent()
    if not names:
        messages.info(request, _with_last(_("Nobody is left to remind today."), last()))
        return redirect(back)
    context = {
        "title": _("Send a reminder"),
        "text": _with_last(asks(len(names)), last()),
        "names": names if shows_names else [],
        "action": _("Send the reminder"),
        "back": back,
    }
    return render(request, "confirm.html", context)


def _with_last(sentence: str, last: datetime | None) -> str:
    if last is None:
        return sentence
    moment = date_format(timezone.localtime(last), "j F Y, H.i")
    went = _("The last reminder went on %(moment)s hours.") % {"moment": moment}
    return f"{sentence} {went}"
