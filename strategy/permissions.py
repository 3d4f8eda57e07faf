"""Who may do what with the strategy. Chapters come from `ChapterQuerySet.visible_to(user)`.

What that person holds was read with them, in the same query; it says nothing of anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Body, Organisation, User
from stakeholders.permissions import Grant, bodies_with, holders_of

from .models import Chapter, Level, Product, ReviewRound, Suggestion, Thread
from .models.positions import POSITION_GRANTS


def can_edit_chapter(user: User, chapter: Chapter) -> Decision:
    seen = _as_seen_by(user, chapter)
    if seen.viewer_takes_part and not seen.viewer_writes:
        return denied(_("You can propose other words here; the editors decide about them."))
    if not seen.viewer_writes:
        return denied(_("Only editors of the organisations that write this text can change it."))
    if not chapter.is_open:
        return denied(
            _(
                "The executives are being asked about this text, or have agreed to it, so it stands "
                "still. A project lead can set it back to review."
            )
        )
    return ALLOWED


def can_publish_chapter(user: User, chapter: Chapter) -> Decision:
    if not _as_seen_by(user, chapter).viewer_leads:
        return denied(_("Only a project lead can publish a chapter."))
    if not chapter.is_open:
        return denied(_("Set this chapter back to review before you publish another text."))
    if not chapter.has_unpublished_text:
        return denied(_("The newest text has been published already."))
    return ALLOWED


def can_react(user: User) -> Decision:
    """Whether somebody has input to give about chapters; whether a session is open comes later."""
    if bodies_with(user, Grant.GIVE_INPUT):
        return ALLOWED
    return denied(_("Only members of a council react to a chapter."))


def can_discuss_chapter(user: User, chapter: Chapter) -> Decision:
    """In any status: also about a text that stands still there is something to say."""
    if _as_seen_by(user, chapter).viewer_takes_part:
        return ALLOWED
    return denied(_("Only those who write this text discuss it here."))


def can_read_thread(user: User, thread: Thread) -> Decision:
    if Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        return ALLOWED
    return denied(_("This conversation stays inside another organisation."))


def can_freeze(user: User, product: Product) -> Decision:
    leads = bodies_with(user, Grant.LEAD_STRATEGY)
    if leads and product.writers.filter(pk__in=leads).exists():
        return ALLOWED
    return denied(_("Only a project lead can freeze a version."))


def can_see_positions(user: User, product: Product) -> Decision:
    """The civil servants and portfolio holders of those who write it; councils get letters."""
    bodies = frozenset[int]().union(*(bodies_with(user, one) for one in POSITION_GRANTS.values()))
    if bodies and product.writers.filter(pk__in=bodies).exists():
        return ALLOWED
    return denied(_("Only the executives that write this product see each other's positions."))


def can_give_position(user: User, body: Body, level: str) -> Decision:
    if body.pk in bodies_with(user, POSITION_GRANTS[Level(level)]):
        return ALLOWED
    return denied(_("Only the organisation itself says what it thinks of a text."))


def positions_to_give(user: User, product: Product) -> list[tuple[Body, str]]:
    """For which bodies, and at which level, this person speaks about the product."""
    writers = list(product.writers.order_by("name"))
    return [
        (body, level)
        for body in writers
        for level, grant in POSITION_GRANTS.items()
        if body.pk in bodies_with(user, grant)
    ]


def speakers_for(bodies: Iterable[Body], level: str) -> dict[int, list[User]]:
    """Who may say, for each of these bodies, what it thinks at this level; three queries."""
    return holders_of(POSITION_GRANTS[Level(level)], bodies)


def can_follow_everybody(user: User) -> Decision:
    """One screen with how far every organisation is; it shows no more than its other pages do."""
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(_("Only a project lead sees on one screen how far every organisation is."))


def can_plan_round(user: User, product: Product) -> Decision:
    leads = bodies_with(user, Grant.LEAD_STRATEGY)
    if leads and product.writers.filter(pk__in=leads).exists():
        return ALLOWED
    return denied(_("Only a project lead plans a review round."))


def can_change_round(user: User, round_: ReviewRound) -> Decision:
    """Also withdrawing it; what was asked and answered stays as it was."""
    if not (decision := can_plan_round(user, round_.product)):
        return decision
    if round_.is_over:
        return denied(_("This review round is over, so nothing about it changes any more."))
    return ALLOWED


def can_remind_in_round(user: User, round_: ReviewRound) -> Decision:
    if not (decision := can_plan_round(user, round_.product)):
        return decision
    if not round_.is_open:
        return denied(_("Only in an open round somebody is reminded."))
    return ALLOWED


def can_choose_reviewers(user: User, round_: ReviewRound, body: Body) -> Decision:
    """The body's own people choose, and nobody for another one."""
    if not (decision := can_give_position(user, body, round_.level)):
        return decision
    if round_.is_over:
        return denied(_("This review round is over, so nothing about it changes any more."))
    return ALLOWED


def can_give_some_position(offers: list[tuple[Body, str]]) -> Decision:
    if offers:
        return ALLOWED
    return denied(_("Only the executives that write this product take a position on it."))


def can_suggest(user: User, chapter: Chapter) -> Decision:
    """As long as the text may change; proposing changes nothing yet."""
    if not (decision := can_discuss_chapter(user, chapter)):
        return decision
    if not chapter.is_open:
        return denied(_("This text stands still now, so nothing can be proposed for it."))
    return ALLOWED


def can_write_suggestion(user: User, suggestion: Suggestion) -> Decision:
    """The body that proposes it writes and withdraws it."""
    if suggestion.body_id in bodies_with(user, Grant.PROPOSE_STRATEGY):
        return ALLOWED
    return denied(_("Only the organisation that proposes this can do this."))


def can_speak_for(user: User, body: Body, chapter: Chapter) -> Decision:
    """In whose name something is said or proposed in this chapter."""
    if body in bodies_speaking_for(user, chapter):
        return ALLOWED
    return denied(_("You do not write this text on behalf of that organisation."))


def bodies_speaking_for(user: User, chapter: Chapter) -> list[Body]:
    """The bodies in whose name this person writes in this chapter; mostly one."""
    return list(
        Body.objects.filter(
            pk__in=bodies_with(user, Grant.PROPOSE_STRATEGY), products=chapter.product_id
        )
    )


def organisation_writing_for(user: User) -> Organisation | None:
    """Under which organisation's name this person writes; no query, it came with the rights."""
    bodies = bodies_with(user, Grant.WRITE_STRATEGY)
    for appointment in user.current_appointments:
        if appointment.body_id in bodies:
            return appointment.body.organisation
    return None


def readers_of_thread(chapter: Chapter, within: Body | None) -> dict[User, Body]:
    """Who reads along today, by organisation and name, each with the body they write for."""
    bodies = chapter.product.writers.select_related("organisation").order_by("organisation", "name")
    if within is not None:
        bodies = bodies.filter(pk=within.pk)
    holders = holders_of(Grant.PROPOSE_STRATEGY, bodies)
    readers: dict[User, Body] = {}
    for body in bodies:
        for person in holders[body.pk]:
            readers.setdefault(person, body)
    return readers


def can_set_status(user: User, chapter: Chapter) -> Decision:
    if not _as_seen_by(user, chapter).viewer_leads:
        return denied(_("Only a project lead can change the status of a chapter."))
    if chapter.published_id is None:
        return denied(_("Publish this chapter first: it then goes to review."))
    return ALLOWED


def _as_seen_by(user: User, chapter: Chapter) -> Chapter:
    if chapter.viewer_id != user.pk:
        raise ValueError("This chapter was read for another person.")
    return chapter
