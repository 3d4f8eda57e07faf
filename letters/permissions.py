"""Who may do what with a letter. Seeing it at all is Letter.objects.visible_to."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Appointment, Body, Organisation, User
from stakeholders.permissions import Grant, bodies_with

from .models import Letter, LetterQuerySet, LetterStatus, ModelLetter, Rendering, StandardText
from .paper import LetterKind


def executives_written_for(user: User) -> list[Body]:
    """The executives in whose name this person writes letters to their own council."""
    return list(
        Body.objects.executives()
        .filter(
            pk__in=bodies_with(user, Grant.WRITE_LETTERS),
            organisation__kind__in=[kind.value for kind in LetterKind],
        )
        .select_related("organisation")
    )


def can_write_letters(user: User) -> Decision:
    executives = bodies_with(user, Grant.WRITE_LETTERS)
    if not executives:
        return denied(_("Only the secretary of the executive can write a council letter."))
    kinds = {
        appointment.body.organisation.kind
        for appointment in user.current_appointments
        if appointment.body_id in executives and appointment.body.organisation
    }
    if kinds.isdisjoint(LetterKind):
        return denied(_("Your organisation has no council here, so it writes no council letters."))
    return ALLOWED


def can_read_drafts(user: User) -> bool:
    return bool(bodies_with(user, Grant.WRITE_LETTERS) | bodies_with(user, Grant.HOLD_PORTFOLIO))


def can_work_on_letter(user: User, letter: Letter) -> Decision:
    if letter.executive_id in bodies_with(user, Grant.WRITE_LETTERS):
        return ALLOWED
    return denied(_("Only the secretary of this executive can do this."))


def can_change_letter(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if letter.is_adopted:
        return denied(_("The executive has adopted this letter. Its text no longer changes."))
    if letter.is_with_executive:
        return denied(_("The letter is with the executive. Take it back to change it."))
    return ALLOWED


def can_adopt_letter(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if not letter.can_be_adopted:
        return denied(_("Only a letter that is with the executive can be adopted."))
    return ALLOWED


def can_amend_letter(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if not letter.is_with_executive:
        return denied(_("Only a letter that is with the executive can be adopted."))
    return ALLOWED


def can_rectify_letter(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if not letter.is_sent:
        return denied(_("This letter has not been sent yet."))
    return ALLOWED


def can_add_signed_copy(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if not letter.is_adopted:
        return denied(_("The executive must adopt the letter first."))
    if hasattr(letter, "signed_copy"):
        return denied(_("The signed letter is there already. It is never replaced."))
    return ALLOWED


def can_compare_letter(user: User, letter: Letter) -> Decision:
    """With what was proposed and what was sent before: the executive’s own kitchen."""
    own = bodies_with(user, Grant.WRITE_LETTERS) | bodies_with(user, Grant.HOLD_PORTFOLIO)
    if letter.executive_id in own:
        return ALLOWED
    return denied(_("Only the secretary and the portfolio holder of this executive can do this."))


def can_take_back_letter(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if not letter.is_with_executive:
        return denied(_("Only a letter that is with the executive can be taken back."))
    return ALLOWED


def can_send_letter(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if letter.is_sent:
        return denied(_("This letter has been sent already."))
    if not letter.is_adopted:
        return denied(_("The executive must adopt the letter first."))
    return ALLOWED


def can_agree_letter(user: User, letter: Letter) -> Decision:
    if letter.executive_id not in bodies_with(user, Grant.HOLD_PORTFOLIO):
        return denied(_("Only the portfolio holder of this executive can do this."))
    if letter.is_adopted:
        return denied(_("The executive has adopted this letter. Its text no longer changes."))
    return ALLOWED


def can_take_package(user: User, letter: Letter) -> Decision:
    """Once it is adopted, by who hands it over; once it is sent, by who takes it in."""
    if can_work_on_letter(user, letter):
        return ALLOWED if letter.is_adopted else denied(_("The executive must adopt it first."))
    if letter.council_id in bodies_with(user, Grant.RUN_SESSIONS) and letter.is_sent:
        return ALLOWED
    return denied(_("Only the clerk of this council and the secretary can do this."))


def can_impose_secrecy(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if letter.is_sent:
        return denied(_("What the council has read cannot be made secret."))
    if hasattr(letter, "secrecy"):
        return denied(_("There is a decision on secrecy for this letter already."))
    return ALLOWED


def can_lift_secrecy(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    return ALLOWED if letter.is_secret else denied(_("There is no secrecy on this letter."))


def can_lift_embargo(user: User, letter: Letter) -> Decision:
    if not (decision := can_work_on_letter(user, letter)):
        return decision
    if letter.is_adopted and letter.is_under_embargo:
        return ALLOWED
    return denied(_("This letter is not under embargo."))


def readers_of_council(letter: Letter) -> QuerySet[User]:
    """Who a decision on secrecy can name."""
    people = Appointment.objects.current().filter(body=letter.council).values("user")
    return User.objects.filter(pk__in=people, is_active=True).order_by("name")


def can_list_letter(user: User, letter: Letter) -> Decision:
    """The clerk of the council that got it; without a griffie, who sent it."""
    if letter.council_id in bodies_with(user, Grant.RUN_SESSIONS) or can_work_on_letter(
        user, letter
    ):
        return ALLOWED if letter.is_sent else denied(_("This letter has not been sent yet."))
    return denied(_("Only the clerk of this council and the secretary can do this."))


def can_make_models(user: User) -> Decision:
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(_("Only the project team writes a letter for the region."))


def can_use_standard_texts(user: User) -> Decision:
    if can_write_letters(user) or can_make_models(user):
        return ALLOWED
    return denied(_("Only who writes letters keeps standard texts."))


def can_change_standard_text(user: User, text: StandardText) -> Decision:
    if text.is_regional:
        if can_make_models(user):
            return ALLOWED
        return denied(_("The project team keeps the standard texts of the region."))
    if text.organisation_id in {one.pk for one in organisations_written_for(user)}:
        return ALLOWED
    return denied(_("Only the secretary of this executive can do this."))


def organisations_written_for(user: User) -> list[Organisation]:
    return [
        executive.organisation
        for executive in executives_written_for(user)
        if executive.organisation is not None
    ]


def executives_of_the_region() -> QuerySet[Body]:
    """Everybody who has a council here to inform: the Rijk takes part and has none."""
    return (
        Body.objects.executives()
        .filter(
            organisation__is_partner=True,
            organisation__kind__in=[kind.value for kind in LetterKind],
        )
        .select_related("organisation")
        .order_by("organisation__kind", "organisation__name")
    )


def can_read_rendering(user: User, rendering: Rendering) -> bool:
    """The council gets the adopted PDF and never a draft of it."""
    own = bodies_with(user, Grant.WRITE_LETTERS) | bodies_with(user, Grant.HOLD_PORTFOLIO)
    return rendering.letter.executive_id in own or rendering.is_adopted


def can_make_runs(user: User) -> Decision:
    """Who works with many letters at once: whoever writes, takes in or follows them."""
    if can_read_drafts(user) or can_make_models(user) or bodies_with(user, Grant.RUN_SESSIONS):
        return ALLOWED
    return denied(_("Only the secretary, the griffie and the project team take many at once."))


def letters_in_reach(user: User, model: ModelLetter | None = None) -> LetterQuerySet:
    """Of which this person may have the PDFs made and take them: drafts by who writes them only.

    The project team takes of its own model what the councils have and everybody may read.
    """
    letters = Letter.objects.all()
    decided = Q(status__in=[LetterStatus.ADOPTED, LetterStatus.SENT])
    own = Q(executive__in=bodies_with(user, Grant.WRITE_LETTERS))
    mine = Q(pk__in=Letter.objects.visible_to(user).values("pk")) & (own | decided)
    if model is None:
        return letters.filter(mine)
    if can_make_models(user):
        mine |= (
            Q(status=LetterStatus.SENT)
            & (Q(embargo_until__isnull=True) | Q(embargo_until__lte=timezone.now()))
            & (Q(secrecy__isnull=True) | Q(secrecy__lifted_on__isnull=False))
        )
    return letters.filter(mine, model=model)
