"""Review rounds: planning one, who answered in it, and whom one's own organisation asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ros_portal.lib.decisions import require
from ros_portal.lib.reminding import remind_after_asking
from ros_portal.lib.requests import UserRequest
from stakeholders.models import Body, User
from strategy import permissions, services
from strategy.answers import Row, asked_by, picture_of
from strategy.forms import ReviewerForm, RoundForm, WithdrawRoundForm
from strategy.models import Level, Product, ReviewRound, RoundState

FIRST_ON_TOP = [RoundState.OPEN, RoundState.PLANNED, RoundState.CLOSED, RoundState.WITHDRAWN]


@dataclass(frozen=True)
class AskedHere:
    """Somebody whom a body asks, and the last day; `by_name` when it chose this person."""

    user: User
    by_name: bool
    due_on: date


@dataclass(frozen=True)
class Own:
    """A body for which the viewer answers: what it still has to say, and whom it asks."""

    row: Row
    asked: list[AskedHere]
    form: ReviewerForm | None


@require_http_methods(["GET", "HEAD", "POST"])
def round_plan(request: UserRequest, slug: str) -> HttpResponse:
    product = get_object_or_404(Product, slug=slug)
    require(permissions.can_plan_round(request.user, product))

    chapters = product.chapters.order_by("number")
    level = request.GET.get("level")
    form = RoundForm(
        request.POST or None,
        chapters=chapters,
        initial={
            "chapters": [one.pk for one in chapters if one.published_id],
            "level": level if level in Level.values else None,
        },
    )
    if form.is_valid():
        try:
            planned = services.open_round(product, by=request.user, **form.cleaned_data)
        except (services.TooLate, services.RoundNeedsChapters, services.OverlapsAnotherRound) as no:
            form.add_error(None, _why_not(no))
        else:
            messages.success(request, _("The review round has been planned."))
            return redirect(planned)
    return render(
        request,
        "strategy/round_plan.html",
        {"product": product, "form": form, "may_ask": bool(chapters)},
        status=422 if form.errors else 200,
    )


@require_safe
def round_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _show(request, _found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def round_change(request: UserRequest, pk: int) -> HttpResponse:
    round_ = _found(request, pk)
    require(permissions.can_change_round(request.user, round_))

    chapters = round_.product.chapters.order_by("number")
    form = RoundForm(request.POST or None, chapters=chapters, changed=round_)
    if form.is_valid():
        try:
            services.change_round(round_, by=request.user, **form.cleaned_data)
        except (
            services.AlreadyOpen,
            services.TooLate,
            services.RoundNeedsChapters,
            services.OverlapsAnotherRound,
        ) as no:
            form.add_error(None, _why_not(no))
        else:
            messages.success(request, _("The review round has been changed."))
            return redirect(round_)
    return render(
        request,
        "strategy/round_change.html",
        {"round": round_, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def round_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    round_ = _found(request, pk)
    if round_.withdrawn_at is not None and permissions.can_plan_round(request.user, round_.product):
        return redirect(round_)  # a second click
    require(permissions.can_change_round(request.user, round_))

    form = WithdrawRoundForm(request.POST or None)
    if form.is_valid():
        services.withdraw_round(round_, by=request.user, **form.cleaned_data)
        messages.success(request, _("The review round has been withdrawn."))
        return redirect(round_)
    return render(
        request,
        "strategy/round_withdraw.html",
        {"round": round_, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def round_remind(request: UserRequest, pk: int) -> HttpResponse:
    round_ = _found(request, pk)
    require(permissions.can_remind_in_round(request.user, round_))

    def asks(count: int) -> str:
        return ngettext(
            "%(count)s person is asked, has not answered everything, and gets a reminder.",
            "%(count)s people are asked, have not answered everything, and get a reminder.",
            count,
        ) % {"count": count}

    def told(count: int) -> str:
        return ngettext(
            "%(count)s person gets a reminder.", "%(count)s people get a reminder.", count
        ) % {"count": count}

    return remind_after_asking(
        request,
        silent=lambda: [person.name for person in services.people_to_remind(round_)],
        remind=lambda: services.remind_round(round_, by=request.user),
        last=lambda: services.last_reminded_at(round_),
        asks=asks,
        told=told,
        back=round_.get_absolute_url(),
    )


@require_POST
def reviewer_ask(request: UserRequest, pk: int, slug: str) -> HttpResponse:
    round_ = _found(request, pk)
    body = get_object_or_404(round_.product.writers, slug=slug)
    require(permissions.can_choose_reviewers(request.user, round_, body))

    people = permissions.speakers_for([body], round_.level)[body.pk]
    form = ReviewerForm(request.POST, round_=round_, body=body, people=people)
    if form.is_valid():
        try:
            services.ask_reviewer(round_, body=body, by=request.user, **form.cleaned_data)
        except services.NotAmongThem:
            form.add_error("user", _("This person cannot answer for your organisation any more."))
        except services.NotInThisRound:
            form.add_error("due_on", _("Choose a day within the round."))
        else:
            messages.success(request, _("Your colleague is asked from now on."))
            return redirect(round_)
    return _show(request, round_, sent=form, sent_for=body)


@require_POST
def reviewer_release(request: UserRequest, pk: int, slug: str, user: int) -> HttpResponse:
    round_ = _found(request, pk)
    body = get_object_or_404(round_.product.writers, slug=slug)
    require(permissions.can_choose_reviewers(request.user, round_, body))
    person = get_object_or_404(User, pk=user)
    services.release_reviewer(round_, body=body, user=person, by=request.user)
    messages.success(request, _("Your colleague is not asked any more."))
    return redirect(round_)


def rounds_in_order(product: Product, level: str) -> list[ReviewRound]:
    """Open, planned, closed, withdrawn; what is open or planned with the first to close on top."""
    rounds = product.review_rounds.filter(level=level).annotate(chapter_count=Count("chapters"))
    newest_first = list(rounds.order_by("-closes_on", "-pk"))
    return sorted(
        [
            *reversed([one for one in newest_first if not one.is_over]),
            *(one for one in newest_first if one.is_over),
        ],
        key=lambda one: FIRST_ON_TOP.index(one.state),
    )


def _found(request: UserRequest, pk: int) -> ReviewRound:
    rounds = ReviewRound.objects.visible_to(request.user)
    return get_object_or_404(rounds.select_related("product", "withdrawn_by"), pk=pk)


def _show(
    request: UserRequest,
    round_: ReviewRound,
    *,
    sent: ReviewerForm | None = None,
    sent_for: Body | None = None,
) -> HttpResponse:
    """The page of a round; with the form as it was sent, when it could not be taken."""
    bodies = list(
        round_.product.writers.select_related("organisation").order_by("organisation__name")
    )
    picture = picture_of(round_, bodies)
    speakers = permissions.speakers_for(bodies, round_.level)
    asked = {
        body: [
            AskedHere(one.user, one.reviewer is not None, round_.due_on(one.reviewer))
            for one in people
        ]
        for body, people in asked_by(speakers, round_.reviewers.all()).items()
    }
    own = [
        Own(row, asked[row.body.pk], _form(request, round_, row.body, speakers, sent, sent_for))
        for row in picture.rows
        if permissions.can_give_position(request.user, row.body, round_.level)
    ]
    return render(
        request,
        "strategy/round_detail.html",
        {
            "round": round_,
            "picture": picture,
            "own": own,
            "asked": [{"body": body, "people": asked[body.pk]} for body in bodies],
            "unpublished": _unpublished(request, round_),
            "may_change": permissions.can_change_round(request.user, round_),
            "may_remind": permissions.can_remind_in_round(request.user, round_),
        },
        status=422 if sent else 200,
    )


def _form(
    request: UserRequest,
    round_: ReviewRound,
    body: Body,
    speakers: dict[int, list[User]],
    sent: ReviewerForm | None,
    sent_for: Body | None,
) -> ReviewerForm | None:
    if not permissions.can_choose_reviewers(request.user, round_, body):
        return None
    if sent and sent_for == body:
        return sent
    return ReviewerForm(round_=round_, body=body, people=speakers[body.pk])


def _unpublished(request: UserRequest, round_: ReviewRound) -> list[str]:
    """Titles of drafts are for those who write them; to the others they are not there yet."""
    if round_.is_over:
        return []
    drafts = round_.chapters.visible_to(request.user).filter(published=None)
    return [str(chapter) for chapter in drafts.order_by("number")]


def _why_not(no: Exception) -> str:
    match no:
        case services.OverlapsAnotherRound(other=other):
            return _(
                "The round “%(name)s” already asks about one of these chapters in this period. "
                "Choose other days or other chapters."
            ) % {"name": other}
        case services.AlreadyOpen():
            return _("The round has opened meanwhile, so its first day stays.")
        case services.TooLate():
            return _("Choose days that are not over.")
        case _:
            return _("Choose one chapter at least.")
