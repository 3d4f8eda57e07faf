"""How far every executive is with the letter about one BOSS, as far as somebody may know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.models import Meeting
from ros_portal.lib.cells import Cell
from stakeholders.models import Body, User

from . import permissions
from .models import Letter, LetterStatus, ModelLetter
from .paper import LetterKind

SECRETARY = gettext_lazy("Secretary of the executive")


def letter_cells(
    user: User, executives: Sequence[Body], meeting: Meeting, *, due_on: date
) -> dict[int, Cell]:
    """By executive; two queries.

    Of the letter of the region the project team knows the steps (`overviews.standings`). A letter
    that an executive began by itself is known to who may read it.
    """
    may_follow = bool(permissions.can_make_models(user))
    model = ModelLetter.objects.filter(meeting=meeting).first() if may_follow else None
    letters: dict[int, Letter] = {}
    for letter in _known_to(user, model, meeting):
        known = letters.get(letter.executive_id)
        if known is None or (model and letter.model_id == model.pk):
            letters[letter.executive_id] = letter
    return {
        body.pk: _cell(letters.get(body.pk), model, due_on)
        if body.organisation and body.organisation.kind in list(LetterKind)
        else Cell(_("Has no council here"))
        for body in executives
    }


def _known_to(user: User, model: ModelLetter | None, meeting: Meeting) -> Iterable[Letter]:
    """The newest first."""
    readable = Letter.objects.visible_to(user).filter(pk=OuterRef("pk"))
    facts = {"is_readable": Exists(readable)}
    letters = Letter.objects.annotate(**facts)
    which = Q(meeting=meeting, is_readable=True)
    if model:
        which |= Q(model=model)
    return letters.filter(which).defer("text").order_by("-pk")


def _cell(letter: Letter | None, model: ModelLetter | None, due_on: date) -> Cell:
    of_region = model.get_absolute_url() if model else ""
    if letter is None:
        if model:
            words = _("The letter of the region was not handed out here yet")
            return Cell(words, _("Project team"), due_on, of_region)
        return Cell(_("No letter of the region about this BOSS"), url=reverse("model_letter_list"))
    url = letter.get_absolute_url() if letter.is_readable else of_region
    match letter.status:
        case LetterStatus.SENT:
            return Cell(_("Sent on %(day)s") % {"day": _day(letter.sent_at)}, url=url, is_done=True)
        case LetterStatus.ADOPTED:
            words = _("Adopted on %(day)s, not sent yet") % {"day": _day(letter.decided_on)}
        case LetterStatus.WITH_EXECUTIVE:
            words = _("With the executive since %(day)s") % {"day": _day(letter.handed_at)}
            return Cell(words, _("Executive"), due_on, url)
        case _other:
            words = _("Draft since %(day)s") % {"day": _day(letter.created_at)}
            if letter.agreed_at:
                words = _("Draft, portfolio holder agreed on %(day)s") % {
                    "day": _day(letter.agreed_at)
                }
    return Cell(words, SECRETARY, due_on, url)


def _day(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localdate(moment)
    return date_format(moment, "j F") if moment else ""
