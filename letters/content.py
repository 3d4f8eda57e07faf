"""A letter of the database put on paper, and what is still missing on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ros_portal.lib import fonts
from ros_portal.lib.pictures import PictureRefused, clean_picture
from stakeholders.models import Signatory

from . import body
from .models import Letter, Mailing, Rendering
from .paper import Enclosure, HouseStyle, LetterKind, Logo, Paper, Signature, long_date, long_moment


class PaperRefused(ValueError):
    """This letter cannot be put on paper; the message says what to change."""


def paper_of(letter: Letter) -> Paper:
    """The letter as it is now, with the names that sign on its date."""
    try:
        style = _house_style(letter)
    except (OSError, PictureRefused) as error:
        raise PaperRefused(
            _("The logo of your house style cannot be read. Ask your administrator to replace it.")
        ) from error
    try:
        body_html = body.to_html(letter.text)
    except body.BodyRefused as refused:
        raise PaperRefused(str(refused)) from refused
    return Paper(
        kind=LetterKind(letter.organisation.kind),
        style=style,
        place=letter.organisation.short_name,
        subject=letter.subject,
        body_html=body_html,
        salutation=letter.salutation,
        closing=letter.closing,
        signatures=tuple(
            Signature(signatory.function, signatory.name, signatory.capacity)
            if signatory
            else Signature(office=letter.wording.offices[position])
            for position, signatory in enumerate(signatories_of(letter))
        ),
        date_on=letter.date_on,
        reference=letter.reference,
        your_reference=letter.your_reference,
        case_number=letter.case_number,
        rectifies=_rectified(letter.rectifies),
        portfolio_holder=letter.portfolio_holder,
        handled_by=letter.handled_by,
        contact=letter.contact,
        enclosures=tuple(
            Enclosure(attachment.number, attachment.title, attachment.is_held)
            for attachment in letter.attachments.all()
        ),
        embargo=long_moment(timezone.localtime(letter.embargo_until))
        if letter.embargo_until
        else "",
        secrecy=letter.secrecy.ground if letter.is_secret else "",
        is_draft=not letter.is_adopted,
        decided_on=letter.decided_on,
        decision_number=letter.decision_number,
    )


def paper_as_made(rendering: Rendering | Mailing) -> Paper:
    """The paper a PDF was asked for, whatever has changed since."""
    try:
        return Paper.from_facts(rendering.paper, _logo)
    except (OSError, ValueError) as error:
        raise PaperRefused(
            _("The logo of this letter is gone. The PDF that was made of it is still there.")
        ) from error


def signatories_of(letter: Letter) -> tuple[Signatory | None, Signatory | None]:
    """Who signs left and right on the date of the letter; None where nobody is known."""
    day = letter.date_on or letter.decided_on or timezone.localdate()
    known: dict[int, Signatory] = {}
    for signatory in Signatory.objects.on(day).filter(body=letter.executive).order_by("from_on"):
        # Two mandates that overlap: who came last signs.
        known[signatory.position] = signatory
    return known.get(1), known.get(2)


def _rectified(letter: Letter | None) -> str:
    if letter is None or letter.date_on is None:
        return ""
    return f"onze brief van {long_date(letter.date_on)}, kenmerk {letter.reference}"


def _house_style(letter: Letter) -> HouseStyle:
    organisation = letter.organisation
    kept = getattr(organisation, "house_style", None)
    if kept is None:
        return HouseStyle(name=organisation.name)
    return HouseStyle(
        name=organisation.name,
        accent=kept.colour,
        font=kept.font,
        logo=_logo(kept.logo.name, f"Logo van {organisation.name}") if kept.logo else None,
        address_lines=tuple(line.strip() for line in kept.address.splitlines() if line.strip()),
        footer=kept.footer,
        margin_left=kept.margin_left,
        margin_right=kept.margin_right,
    )


def _logo(file: str, alt: str) -> Logo:
    with default_storage.open(file) as kept:
        picture = clean_picture(kept.read())
    return Logo(picture.content, picture.content_type, alt, file)


@dataclass(frozen=True)
class Missing:
    """Something an executive cannot adopt a letter without, and what to do about it."""

    what: str | Promise
    advice: str | Promise
    # The form field that mends it; empty when it is mended elsewhere.
    field: str = ""


def missing_in(letter: Letter) -> list[Missing]:
    try:
        return missing_on(paper_of(letter), letter.text)
    except PaperRefused as refused:
        return [Missing(_("The letter cannot be made."), str(refused), "text")]


def missing_on(paper: Paper, text: str) -> list[Missing]:
    found: list[Missing] = []
    if not (paper.subject and paper.salutation and paper.closing):
        found.append(
            Missing(
                _("The subject, the salutation or the closing is missing."),
                _("Fill in all three."),
                "text",
            )
        )
    if not text.strip():
        found.append(Missing(_("The letter has no text."), _("Write the text."), "text"))
    if not paper.reference:
        found.append(
            Missing(
                _("The reference is missing."),
                _("Fill in the reference under which your organisation files this letter."),
                "reference",
            )
        )
    if not paper.date_on:
        found.append(
            Missing(
                _("The date is missing."),
                _("Fill in the date of the letter, or give it when you record the decision."),
            )
        )
    if gaps := [gap.strip() or "…" for gap in body.GAP.findall(text)]:
        found.append(
            Missing(
                _("The text has gaps."),
                _("Replace the words between square brackets: %(gaps)s.")
                % {"gaps": "; ".join(gaps)},
                "text",
            )
        )
    found += [
        Missing(
            _("It is not known who signs as %(office)s.") % {"office": signature.office},
            _("Ask your administrator to add the name and the period."),
        )
        for signature in paper.signatures
        if not signature.name
    ]
    if characters := fonts.unprintable(paper.words, paper.style.font):
        found.append(
            Missing(
                _("These characters cannot be printed: %(characters)s")
                % {"characters": " ".join(characters[:10])},
                _("Remove them from the letter."),
                "text",
            )
        )
    return found
