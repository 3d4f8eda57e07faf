"""What members said elsewhere, many rows at once: the empty spreadsheet, and the filled one."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council import permissions, services
from council.forms import ImportForm
from council.importing import Reading, SheetRefused, read_sheet, template_sheet
from council.models import InputSession
from council.overviews import council_members
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from strategy.models import Chapter

from .finding import session_seen

MOST_ERRORS = 200  # shown: who has more begins with these
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_import(request: UserRequest, pk: int) -> HttpResponse:
    received_at = timezone.now()
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))

    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    errors: list[str] = []
    if form.is_valid():
        try:
            reading = read_sheet(
                form.cleaned_data["sheet"].read(),
                session=session,
                members=council_members(session),
                chapters=_chapters(request, session),
            )
            if not reading.errors:
                imported = services.import_heard(
                    session, reading.heard, by=request.user, received_at=received_at
                )
                _tell(request, imported, reading)
                return redirect(session)
            errors = reading.errors
        except SheetRefused as refused:
            form.add_error("sheet", str(refused.reason))
        except services.SessionNotOpen:
            form.add_error(None, str(permissions.is_open_now(session, received_at).reason))
        except services.ReportAskedFor:
            form.add_error(None, _("The report of this session is being made."))
    return render(
        request,
        "council/session_import.html",
        {
            "session": session,
            "form": form,
            "errors": errors[:MOST_ERRORS],
            "count": len(errors),
            "window": permissions.is_open_now(session, received_at),
            "may_register": permissions.can_register(request.user, session),
        },
        status=422 if form.errors or errors else 200,
    )


@require_safe
def session_import_template(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))
    content = template_sheet(
        session.questions.all(), council_members(session), _chapters(request, session)
    )
    name = f'attachment; filename="inbreng-sessie-{session.pk}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": name})


def _chapters(request: UserRequest, session: InputSession) -> Sequence[Chapter]:
    """Of the text that the session is about, or of all that is published."""
    chapters = Chapter.objects.visible_to(request.user).select_related("product")
    if session.version:
        chapters = chapters.filter(product=session.version.product_id)
    return list(chapters.order_by("product__order", "number"))


def _tell(request: UserRequest, imported: services.Imported, reading: Reading) -> None:
    messages.success(
        request,
        _("%(new)s new, %(known)s were there already.")
        % {"new": imported.new, "known": imported.known},
    )
    if reading.is_guessed:
        messages.warning(
            request,
            _(
                "This file was not saved as UTF-8. We read it as Windows-1252: see whether the "
                "letters with accents are right."
            ),
        )
