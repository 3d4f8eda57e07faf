"""What waits for the executive's secretary, and for the portfolio holder who answers for it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from milestones.models import Meeting
from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .models import Letter, LetterStatus


def waiting_for(user: User) -> list[Waiting]:
    writes_for = bodies_with(user, Grant.WRITE_LETTERS)
    holds_for = bodies_with(user, Grant.HOLD_PORTFOLIO)
    if not writes_for | holds_for:
        return []
    unsent = (
        Letter.objects.filter(executive__in=writes_for | holds_for)
        .exclude(status=LetterStatus.SENT)
        .with_bodies()
    )
    waiting = [
        _letter(letter)
        for letter in unsent
        # A draft is the secretary's to finish; what lies with the executive concerns both.
        if letter.executive_id in writes_for or letter.is_with_executive
    ]
    if writes_for:
        waiting += _councils_to_inform(writes_for)
    return waiting


def _letter(letter: Letter) -> Waiting:
    action = {
        LetterStatus.DRAFT: _("Go on writing"),
        LetterStatus.WITH_EXECUTIVE: _("To the letter"),
        LetterStatus.ADOPTED: _("Send it"),
    }[LetterStatus(letter.status)]
    return Waiting(
        title=f"{letter.label}: {letter.subject}",
        note=letter.get_status_display(),
        url=letter.get_absolute_url(),
        action=action,
    )


def _councils_to_inform(executives: frozenset[int]) -> list[Waiting]:
    """A BOSS has been held and no letter has been begun since."""
    last_boss = (
        Meeting.objects.of_boss()
        .filter(starts_at__lt=timezone.now())
        .select_related("body")
        .order_by("starts_at")
        .last()
    )
    if last_boss is None:
        return []
    begun_since = Letter.objects.filter(
        executive__in=executives, created_at__gte=last_boss.starts_at
    )
    if begun_since.exists():
        return []
    return [
        Waiting(
            title=_("The %(meeting)s has been held: inform the council") % {"meeting": last_boss},
            note="",
            url=f"{reverse('letter_new')}?start=boss-held",
            action=_("Make a letter to the council"),
        )
    ]
