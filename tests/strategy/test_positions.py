"""Positions: each organisation for itself, about one text, and stale after the next one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from strategy import services
from strategy.models import Level, Position, Stance
from tests.strategy.conftest import publish
from tests.strategy.text.texts import doc, h, p

GIVE = "/strategy/chapters/hoofdstuk-3/position/"
MATRIX = "/strategy/products/ros/positions/"


def page(client, user, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def form(published, body, level=Level.POLITICAL, **changes):
    return {
        "revision": published.published_id,
        "offer": f"{body.pk}-{level}",
        "stance": "agrees",
        "remarks": "",
        **changes,
    }


def test_from_the_form_to_the_matrix(client, published, fred, bram, almelo_executive):
    assert "nog niets" in page(client, fred, MATRIX)
    client.force_login(fred)
    words = {"stance": "remarks", "remarks": "Denk aan de dorpen."}
    assert client.post(GIVE, form(published, almelo_executive, **words)).status_code == 302
    shown = page(client, bram, MATRIX)
    assert "Akkoord, met opmerkingen" in shown
    assert "Denk aan de dorpen." in shown
    assert "Denk aan de dorpen." not in page(client, bram, f"{MATRIX}?level=official")


def test_a_new_publication_makes_a_position_old(
    client, published, fred, anna, write, almelo_executive
):
    client.force_login(fred)
    client.post(GIVE, form(published, almelo_executive))
    assert "over een oudere tekst" not in page(client, fred, MATRIX)
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Anders.")))
    assert "over een oudere tekst" not in page(client, fred, MATRIX)
    publish(published, "Anders")
    assert "over een oudere tekst" in page(client, fred, MATRIX)


def test_nobody_judges_a_text_unseen(client, published, fred, anna, write, almelo_executive):
    sent = form(published, almelo_executive)
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Anders.")))
    publish(published, "Anders")
    client.force_login(fred)
    answer = client.post(GIVE, sent)
    assert answer.status_code == 422
    assert "Lees die eerst" in answer.content.decode()
    assert not Position.objects.exists()


@pytest.mark.parametrize("stance", [Stance.REMARKS, Stance.DISAGREES])
def test_who_does_not_simply_agree_says_what_should_be_different(
    client, published, fred, almelo_executive, stance
):
    client.force_login(fred)
    answer = client.post(GIVE, form(published, almelo_executive, stance=stance))
    assert answer.status_code == 422
    assert "Zeg wat er anders moet." in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "level", "may"),
    [
        ("fred", Level.POLITICAL, True),
        ("fred", Level.OFFICIAL, False),
        ("anna", Level.OFFICIAL, True),
        ("anna", Level.POLITICAL, False),
        ("bram", Level.OFFICIAL, False),
        ("chris", Level.POLITICAL, False),
    ],
)
def test_neither_speaks_for_the_other(request, published, almelo_executive, who, level, may):
    by = request.getfixturevalue(who)
    given = {
        "body": almelo_executive, "level": level, "stance": Stance.AGREES, "remarks": "",
        "revision": published.published, "by": by,
    }  # fmt: skip
    if may:
        assert services.give_position(published, **given).body == almelo_executive
    else:
        with pytest.raises(PermissionDenied):
            services.give_position(published, **given)


def test_a_council_does_not_see_them(client, published, chris):
    client.force_login(chris)
    assert client.get(MATRIX).status_code == 403
    assert client.get(GIVE).status_code == 403


def test_a_second_click_is_one_position_and_another_one_is_kept_beside_it(
    client, published, fred, almelo_executive
):
    client.force_login(fred)
    for _click in range(2):
        client.post(GIVE, form(published, almelo_executive))
    assert Position.objects.count() == 1
    words = {"stance": "disagrees", "remarks": "Toch niet."}
    client.post(GIVE, form(published, almelo_executive, **words))
    assert Position.objects.count() == 2
    assert "Akkoord" in page(client, fred, GIVE)


def test_about_a_draft_nothing_is_said(client, draft, anna):
    client.force_login(anna)
    assert client.get(GIVE).status_code == 404
