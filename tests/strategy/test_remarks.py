"""From a paragraph to what council members said about it, and back: for who may read both."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from council import services
from council.models import Input, InputKind, InputSession
from council.speech import Said, Speech
from stakeholders.models import Body
from strategy.models import Chapter
from strategy.points import open_points
from tests.council.conftest import handed_over as hand_over
from tests.council.conftest import plan
from tests.strategy.text.texts import doc, h, p

WHY = "/strategy/chapters/hoofdstuk-3/blocks/para-2/why/"
WORDS = "Leg ons uit waarom alleen bij stations."


@pytest.fixture
def session(almelo_council: Body) -> InputSession:
    return plan(almelo_council)


@pytest.fixture
def remark(chris, session: InputSession, published: Chapter) -> Input:
    speech = Speech(
        key=uuid4(),
        author=chris,
        kind=InputKind.MEMBER,
        group=None,
        said=[Said(WORDS, chapter=published, revision=published.published, block_id="para-2")],
    )
    return services.submit_input(session, speech, by=chris, received_at=timezone.now())


@pytest.fixture
def handed_over(dina, session: InputSession, remark: Input) -> Input:
    hand_over(session, dina)
    return remark


def shows(client, user, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_paragraph_leads_to_what_was_said_about_it_and_back(client, anna, handed_over):
    answer = handed_over.answers.get()
    page = shows(client, anna, WHY)
    assert WORDS in page
    assert f'href="{handed_over.get_absolute_url()}#answer-{answer.pk}"' in page
    back = shows(client, anna, handed_over.get_absolute_url())
    assert f'id="answer-{answer.pk}"' in back
    assert f'href="{WHY}"' in back


def test_before_the_clerk_hands_it_over_only_the_council_sees_it(client, anna, chris, remark):
    assert WORDS not in shows(client, anna, WHY)
    assert WORDS in shows(client, chris, WHY)


def test_another_municipality_does_not_see_it(client, bram, ivo, handed_over):
    assert WORDS not in shows(client, bram, WHY)
    assert WORDS not in shows(client, ivo, WHY)


def test_a_draft_is_no_remark(client, chris, session, published):
    said = [Said(WORDS, chapter=published, revision=published.published, block_id="para-2")]
    speech = Speech(key=uuid4(), author=chris, kind=InputKind.MEMBER, group=None, said=said)
    services.save_draft(session, speech, by=chris)
    assert WORDS not in shows(client, chris, WHY)


def test_who_edits_the_paragraph_knows_what_was_said(anna, published, handed_over):
    [point] = open_points(anna, published)["para-2"]
    assert WORDS in point["label"]


def test_a_remark_goes_along_when_the_paragraph_is_joined(client, anna, write, handed_over):
    joined = p("para-1", "Twente bouwt bij de stations. Water en bodem bepalen mee waar dat kan.")
    write(anna, doc(h("head-1", "Wonen"), joined))
    assert WORDS in shows(client, anna, WHY.replace("para-2", "para-1"))
