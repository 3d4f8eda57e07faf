"""Suggestions: an organisation's own until they are sent, decided with a reason, never lost."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from ros_portal.audit.models import AuditEvent
from stakeholders.models import User
from strategy import services
from strategy.models import Chapter, RevisionKind, Suggestion, SuggestionStatus
from strategy.text.nodes import block_id, children, flat_text
from strategy.waiting import waiting_for
from tests.strategy.conftest import publish
from tests.strategy.text.texts import amount, doc, h, p, ul

NEW = doc(p("para-1", "Twente bouwt bij drie stations."))


def begin(draft: Chapter, by: User, block: str = "para-1") -> Suggestion:
    draft.refresh_from_db()
    assert draft.head is not None
    return services.start_suggestion(
        draft,
        revision=draft.head,
        block=block,
        body=by.current_appointments[0].body,
        key=uuid4(),
        by=by,
    )


def sent(draft: Chapter, by: User, text=NEW, block: str = "para-1") -> Suggestion:
    suggestion = begin(draft, by, block)
    suggestion = services.write_suggestion(suggestion, edition=1, submitted=text, by=by)
    services.send_suggestion(suggestion, reason="Drie is genoeg.", by=by)
    suggestion.refresh_from_db()
    return suggestion


def words(draft: Chapter) -> list[str]:
    draft.refresh_from_db()
    assert draft.head is not None
    return [flat_text(block) for block in children(draft.head.text)]


def page(client, user: User, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_whole_way_by_the_pages(client, draft, anna, bram):
    client.force_login(anna)
    start = f"/strategy/chapters/{draft.slug}/suggestions/new/?block=para-1"
    edit = client.post(start, {"key": uuid4()}).url
    suggestion = Suggestion.objects.get()
    saved = client.post(
        f"/strategy/suggestions/{suggestion.pk}/save/",
        json.dumps({"base": 1, "doc": NEW}),
        content_type="application/json",
    )
    assert saved.json()["revision"] == 2
    assert client.post(edit, {"reason": "Drie is genoeg."}).status_code == 302

    shown = page(client, bram, suggestion.get_absolute_url())
    assert "Drie is genoeg." in shown
    assert "<ins>" in shown
    address = f"/strategy/suggestions/{suggestion.pk}/accept/"
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Akkoord."})
    assert "Twente bouwt bij drie stations." in words(draft)
    assert "Akkoord." in page(client, anna, suggestion.get_absolute_url())


def test_a_draft_stays_inside_the_own_organisation(client, draft, anna, gijs, bram):
    suggestion = begin(draft, anna)
    assert "Almelo" in page(client, gijs, f"/strategy/suggestions/{suggestion.pk}/edit/")
    client.force_login(bram)
    for act in ("", "edit/", "adapt/"):
        assert client.get(f"/strategy/suggestions/{suggestion.pk}/{act}").status_code == 404
    assert "Own drafts" not in page(client, bram, f"/strategy/chapters/{draft.slug}/suggestions/")


def test_what_was_sent_does_not_change_any_more(draft, anna):
    suggestion = sent(draft, anna)
    with pytest.raises(services.SuggestionNotOpen):
        services.write_suggestion(suggestion, edition=2, submitted=NEW, by=anna)
    with pytest.raises(services.SuggestionNotOpen):
        services.send_suggestion(suggestion, reason="Nog eens.", by=anna)


def test_another_organisation_neither_writes_nor_withdraws_it(draft, anna, bram):
    suggestion = begin(draft, anna)
    with pytest.raises(PermissionDenied):
        services.write_suggestion(suggestion, edition=1, submitted=NEW, by=bram)
    with pytest.raises(PermissionDenied):
        services.withdraw_suggestion(suggestion, by=bram)


def test_two_colleagues_do_not_write_over_each_other(client, draft, anna, gijs):
    suggestion = begin(draft, anna)
    services.write_suggestion(suggestion, edition=1, submitted=NEW, by=gijs)
    client.force_login(anna)
    answer = client.post(
        f"/strategy/suggestions/{suggestion.pk}/save/",
        json.dumps({"base": 1, "doc": doc(p("para-1", "Iets anders."))}),
        content_type="application/json",
    )
    assert answer.status_code == 409
    suggestion.refresh_from_db()
    assert flat_text(suggestion.proposed) == "Twente bouwt bij drie stations."


def test_nothing_is_not_proposed(draft, anna):
    with pytest.raises(services.NothingProposed):
        services.send_suggestion(begin(draft, anna), reason="Zomaar.", by=anna)


def test_who_proposed_it_stands_beside_what_took_it_over(draft, anna, bram):
    suggestion = sent(draft, anna)
    revision = services.accept_suggestion(suggestion, reason="Akkoord.", by=bram)
    assert (revision.kind, revision.author) == (RevisionKind.SUGGESTION, bram)
    assert revision.suggestions.get().author == anna
    assert AuditEvent.objects.filter(event="strategy.suggestion.decided").count() == 1


def test_several_blocks_take_the_place_of_one_and_the_first_keeps_its_id(draft, anna, bram):
    text = doc(p("para-1", "Bij de stations."), ul("list-12", "Almelo", "Hengelo"))
    services.accept_suggestion(sent(draft, anna, text), reason="Akkoord.", by=bram)
    draft.refresh_from_db()
    ids = [block_id(block) for block in children(draft.head.text)]
    assert ids[:2] == ["head-1", "para-1"]
    assert ids[3] == "para-2"
    assert len(set(ids)) == 4


def test_an_emptied_paragraph_goes(draft, anna, bram):
    suggestion = sent(draft, anna, doc(p("para-1")))
    assert suggestion.is_deletion
    services.accept_suggestion(suggestion, reason="Kan weg.", by=bram)
    assert words(draft) == ["Wonen", "Water en bodem bepalen mee waar dat kan."]


def test_the_same_words_of_two_organisations_are_settled_together(client, draft, anna, bram, gijs):
    first, second = sent(draft, anna), sent(draft, bram)
    assert "stelt dezelfde tekst voor" in page(client, gijs, first.get_absolute_url())
    services.accept_suggestion(first, reason="Akkoord.", by=gijs)
    second.refresh_from_db()
    assert second.status == SuggestionStatus.ACCEPTED
    assert second.result == Suggestion.objects.get(pk=first.pk).result


def test_other_words_for_the_same_paragraph_are_shown_as_a_collision(client, draft, anna, bram):
    first = sent(draft, anna)
    sent(draft, bram, doc(p("para-1", "Twente bouwt overal.")))
    assert "stelt iets anders" in page(client, bram, first.get_absolute_url())


def test_an_edit_elsewhere_leaves_a_suggestion_clean(draft, anna, bram, write):
    suggestion = sent(draft, anna)
    write(
        bram,
        doc(
            h("head-1", "Wonen en werken"),
            p("para-1", "Twente bouwt bij de stations."),
            p("para-2", "Water en bodem bepalen mee waar dat kan."),
        ),
    )
    services.accept_suggestion(suggestion, reason="Akkoord.", by=bram)
    assert words(draft)[:2] == ["Wonen en werken", "Twente bouwt bij drie stations."]


def test_a_text_that_changed_since_asks_for_other_words(client, draft, anna, bram, write):
    suggestion = sent(draft, anna)
    write(bram, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij elk station.")))
    with pytest.raises(services.NotCleanAnyMore):
        services.accept_suggestion(suggestion, reason="Akkoord.", by=bram)
    shown = page(client, bram, suggestion.get_absolute_url())
    assert "sindsdien veranderd" in shown
    assert "Twente bouwt bij elk station." in shown

    draft.refresh_from_db()
    desk = f"/strategy/suggestions/{suggestion.pk}/adapt/"
    assert "Twente bouwt bij drie stations." in page(client, bram, desk)
    client.post(
        desk,
        {
            "base": draft.head_id,
            "text": "Twente bouwt bij drie\nof meer stations.\n\nEn verder niet.",
            "reason": "Zo is het allebei.",
        },
    )
    suggestion.refresh_from_db()
    assert suggestion.status == SuggestionStatus.ADAPTED
    assert words(draft) == ["Wonen", "Twente bouwt bij drie of meer stations.", "En verder niet."]


def test_the_desk_does_not_write_over_a_text_that_moved_on(client, draft, anna, bram, write):
    suggestion = sent(draft, anna)
    client.force_login(bram)
    base = draft.head_id
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Intussen veranderd.")))
    answer = client.post(
        f"/strategy/suggestions/{suggestion.pk}/adapt/",
        {"base": base, "text": "Mijn woorden.", "reason": "Daarom."},
    )
    assert answer.status_code == 422
    assert "Mijn woorden." in answer.content.decode()
    assert words(draft) == ["Wonen", "Intussen veranderd."]


def test_a_suggestion_for_a_paragraph_that_is_gone_is_kept(client, draft, anna, bram, write):
    suggestion = sent(draft, anna)
    write(bram, doc(h("head-1", "Wonen"), p("para-2", "Heel iets anders.")))
    listed = page(client, bram, f"/strategy/chapters/{draft.slug}/suggestions/")
    assert "Alinea is weg" in listed
    services.reject_suggestion(suggestion, reason="De alinea is weg.", by=bram)
    settled = page(client, anna, f"/strategy/chapters/{draft.slug}/suggestions/?tab=settled")
    assert "Niet overgenomen" in settled


def test_a_suggestion_follows_a_paragraph_that_was_joined_and_changed(
    client, draft, anna, bram, write
):
    suggestion = sent(draft, anna, doc(p("para-2", "Water bepaalt waar dat kan.")), "para-2")
    joined = "Twente bouwt bij de stations. Water en bodem bepalen mee of het kan."
    write(bram, doc(h("head-1", "Wonen"), p("para-1", joined)))
    shown = page(client, bram, suggestion.get_absolute_url())
    assert "sindsdien veranderd" in shown
    assert joined in shown


def test_what_stands_there_already_is_said(client, draft, anna, bram, write):
    suggestion = sent(draft, anna)
    write(
        bram,
        doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij drie stations."), p("para-2", "x")),
    )
    assert "Staat er al" in page(client, bram, suggestion.get_absolute_url())


def test_a_second_decision_is_told(client, draft, anna, bram):
    suggestion = sent(draft, anna)
    services.reject_suggestion(suggestion, reason="Nee.", by=bram)
    client.force_login(bram)
    client.post(f"/strategy/suggestions/{suggestion.pk}/accept/", {"reason": "Toch."})
    suggestion.refresh_from_db()
    assert (suggestion.status, suggestion.decision) == (SuggestionStatus.REJECTED, "Nee.")


def test_a_text_that_stands_still_takes_over_nothing(draft, anna, bram, gijs):
    suggestion, own = sent(draft, anna), begin(draft, anna)
    services.write_suggestion(own, edition=1, submitted=NEW, by=anna)
    publish(draft)
    services.set_chapter_status(draft, status="for_agreement", reason="BOSS", by=None)
    with pytest.raises(PermissionDenied):
        services.accept_suggestion(suggestion, reason="Akkoord.", by=bram)
    with pytest.raises(PermissionDenied):
        begin(draft, anna)
    with pytest.raises(PermissionDenied):
        services.send_suggestion(own, reason="Toch.", by=anna)


def test_hostile_words_are_words(client, draft, anna):
    suggestion = begin(draft, anna)
    client.force_login(anna)
    for bad in ({}, {"base": 1}, {"base": True, "doc": NEW}, {"base": 1, "doc": {"type": "x"}}):
        answer = client.post(
            f"/strategy/suggestions/{suggestion.pk}/save/",
            json.dumps(bad),
            content_type="application/json",
        )
        assert answer.status_code == 400
        assert answer.json()["message"]


@pytest.mark.parametrize(
    "change", ["reason = 'anders'", "proposed = '{}'", "sent_at = NULL", "block_id = 'para-2'"]
)
def test_the_database_keeps_what_was_sent(draft, anna, change):
    sent(draft, anna)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute(f"UPDATE strategy_suggestion SET {change}")


def test_the_database_keeps_what_was_decided(draft, anna, bram):
    services.reject_suggestion(sent(draft, anna), reason="Te vroeg.", by=bram)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute("UPDATE strategy_suggestion SET decision = 'Anders.'")


def test_a_line_with_more_than_words_is_not_typed_anew(client, draft, anna, bram):
    """Typing it again would lose the figure without a word."""
    with_figure = doc(p("para-1", "Er komen ", amount("woningen", "69.000 woningen"), " bij."))
    suggestion = sent(draft, anna, with_figure)
    assert not suggestion.is_plain
    assert "/adapt/" not in page(client, bram, suggestion.get_absolute_url())
    client.force_login(bram)
    assert client.get(f"{suggestion.get_absolute_url()}adapt/").status_code == 302


def test_a_suggestion_waits_for_who_decides(draft, anna, bram, almelo):
    Chapter.objects.update(lead=almelo)
    sent(draft, bram)
    titles = [str(one.title) for one in waiting_for(User.objects.get(pk=anna.pk))]
    assert "3. Wonen: 1 voorstel wacht op antwoord" in titles
    assert not [one for one in waiting_for(User.objects.get(pk=bram.pk)) if "wacht op" in one.title]


def test_why_it_was_taken_over_stays_with_the_writers(client, draft, anna, bram, chris):
    services.accept_suggestion(sent(draft, anna), reason="Alleen voor ons.", by=bram)
    publish(draft, "Voor iedereen.")
    address = f"/strategy/chapters/{draft.slug}/"
    for reader, is_told in ((chris, False), (bram, True)):
        for place in ("history/", "blocks/para-1/why/"):
            assert ("Alleen voor ons." in page(client, reader, address + place)) == is_told


def test_a_reason_that_is_too_long_is_told(client, draft, anna, bram):
    suggestion = sent(draft, anna)
    client.force_login(bram)
    answer = client.post(f"{suggestion.get_absolute_url()}accept/", {"reason": "x" * 301})
    assert answer.status_code == 422
    assert (
        client.post(f"{suggestion.get_absolute_url()}accept/", {"reason": "x" * 300}).status_code
        == 302
    )
