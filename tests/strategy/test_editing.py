"""What the editor in the browser sends and gets."""

from __future__ import annotations

import json

import pytest

from strategy.models import BlockConflict, Revision
from tests.strategy.conftest import BEGIN
from tests.strategy.text.texts import doc, p


@pytest.fixture
def send(client, draft):
    """`send(anna, {"base": …, "doc": …})`: the answer to what her editor sends."""

    def post(user, body, address="save/"):
        client.force_login(user)
        return client.post(
            f"/strategy/chapters/{draft.slug}/{address}",
            body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
        )

    return post


def test_a_save_is_answered_as_agreed(draft, anna, send):
    answer = send(anna, {"base": draft.head_id, "doc": doc(p("para-1", "Nieuw."))}).json()
    draft.refresh_from_db()
    assert answer["revision"] == answer["submitted"] == draft.head_id
    assert answer["doc"] is None
    assert answer["conflicts"] == []
    assert answer["status"].startswith("Opgeslagen om ")


def test_a_conflict_comes_with_both_wordings_and_where_to_choose(draft, anna, bram, send):
    base = draft.head_id
    send(bram, {"base": base, "doc": doc(p("para-1", "Van Bram."))})
    answer = send(anna, {"base": base, "doc": doc(p("para-1", "Van Anna <b>."))}).json()
    [card] = answer["conflicts"]
    assert card["yours_html"] == "<p>Van Anna &lt;b&gt;.</p>"
    assert card["theirs_html"] == "<p>Van Bram.</p>"
    assert card["theirs_name"] == "Bram"
    assert answer["doc"] == doc(p("para-1", "Van Bram."))

    address = card["resolve_url"].split(draft.slug + "/")[1]
    settled = send(anna, {"choice": "yours", "base": answer["revision"]}, address).json()
    assert settled["doc"] == doc(p("para-1", "Van Anna <b>."))
    assert settled["submitted"] == answer["revision"]
    assert settled["conflicts"] == []
    again = send(anna, {"choice": "yours"}, address)
    assert again.status_code == 409
    assert again.json()["message"]


def test_open_choices_wait_on_the_editing_page(client, draft, anna, bram, send):
    base = draft.head_id
    send(bram, {"base": base, "doc": doc(p("para-1", "Van Bram."))})
    send(anna, {"base": base, "doc": doc(p("para-1", "Van Anna."))})
    page = client.get(f"/strategy/chapters/{draft.slug}/edit/")
    assert [card["theirs_name"] for card in page.context["start"]["conflicts"]] == ["Bram"]


def test_choosing_works_with_a_form_alone(client, draft, anna, bram, send):
    base = draft.head_id
    send(bram, {"base": base, "doc": doc(p("para-1", "Van Bram."))})
    send(anna, {"base": base, "doc": doc(p("para-1", "Van Anna."))})
    address = BlockConflict.objects.get().get_absolute_url()
    page = client.get(address).content.decode()
    assert "Van Anna." in page and "Van Bram." in page
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"choice": "both"}).status_code == 302
    draft.refresh_from_db()
    assert draft.head.plain == "Van Bram.\n\nVan Anna."


def test_somebody_else_cannot_choose(client, draft, anna, bram, send):
    base = draft.head_id
    send(bram, {"base": base, "doc": doc(p("para-1", "Van Bram."))})
    send(anna, {"base": base, "doc": doc(p("para-1", "Van Anna."))})
    client.force_login(bram)
    address = BlockConflict.objects.get().get_absolute_url()
    assert client.post(address, {"choice": "theirs"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("geen json", 400),
        ("[" * 100_000, 400),
        ("[]", 400),
        ({"doc": BEGIN}, 400),
        ({"base": True, "doc": BEGIN}, 400),
        ({"base": 10**30, "doc": BEGIN}, 400),
        ({"base": 999_999, "doc": doc(p("para-1", "x"))}, 400),
        ({"base": "HEAD", "doc": {"type": "doc", "content": [None]}}, 400),
    ],
)
def test_what_is_no_text_is_refused_in_words_and_leaves_nothing(draft, anna, send, body, status):
    if isinstance(body, dict) and body.get("base") == "HEAD":
        body = {**body, "base": draft.head_id}
    answer = send(anna, body)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert Revision.objects.count() == 1


def test_a_text_that_is_too_large_is_refused(draft, anna, send):
    answer = send(anna, {"base": draft.head_id, "doc": doc(p("para-1", "x" * 1_600_000))})
    assert answer.status_code == 413
    assert "te groot" in answer.json()["message"]


def test_who_may_not_write_is_refused(draft, published, chris, esra, send):
    for user in (chris, esra):
        answer = send(user, {"base": draft.head_id, "doc": doc(p("para-1", "x"))})
        assert answer.status_code == 403
        assert answer.json()["message"]


def test_a_chapter_that_moved_on_says_so(draft, published, anna, send):
    published.status = "for_agreement"
    published.save()
    answer = send(anna, {"base": draft.head_id, "doc": doc(p("para-1", "x"))})
    assert answer.status_code == 409


def test_a_save_needs_the_token_of_the_page(draft, anna):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    address = f"/strategy/chapters/{draft.slug}/save/"
    assert strict.post(address, "{}", content_type="application/json").status_code == 403
