"""What waits for the executive's secretary, and for the portfolio holder who answers for it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ros_portal.lib.one_line import one_line
from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .models import FactNotice, Letter, LetterStatus
from .occasions import open_occasions

LONGEST_FACT = 120


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
        waiting += _councils_to_inform(writes_for) + _facts_that_changed(writes_for)
    return waiting


def _letter(letter: Letter) -> Waiting:
    action = {
        LetterStatus.DRAFT: _("Go on writing"),
        LetterStatus.WITH_EXECUTIVE: _("To the letter"),
        LetterStatus.ADOPTED: _("Send it"),
    }[LetterStatus(letter.status)]
    return Waiting(
        title=f"{letter.label}: {letter.subject}",
        note=letter.status_label,
        url=letter.get_absolute_url(),
        action=action,
    )


def _councils_to_inform(executives: frozenset[int]) -> list[Waiting]:
    """A BOSS, a milestone or a version for which no letter was begun and none was set aside."""
    return [
        Waiting(
            title=occasion.title,
            note="",
            url=f"{reverse('letter_new')}?{urlencode({'start': occasion.start, 'occasion': occasion.key})}",
            action=_("Make a letter to the council"),
        )
        for occasion in open_occasions(executives, now=timezone.now())
    ]


def _facts_that_changed(executives: frozenset[int]) -> list[Waiting]:
    """In letters that were adopted: the secretary is told, the council is not."""
    notices = FactNotice.objects.open().filter(letter__executive__in=executives)
    waiting = []
    for notice in notices.select_related("letter"):
        said = _("It said: %(said)s.") % {"said": one_line(notice.said, LONGEST_FACT)}
        now = _("It is now: %(now)s.") % {
            "now": one_line(notice.now, LONGEST_FACT) or _("not known any more")
        }
        waiting.append(
            Waiting(
                title=_("A fact in your letter has changed: %(subject)s")
                % {"subject": notice.letter.subject},
                note=f"{said} {now}",
                url=f"{notice.letter.get_absolute_url()}#facts",
                action=_("To the letter"),
            )
        )
    return waiting
