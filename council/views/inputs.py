"""Giving input, writing down somebody else's, and reading what was submitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council import permissions, services
from council.forms import InputForm, RemarkFormSet, RoomInputForm
from council.models import Input, InputSession, InputSource, InputStatus, Point, Reading
from council.overviews import council_members
from council.speech import Said, Speech
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from stakeholders.models import Group, User
from strategy.models import Chapter

from .finding import session_seen
from .publicity import give_receipt_link

ELSEWHERE = gettext_lazy(
    "You wrote on in another window or on another device. Both texts are still there: "
    "compare them, and keep this one to put it in the place of the other."
)


# The page holds the key of one act: a stored copy of it must never be used for another.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def input_edit(request: UserRequest, pk: int) -> HttpResponse:
    """One page: the questions, the remarks, and above the button who will read this."""
    received_at = timezone.now()
    session = session_seen(request, pk)
    require(permissions.can_give_input(request.user, session))

    draft = _own_draft(session, request.user)
    chapters = list(Chapter.objects.visible_to(request.user).select_related("product"))
    form = InputForm(
        request.POST or None, session=session, group=_group_of(request.user, session), draft=draft
    )
    remarks = RemarkFormSet(
        request.POST or None,
        prefix="remarks",
        initial=[*_remarks_of(draft), *_remark_asked_for(request, chapters)],
        form_kwargs={"chapters": {chapter.pk: chapter for chapter in chapters}},
    )
    elsewhere: Input | None = None
    is_kept = False  # as a draft, though it could not be submitted
    if form.is_valid() and remarks.is_valid():
        action = request.POST.get("action", "draft")
        said = _said(remarks.cleaned_data)
        speech = form.speech(request.user, said, no_remarks=action == "no_remarks")
        try:
            if action == "draft":
                draft = services.save_draft(session, speech, by=request.user)
                return _kept(request, session, draft)
            given = _submit(session, speech, form, received_at, by=request.user)
            give_receipt_link(request, given)
            if "X-Outbox" in request.headers:
                # A script that follows the way to the receipt would use up the link on it.
                return JsonResponse({"url": given.get_absolute_url()})
            return redirect(given)
        except services.DraftWrittenElsewhere as conflict:
            if not request.accepts("text/html"):
                return JsonResponse({"status": ELSEWHERE}, status=409)
            elsewhere = conflict.draft
            form.begin_after(elsewhere)
            form.add_error(None, ELSEWHERE)
        except services.KeyUsedForOtherText:
            return render(request, "council/input_conflict.html", {"session": session}, status=409)
        except NotSubmitted as refused:
            is_kept = refused.is_kept

    return render(
        request,
        "council/input_edit.html",
        {
            "session": session,
            "form": form,
            "remarks": remarks,
            "draft": draft,
            "elsewhere": elsewhere,
            "is_kept": is_kept,
            "window": permissions.is_open_now(session, received_at),
        },
        status=422 if form.errors or remarks.total_error_count() else 200,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def input_enter(request: UserRequest, pk: int) -> HttpResponse:
    """The clerk writes down what somebody said; the speaker and the typist are both kept."""
    received_at = timezone.now()
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))

    form = RoomInputForm(request.POST or None, session=session, members=council_members(session))
    if form.is_valid():
        try:
            services.submit_input(session, form.spoken(), by=request.user, received_at=received_at)
        except services.NothingSaid:
            form.add_error(None, _("Write down at least one answer."))
        except services.SessionNotOpen:
            form.add_error(None, str(permissions.is_open_now(session, received_at).reason))
        except services.ReportAskedFor:
            form.add_error(None, _("The report of this session is being made."))
        except services.KeyUsedForOtherText:
            return render(request, "council/input_conflict.html", {"session": session}, status=409)
        else:
            messages.success(request, _("Written down. You can enter the next."))
            return redirect("input_enter", pk=pk)

    return render(
        request,
        "council/input_enter.html",
        {
            "session": session,
            "form": form,
            "window": permissions.is_open_now(session),
            "may_register": permissions.can_register(request.user, session),
        },
        status=422 if form.errors else 200,
    )


@never_cache
@require_safe
def input_detail(request: UserRequest, receipt: str) -> HttpResponse:
    submitted = get_object_or_404(
        Input.objects.visible_to(request.user)
        .with_what_was_said()
        .select_related("entered_by", "withdrawal")
        .prefetch_related("answers__reactions__by"),
        receipt=receipt,
    )
    permissions.name_speakers(request.user, [submitted])
    answers = list(submitted.answers.all())
    points = Point.objects.visible_to(request.user).with_everything_to_show()
    prefetch_related_objects(answers, Prefetch("points", points, to_attr="shown_points"))
    reading = Reading.objects.filter(session=submitted.session_id).first()
    is_asked = reading is not None and reading.takes_reactions_on(timezone.localdate())
    for answer in answers:
        answer.fresh_key = uuid4()
        for point in answer.shown_points:
            point.is_told = permissions.reads_answer(request.user, point)
    answered = (
        f"#answer-{answer.pk}" for answer in answers for point in answer.shown_points
        if permissions.is_told_to_council(point)
    )  # fmt: skip
    return render(
        request,
        "council/input_detail.html",
        {
            "answered_url": next(answered, ""),
            "input": submitted,
            "answers": answers,
            "reading": reading,
            "may_react": is_asked and permissions.can_react(request.user, submitted),
            "may_withdraw": permissions.can_withdraw(request.user, submitted),
            "may_withhold": permissions.can_withhold(request.user, submitted),
            "may_renew_link": permissions.can_renew_receipt_link(request.user, submitted),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def input_withdraw(request: UserRequest, receipt: str) -> HttpResponse:
    """Take it back, or take it back and go on with its words."""
    submitted = get_object_or_404(
        Input.objects.visible_to(request.user).select_related("session__body", "withdrawal"),
        receipt=receipt,
    )
    require(permissions.can_withdraw(request.user, submitted))
    if request.method != "POST":
        return render(request, "council/input_withdraw.html", {"input": submitted})
    try:
        if request.POST.get("action") == "correct":
            services.correct_input(submitted, by=request.user)
            messages.success(request, _("Taken back. Your words stand here as a draft again."))
            return redirect("input_edit", pk=submitted.session_id)
        services.withdraw_input(submitted, by=request.user)
    except services.ReportAskedFor:
        messages.error(request, _("The report of this session is being made."))
    else:
        messages.success(request, _("Taken back. Nobody else reads it any more."))
    return redirect(submitted)


@require_safe
def chapter_react(request: UserRequest, slug: str) -> HttpResponse:
    """From "reageer" beside a paragraph to the form of the session that is open now."""
    chapter = get_object_or_404(Chapter.objects.visible_to(request.user), slug=slug)
    session = permissions.session_to_react_in(request.user)
    if session is None:
        messages.info(request, _("There is no open session in which you can react now."))
        return redirect(chapter)
    query = request.GET.copy()
    query["chapter"] = slug
    return redirect(f"{reverse('input_edit', args=[session.pk])}?{query.urlencode()}#remarks")


class NotSubmitted(Exception):
    """The form has been told why not, and the words are kept as a draft or not at all."""

    def __init__(self, *, is_kept: bool) -> None:
        super().__init__()
        self.is_kept = is_kept


def _submit(
    session: InputSession, speech: Speech, form: InputForm, received_at: datetime, *, by: User
) -> Input:
    is_kept = False
    try:
        return services.submit_input(session, speech, by=by, received_at=received_at)
    except services.RemarksAfterAll:
        form.add_error(None, _("You wrote something: submit that, or clear the fields first."))
    except services.NothingSaid:
        form.add_error(None, _("Answer at least one question, or choose “Nothing to remark?”."))
    except services.SessionNotOpen:
        services.save_draft(session, speech, by=by)
        is_kept = True
        session.refresh_from_db()  # the clerk may have cancelled it this very second
        form.add_error(None, str(permissions.is_open_now(session, received_at).reason))
        form.add_error(None, _("Your text has been kept as a draft."))
    except services.ReportAskedFor:
        services.save_draft(session, speech, by=by)
        is_kept = True
        form.add_error(None, _("The report of this session is being made."))
        form.add_error(None, _("Your text has been kept as a draft."))
    raise NotSubmitted(is_kept=is_kept)


def _own_draft(session: InputSession, user: User) -> Input | None:
    return (
        Input.objects.drafts()
        .filter(session=session, author=user, source=InputSource.ONLINE)
        .prefetch_related("answers")
        .first()
    )


def _group_of(user: User, session: InputSession) -> Group | None:
    for appointment in user.current_appointments:
        if appointment.body_id == session.body_id and appointment.group is not None:
            return appointment.group
    return None


def _remarks_of(draft: Input | None) -> list[dict[str, Any]]:
    if draft is None:
        return []
    return [
        {
            "chapter": answer.chapter_id,
            "text": answer.text,
            "revision": answer.revision_id,
            "block_id": answer.block_id,
        }
        for answer in draft.answers.all()
        if answer.chapter_id
    ]


def _remark_asked_for(request: UserRequest, chapters: Sequence[Chapter]) -> list[dict[str, Any]]:
    """The chapter and block that the member tapped, already chosen in a fresh remark."""
    slug = request.GET.get("chapter")
    for chapter in chapters:
        if chapter.slug == slug:
            block_id = request.GET.get("block", "")[:40]
            revision = chapter.published_id if block_id else None
            return [{"chapter": chapter.pk, "block_id": block_id, "revision": revision}]
    return []


def _said(remarks: Sequence[dict[str, Any]]) -> list[Said]:
    return [
        Said(
            text=remark["text"].strip(),
            chapter=remark["chapter"],
            revision=remark["revision"],
            block_id=remark["block_id"] if remark["revision"] else "",
        )
        for remark in remarks
        if remark.get("text", "").strip()
    ]


def _kept(request: UserRequest, session: InputSession, draft: Input) -> HttpResponse:
    if draft.status == InputStatus.SUBMITTED:
        messages.info(request, _("You submitted this already; it can no longer be changed."))
        return redirect(draft)
    moment = time_format(timezone.localtime(draft.saved_at), "H.i")
    status = _("Draft kept at %(moment)s") % {"moment": moment}
    if request.accepts("text/html"):
        messages.success(request, status)
        return redirect("input_edit", pk=session.pk)
    return JsonResponse({"status": status})
