"""What a letter can start from. The words are a proposal; what the portal cannot know it asks.

Like the fixed words of a letter these are Dutch text for a Dutch document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Start:
    slug: str
    title: str | Promise
    description: str | Promise
    subject: str = ""
    text: str = ""
    # About the BOSS that was held last.
    about_boss: bool = False


@dataclass(frozen=True)
class StartBlock:
    title: str
    text: str
    is_local: bool


# What every executive says for itself.
OWN = (
    "[vul in:",
    "{place}",
    "{input_answered}",
    "{informed_before}",
    "{changed_since}",
    "{council_dates}",
)


def blocks_of(start: Start) -> list[StartBlock]:
    """The text cut before every heading; what names the own area or asks for it is local."""
    pieces = [piece.strip() for piece in re.split(r"(?m)^(?=## )", start.text) if piece.strip()]
    return [
        StartBlock(
            title=piece.splitlines()[0].removeprefix("## ").format(place="…")
            if piece.startswith("## ")
            else "Inleiding",
            text=piece,
            is_local=any(mark in piece for mark in OWN),
        )
        for piece in pieces
    ]


STARTS = {
    start.slug: start
    for start in (
        Start(
            slug="boss-held",
            about_boss=True,
            title=_("The BOSS has met"),
            description=_(
                "What was discussed, what happened with the council's input, what is next."
            ),
            subject="Uitkomsten van het BOSS over de Ruimtelijke ontwikkelstrategie Twente",
            text="""\
Op {boss_held} sprak het BOSS over de Ruimtelijke ontwikkelstrategie Twente (ROS). Het BOSS is het bestuurlijk overleg van de veertien Twentse gemeenten. Met deze brief informeren wij u over de uitkomsten.

## Wat is besproken?

{discussed}

## Wat is er met uw inbreng gedaan?

{input_answered}

## Wat betekent dit voor {place}?

[vul in: gevolgen voor het eigen gebied]

## Vervolg

[vul in: volgende stap en datum]

{next_boss}Wij houden u op de hoogte.
""",
        ),
        Start(
            slug="new-version",
            title=_("There is a new version of the strategy"),
            description=_("What has changed, what it means here, when the council can react."),
            subject="Nieuwe versie van de Ruimtelijke ontwikkelstrategie Twente",
            text="""\
Er is een nieuwe versie van de Ruimtelijke ontwikkelstrategie Twente (ROS): versie {version}. In deze brief leest u wat er is veranderd en wat wij van u vragen.

## Wat is er veranderd?

{version_changes}

## Wat betekent dit voor {place}?

[vul in: gevolgen voor de eigen omgevingsvisie]

## Wat vragen wij van u?

Wij vragen uw inbreng op vier vragen:

1. Wat geeft u ons mee?
2. Waar moeten we zeker aan denken?
3. Waar ziet u kansen?
4. Waar zitten zorgen?

U kunt reageren tot en met [vul in: uiterste datum].

## Vervolg

{next_boss}Wij nemen uw inbreng mee naar het BOSS. Daarna hoort u per punt wat ermee is gedaan.
""",
        ),
        Start(
            slug="milestone-reached",
            title=_("A milestone has been reached"),
            description=_(
                "What was reached, what is next, what changed since the previous letter."
            ),
            subject="Mijlpaal bereikt in de Ruimtelijke ontwikkelstrategie Twente",
            text="""\
De regio heeft een mijlpaal bereikt in het werk aan de Ruimtelijke ontwikkelstrategie Twente (ROS): {milestone}. Met deze brief informeren wij u daarover.

## Wat is er bereikt?

[vul in: wat er nu ligt, in drie zinnen]

## Wat is er sinds onze vorige brief veranderd?

{changed_since}

## Wat betekent dit voor {place}?

[vul in: gevolgen voor het eigen gebied]

## Vervolg

{milestones}

{next_boss}Wij houden u op de hoogte.
""",
        ),
        Start(
            slug="progress",
            title=_("Progress of the strategy"),
            description=_("A short, regular letter: where the region stands and what is coming."),
            subject="Voortgang van de Ruimtelijke ontwikkelstrategie Twente",
            text="""\
Met deze brief informeren wij u over de voortgang van de Ruimtelijke ontwikkelstrategie Twente (ROS). Zeventien partijen maken deze strategie samen. Zij kijkt naar 2050, met een doorkijk naar 2100.

## Waar staat de regio nu?

[vul in: stand van zaken per product: strategie, uitvoeringsagenda, investeringsagenda]

{milestones}

## Wat betekent dit voor {place}?

[vul in: gevolgen voor het eigen gebied]

{informed_before}## Vervolg

{next_boss}[vul in: volgende stap en datum]
""",
        ),
        Start(
            slug="empty",
            title=_("An empty letter"),
            description=_("Everything yourself, in your house style."),
        ),
    )
}
