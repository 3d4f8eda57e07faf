"""Letters of Almelo in every state, made the way a secretary makes them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from letters import services
from letters.models import Letter
from letters.starts import STARTS
from stakeholders.models import Body, Signatory, User
from tests.jobs import run_due

DAY = date(2026, 4, 15)
DECISION = {"decided_on": DAY, "decision_number": "2026-0415", "date_on": DAY}

WriteLetter = Callable[..., Letter]


@pytest.fixture
def signatories(almelo_executive: Body) -> list[Signatory]:
    return [
        Signatory.objects.create(
            body=almelo_executive,
            position=position,
            function=function,
            name=name,
            from_on=date(2025, 4, 1),
        )
        for position, function, name in [
            (1, "secretaris", "J.H. Dijkstra"),
            (2, "burgemeester", "R.T.A. Korteland"),
        ]
    ]


@pytest.fixture
def write_letter(almelo_council: Body, almelo_executive: Body, esra: User) -> WriteLetter:
    def write(**fields: object) -> Letter:
        letter = services.start_letter(
            almelo_executive, start=STARTS["empty"], key=uuid.uuid4(), by=esra
        )
        facts = {"subject": "Plan van aanpak", "text": "Wij informeren u.", "reference": "RB-1"}
        services.change_letter(letter, edition=1, by=esra, **{**facts, **fields})
        return Letter.objects.with_bodies().get(pk=letter.pk)

    return write


@pytest.fixture
def draft(write_letter: WriteLetter) -> Letter:
    return write_letter()


@pytest.fixture
def with_executive(draft: Letter, esra: User) -> Letter:
    services.hand_to_executive(draft, by=esra)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def adopted(with_executive: Letter, signatories: list[Signatory], esra: User) -> Letter:
    services.adopt_letter(with_executive, by=esra, **DECISION)
    with_executive.refresh_from_db()
    return with_executive


@pytest.fixture
def sent(adopted: Letter, esra: User) -> Letter:
    run_due()
    services.send_letter(adopted, by=esra)
    adopted.refresh_from_db()
    return adopted
