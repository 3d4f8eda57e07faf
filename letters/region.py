"""House styles for every partner, and example letters for the first; users' changes are kept."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

from stakeholders.models import Body, BodyKind, HouseStyle, Signatory, User
from stakeholders.permissions import Grant, users_with

from . import services
from .models import Letter
from .paper import WORDING, LetterKind
from .starts import STARTS

# The same example is the same letter, however often a region is loaded.
EXAMPLES = uuid.UUID("6f0d7a52-2f3c-4c8e-9f0b-5f3f6f2f7a11")


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    for fields in region.get("house_styles", []):
        _load_house_style(**fields)
    if examples:
        _load_example_signatories(today)
        _load_examples(region)


def _load_house_style(*, organisation: str, colour: str, **fields: str) -> None:
    """Only a house style that nobody has touched yet."""
    untouched = HouseStyle.objects.filter(
        organisation__slug=organisation,
        colour=HouseStyle._meta.get_field("colour").default,
        address="",
        logo="",
    )
    for style in untouched.select_related("organisation"):
        style.colour = colour
        lines = (style.organisation.town, style.organisation.website.removeprefix("https://"))
        style.address = fields.get("address", "\n".join(line for line in lines if line))
        style.footer = fields.get("footer", " · ".join([style.organisation.name, *lines[1:]]))
        style.save()


def _load_example_signatories(today: date) -> None:
    """So that every secretary of the demo can see a letter through; their names say what they are."""
    executives = Body.objects.filter(
        kind=BodyKind.EXECUTIVE,
        organisation__kind__in=LetterKind,
        organisation__is_partner=True,
        signatories=None,
    )
    for executive in executives.select_related("organisation"):
        organisation = executive.organisation
        assert organisation is not None  # the filter above
        offices = WORDING[LetterKind(organisation.kind)].offices
        for position, function in enumerate(offices, start=1):
            Signatory.objects.create(
                body=executive,
                position=position,
                function=function,
                name=f"Voorbeeldnaam {organisation.short_name} {position}",
                from_on=date(today.year - 1, 1, 1),
                source="Voorbeeld: verzonnen voor de voorbeeldomgeving",
            )


def _load_examples(region: dict[str, Any]) -> None:
    folder = Path(region["directory"]) / f"{region['slug']}-examples" / "letters"
    for fields in region.get("example_letters", []):
        body = Body.objects.get(slug=fields["body"])
        writers = users_with(Grant.WRITE_LETTERS, body)
        if not writers:
            continue
        text = (folder / fields["text"]).read_text(encoding="utf-8") if "text" in fields else None
        _load_letter(region["slug"], body, fields, text, by=writers[0])


def _load_letter(
    region: str, executive: Body, fields: dict[str, Any], text: str | None, *, by: User
) -> None:
    key = uuid.uuid5(EXAMPLES, f"{region}/{executive.slug}/{fields['name']}")
    if Letter.objects.filter(key=key).exists():
        return
    letter = services.start_letter(executive, start=STARTS[fields["start"]], key=key, by=by)
    changes: dict[str, Any] = {
        name: fields[name] for name in ("subject", "reference") if name in fields
    }
    if "date_on" in fields:
        changes["date_on"] = date.fromisoformat(fields["date_on"])
    if text is not None:
        changes["text"] = text.strip()
    services.change_letter(letter, edition=letter.edition, by=by, **changes)
    for title in fields.get("attachments", []):
        services.add_attachment(letter, title=title, file=None, by=by)
    if "decision_number" in fields:
        services.hand_to_executive(letter, by=by)
        services.adopt_letter(
            letter,
            decided_on=changes["date_on"],
            decision_number=fields["decision_number"],
            date_on=changes["date_on"],
            by=by,
        )
