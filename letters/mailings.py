"""One letter to each member of a council: who they are, what their paper says, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.models import InputSession
from ros_portal.jobs.models import Job, JobState
from ros_portal.lib import fonts
from stakeholders.models import Appointment, Role, User

from . import body, content
from .models import Letter, Mailing, Recipient, RenderingKind, RunState
from .overviews import PROGRESS, Progress, RunStanding
from .paper import LetterKind, Paper, long_moment
from .personal import Invitation, PersonalPaper, personal

MEMBER = {
    LetterKind.MUNICIPALITY: "lid van de gemeenteraad van {place}",
    LetterKind.PROVINCE: "lid van Provinciale Staten van {place}",
    LetterKind.WATER_AUTHORITY: "lid van het algemeen bestuur van waterschap {place}",
}
CARE_OF = {
    LetterKind.MUNICIPALITY: "p/a de griffie",
    LetterKind.PROVINCE: "p/a de Statengriffie",
    LetterKind.WATER_AUTHORITY: "p/a het waterschap",
}
# Stands in a preview for what each member gets only when the letters are made.
EXAMPLE_CODE = "VOORBEELD"


class Delivery(models.TextChoices):
    """How a letter reaches its member; members have no address of their own in the portal."""

    EMAIL = "email", _("By e-mail: their e-mail address stands above it")
    CLERK = "clerk", _("On paper: with the address of your organisation, care of the griffie")


@dataclass(frozen=True)
class Addressee:
    member: User
    name: str
    salutation: str
    address: tuple[str, ...]


def day_of(letter: Letter) -> date:
    """Who is a member on this day gets the letter."""
    return letter.date_on or timezone.localdate()


def sessions_for(letter: Letter, user: User) -> QuerySet[InputSession]:
    """To which its council can still be invited."""
    return (
        InputSession.objects.visible_to(user)
        .going_on()
        .filter(body=letter.council_id, closes_at__gt=timezone.now())
        .select_related("body")  # the name of a session names it
        .order_by("closes_at", "pk")
    )


def addressees_of(letter: Letter, paper: Paper, delivery: str) -> list[Addressee]:
    """In order of name. Of a secret letter only those whom the decision names."""
    appointments = Appointment.objects.current(day_of(letter)).filter(
        body=letter.council_id, role=Role.COUNCIL_MEMBER, user__is_active=True
    )
    members = User.objects.filter(pk__in=appointments.values("user"))
    if letter.is_secret:
        members = members.filter(pk__in=letter.secrecy.recipients.values("pk"))
    return [_addressee(paper, member, delivery) for member in members.order_by("name", "pk")]


def _addressee(paper: Paper, member: User, delivery: str) -> Addressee:
    # As letters are written: an accent beside its letter would be drawn alike and read otherwise.
    name = body.tidy(" ".join(member.name.split()))
    address = [name, MEMBER[paper.kind].format(place=paper.place)]
    if delivery == Delivery.EMAIL:
        address.append(f"Per e-mail: {member.email}")
    else:
        address += [CARE_OF[paper.kind], *paper.style.address_lines]
    return Addressee(member, name, f"Geachte {name},", tuple(address))


def invitation_facts(session: InputSession | None) -> dict[str, object]:
    """What the letter says of the session; the link is each member's own."""
    if session is None:
        return {}
    lines = []
    if session.held_at:
        lines.append(", ".join(filter(None, (_moment(session.held_at), session.place))))
    lines.append(f"U kunt uw inbreng geven tot {_moment(session.closes_at)}.")
    return {"title": session.title, "lines": lines}


def _moment(moment: datetime) -> str:
    return long_moment(timezone.localtime(moment))


def paper_to_all(letter: Letter) -> Paper:
    """An adopted letter as the executive adopted it; a draft as it is now. Raises PaperRefused."""
    if letter.is_adopted:
        return content.paper_as_made(letter.renderings.get(kind=RenderingKind.ADOPTED))
    return content.paper_of(letter)


def personal_paper(
    paper: Paper,
    *,
    address: Sequence[str],
    salutation: str,
    invitation: dict[str, object],
    code: str,
) -> PersonalPaper:
    invited = None
    if invitation:
        link = settings.SITE_URL + reverse("own_link", args=[code])
        lines = invitation["lines"]
        assert isinstance(lines, list)
        invited = Invitation(str(invitation["title"]), tuple(lines), link)
    return personal(paper, to=address, salutation=salutation, invitation=invited)


def papers_of(mailing: Mailing, recipients: Sequence[Recipient]) -> list[PersonalPaper]:
    """Raises PaperRefused."""
    paper = content.paper_as_made(mailing)
    return [
        personal_paper(
            paper,
            address=recipient.address,
            salutation=recipient.salutation,
            invitation=mailing.invitation,
            code=recipient.code,
        )
        for recipient in recipients
    ]


def missing_for(
    paper: Paper, addressees: Sequence[Addressee], delivery: str
) -> list[content.Missing]:
    """Everything that would stop a letter half-way; nothing is made before it is mended."""
    found: list[content.Missing] = []
    if not paper.subject or not paper.body_html.strip():
        found.append(
            content.Missing(
                _("The letter has no subject or no text."), _("Write the letter first.")
            )
        )
    if not addressees:
        found.append(
            content.Missing(
                _("Nobody is a member of this council on the date of the letter."),
                _("Ask the clerk of the council to invite the members, or change the date."),
            )
        )
    if delivery == Delivery.CLERK and not paper.style.address_lines:
        found.append(
            content.Missing(
                _("The address of your organisation is not known."),
                _("Ask your administrator to add it to the house style, or choose e-mail."),
            )
        )
    for one in addressees:
        if not one.name:
            found.append(
                content.Missing(
                    _("The name of the member with the address %(email)s is not known.")
                    % {"email": one.member.email},
                    _("Ask the clerk of the council to fill it in."),
                )
            )
        elif characters := fonts.unprintable("".join(one.address), paper.style.font):
            found.append(
                content.Missing(
                    _("The name or address of %(name)s cannot be printed: %(characters)s")
                    % {"name": one.name, "characters": " ".join(characters[:10])},
                    _("Ask the clerk of the council to write it in other letters."),
                )
            )
    return found


@dataclass(frozen=True)
class RecipientRow:
    recipient: Recipient
    progress: Progress

    @property
    def reason(self) -> str:
        return self.recipient.error

    @property
    def label(self) -> str:
        return str(PROGRESS[self.progress][0])

    @property
    def badge(self) -> str:
        return PROGRESS[self.progress][1]


def standing_of(mailing: Mailing) -> RunStanding[RecipientRow]:
    """How far the letter of every member is; three queries however many there are."""
    under_way = {
        batch.job_key: batch.pk
        for batch in mailing.batches.filter(asked_at__isnull=False, done_at__isnull=True)
    }
    running = Job.objects.filter(key__in=under_way, state=JobState.RUNNING)
    busy = {under_way[key] for key in running.values_list("key", flat=True)}
    stopped = mailing.state == RunState.CANCELLED
    rows = []
    for recipient in mailing.recipients.all():
        if recipient.made_at:
            progress = Progress.READY
        elif recipient.error:
            progress = Progress.FAILED
        elif recipient.batch_id in busy:
            progress = Progress.BUSY
        elif stopped and recipient.batch_id not in under_way.values():
            progress = Progress.NOT_MADE
        else:
            progress = Progress.WAITING
        rows.append(RecipientRow(recipient, progress))
    return RunStanding(rows)
