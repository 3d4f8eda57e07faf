"""Conversations beside the text: who reads them, and where they are when the text moves on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from stakeholders.models import User
from strategy import services
from strategy.mentions import calls
from strategy.models import Chapter, Comment, Mention, Thread
from strategy.views.discussion import PER_PAGE
from strategy.waiting import waiting_for
from tests.jobs import run_due
from tests.strategy.conftest import publish
from tests.strategy.text.texts import doc, h, p

DISCUSSION = "/strategy/chapters/hoofdstuk-3/discussion/"


def start(draft: Chapter, by: User, **changes) -> Thread:
    draft.refresh_from_db()
    body = by.current_appointments[0].body
    fields = {
        "revision": draft.head,
        "block_id": "para-1",
        "quote": "bij de stations",
        "text": "Welke stations precies?",
        "body": body,
        "internal": False,
        "assigned_to": None,
        "key": uuid4(),
        "by": by,
        **changes,
    }
    return services.start_thread(draft, **fields)


def page(client, user: User, address: str = DISCUSSION) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def form(**changes):
    return {
        "key": str(uuid4()),
        "text": "Welke stations?",
        "readers": "everybody",
        "quote": "",
        "assigned_to": "",
        **changes,
    }


def test_a_comment_stands_beside_its_paragraph_for_all_writers(client, draft, anna, bram):
    client.force_login(anna)
    response = client.post(f"{DISCUSSION}new/?block=para-1", form(quote="bij de stations"))
    assert response.status_code == 302
    shown = page(client, bram)
    assert "Welke stations?" in shown
    assert "bij de stations" in shown
    assert "Anna" in shown


def test_what_stays_inside_is_not_there_for_another_organisation(client, draft, anna, gijs, bram):
    start(draft, anna, internal=True, text="Alleen voor ons.")
    assert "Alleen voor ons." in page(client, gijs)
    assert "Alleen voor ons." not in page(client, bram)


@pytest.mark.parametrize("act", ["answer", "assign", "resolve", "reopen"])
def test_nobody_acts_in_a_conversation_one_cannot_see(client, draft, anna, bram, chris, act):
    thread = start(draft, anna, internal=True)
    for user in (bram, chris):
        client.force_login(user)
        assert client.post(f"/strategy/threads/{thread.pk}/{act}/", form()).status_code == 404
    thread.refresh_from_db()
    assert thread.assigned_to is None
    assert Comment.objects.count() == 1


def test_a_reader_does_not_read_along(client, draft, chris):
    publish(draft)
    client.force_login(chris)
    assert client.get(DISCUSSION).status_code == 403
    with pytest.raises(PermissionDenied):
        start(draft, chris)


def test_a_second_click_is_one_comment(draft, anna):
    key = uuid4()
    thread = start(draft, anna, key=key)
    assert start(draft, anna, key=key) == thread
    answer = uuid4()
    body = anna.current_appointments[0].body
    for _click in range(2):
        services.add_comment(thread, text="Alle drie.", body=body, key=answer, by=anna)
    assert thread.comments.count() == 2


def test_a_comment_survives_an_edit_and_says_so(client, draft, anna, write):
    start(draft, anna, quote="")
    write(anna, doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt bij drie stations.")))
    shown = page(client, anna)
    assert "Twente bouwt bij de stations." in shown  # as it was
    assert "sindsdien veranderd" in shown
    assert "Twente bouwt bij drie stations." in shown


def test_a_comment_moves_along_with_a_paragraph_that_was_joined(client, draft, anna, write):
    start(draft, anna, block_id="para-2", quote="")
    joined = "Twente bouwt bij de stations. Water en bodem bepalen mee waar dat kan."
    write(anna, doc(h("head-1", "Wonen"), p("para-1", joined)))
    shown = page(client, anna)
    assert "#b-para-1" in shown
    assert "niet meer in de tekst" not in shown


def test_a_comment_on_a_paragraph_that_is_gone_leads_to_the_text_as_it_was(
    client, draft, anna, write
):
    thread = start(draft, anna, quote="")
    write(anna, doc(h("head-1", "Wonen"), p("para-2", "Heel iets anders.")))
    shown = page(client, anna)
    assert "niet meer in de tekst" in shown
    assert f"/revisions/{thread.revision_id}/#b-para-1" in shown
    assert "Twente bouwt bij de stations." in shown


def test_resolved_moves_to_its_own_list_and_an_answer_opens_it_again(client, draft, anna, bram):
    thread = start(draft, anna)
    client.force_login(bram)
    client.post(f"/strategy/threads/{thread.pk}/resolve/")
    assert "Welke stations precies?" not in page(client, anna)
    assert "Welke stations precies?" in page(client, anna, f"{DISCUSSION}?resolved=1")
    client.post(f"/strategy/threads/{thread.pk}/answer/", form(text="Toch nog iets."))
    assert "Toch nog iets." in page(client, anna)


def test_who_is_asked_hears_it_and_finds_it_in_my_work(draft, anna, bram):
    start(draft, anna, assigned_to=bram)
    run_due()
    (message,) = mail.outbox
    assert message.to == [bram.email]
    assert "Welke stations" not in message.body
    assert any(DISCUSSION in waiting.url for waiting in waiting_for(bram))
    assert not any(DISCUSSION in waiting.url for waiting in waiting_for(anna))


def test_nobody_is_asked_about_what_one_cannot_read(client, draft, anna, bram):
    client.force_login(anna)
    response = client.post(
        f"{DISCUSSION}new/?block=para-1", form(readers="own_body", assigned_to=bram.pk)
    )
    assert response.status_code == 422
    assert "kan niet lezen" in response.content.decode()
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "query", ["block=weg-123", "block=para-1&revision=999999", "block=para-1&revision=x"]
)
def test_a_paragraph_that_was_never_there_gets_no_comment(client, draft, anna, query):
    client.force_login(anna)
    answered = client.get(f"{DISCUSSION}new/?{query}").status_code
    assert answered == (200 if query.endswith("=x") else 404)


def test_without_a_script_one_chooses_the_paragraph(client, draft, anna):
    assert "Twente bouwt bij de stations." in page(client, anna, f"{DISCUSSION}new/")


def test_nothing_written_is_told(client, draft, anna):
    client.force_login(anna)
    response = client.post(f"{DISCUSSION}new/?block=para-1", form(text=" "))
    assert response.status_code == 422
    assert "Schrijf uw opmerking." in response.content.decode()


@pytest.mark.parametrize("resolved", [False, True])
def test_the_link_of_a_conversation_opens_the_page_it_is_on(client, draft, anna, resolved):
    threads = [start(draft, anna, quote="") for _ in range(PER_PAGE + 1)]
    if resolved:
        for one in threads:
            services.resolve_thread(one, by=anna)
    for one in (threads[0], threads[-1]):
        one.refresh_from_db()
        assert f'id="thread-{one.pk}"' in page(client, anna, one.get_absolute_url())


def called(thread: Thread) -> list[str]:
    return [str(one) for comment in thread.comments.all() for one in comment.mentions.all()]


def test_who_is_called_in_hears_it_once_and_finds_it_in_my_work(client, draft, anna, bram):
    client.force_login(anna)
    key = uuid4()
    for _click in range(2):
        client.post(f"{DISCUSSION}new/?block=para-1", form(key=str(key), mentioned=[bram.pk]))
    while run_due():
        pass
    (message,) = mail.outbox
    assert message.to == [bram.email]
    assert DISCUSSION in message.body
    assert "Welke stations" not in message.body
    assert "met: Bram (Hengelo)" in page(client, anna)
    (waiting,) = [one for one in waiting_for(bram) if DISCUSSION in one.url]
    assert "haalt u erbij" in str(waiting.title)
    assert not any(DISCUSSION in one.url for one in waiting_for(anna))


def test_my_work_lets_go_when_one_answered_and_calls_again_when_called_again(draft, anna, bram):
    thread = start(draft, anna, mentioned=[bram])
    hengelo = bram.current_appointments[0].body
    almelo = anna.current_appointments[0].body

    def waits() -> bool:
        return any(DISCUSSION in one.url for one in waiting_for(bram))

    assert waits()
    services.add_comment(thread, text="Alle.", body=hengelo, key=uuid4(), by=bram)
    assert not waits()
    services.add_comment(thread, text="Zeker?", body=almelo, key=uuid4(), by=anna, mentioned=[bram])
    assert waits()
    services.resolve_thread(thread, by=anna)
    assert not waits()


def test_who_must_answer_and_is_called_in_gets_one_mail(draft, anna, bram):
    start(draft, anna, assigned_to=bram, mentioned=[bram, anna])
    run_due()
    assert [message.to for message in mail.outbox] == [[bram.email]]
    assert called(Thread.objects.get()) == ["Bram (Hengelo)"]


def test_what_stays_inside_calls_in_nobody_from_outside(client, draft, anna, bram, gijs):
    client.force_login(anna)
    address = f"{DISCUSSION}new/?block=para-1"
    response = client.post(address, form(readers="own_body", mentioned=[bram.pk, gijs.pk]))
    assert response.status_code == 422
    assert "Bram kan niet lezen" in response.content.decode()
    assert not Thread.objects.exists()
    # Nor by a service, nor by name.
    thread = start(draft, anna, internal=True, mentioned=[bram, gijs])
    assert called(thread) == ["Gijs (Almelo)"]
    client.post(address, form(readers="own_body", text="@Bram, klopt dit?"))
    assert called(Thread.objects.latest("pk")) == []


def test_a_reader_is_never_called_in(client, draft, anna, chris):
    publish(draft)
    client.force_login(anna)
    response = client.post(f"{DISCUSSION}new/?block=para-1", form(mentioned=[chris.pk]))
    assert response.status_code == 422
    assert called(start(draft, anna, mentioned=[chris])) == []


def test_who_may_not_read_it_any_more_gets_no_mail(draft, anna, bram):
    start(draft, anna, mentioned=[bram])
    bram.appointments.update(until_on=timezone.localdate() - timedelta(days=1))
    run_due()
    assert mail.outbox == []


def test_a_name_in_the_text_calls_somebody_in(client, draft, anna, bram):
    client.force_login(anna)
    response = client.post(
        f"{DISCUSSION}new/?block=para-1", form(text="@bram en @Piet, klopt dit?"), follow=True
    )
    shown = response.content.decode()
    assert called(Thread.objects.get()) == ["Bram (Hengelo)"]
    assert "Bram (Hengelo)" in shown
    assert "heet @Piet" in shown


def test_a_name_that_two_people_have_is_asked_about(client, draft, anna, bram, gijs):
    User.objects.filter(pk=gijs.pk).update(name="Bram")
    client.force_login(anna)
    address = f"{DISCUSSION}new/?block=para-1"
    response = client.post(address, form(text="@Bram?"))
    assert response.status_code == 422
    assert "Meer mensen heten @Bram" in response.content.decode()
    client.post(address, form(text="@Bram?", mentioned=[gijs.pk]))
    assert called(Thread.objects.get()) == ["Bram (Almelo)"]


def test_an_answer_calls_in_without_a_script_and_keeps_what_was_typed(client, draft, anna, bram):
    thread = start(draft, bram)
    client.force_login(anna)
    address = f"/strategy/threads/{thread.pk}/answer/"
    sent = {"key": str(uuid4()), "text": "Dat weet Bram."}
    chosen = client.post(address, {**sent, "choose": "people"})
    assert chosen.status_code == 200
    shown = chosen.content.decode()
    assert "Dat weet Bram." in shown
    assert f'value="{bram.pk}"' in shown
    assert f'value="{anna.pk}"' not in shown
    assert thread.comments.count() == 1
    client.post(address, {**sent, "mentioned": [bram.pk]})
    assert called(thread) == ["Bram (Hengelo)"]


def test_what_was_called_never_changes(draft, anna, bram):
    start(draft, anna, mentioned=[bram])
    with pytest.raises(TypeError):
        Mention.objects.get().delete()
    with pytest.raises(TypeError):
        Mention.objects.update(user=anna)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Anna Jansen kijk", ["Anna Jansen"]),
        ("@anna  jansen.", ["Anna Jansen"]),
        ("Graag @Zoe!", ["Zoë de Wit"]),
        ("@Anna", "several"),
        ("@Anna de Vries", ["Anna de Vries"]),
        ("@Zoë Bakker", []),
        ("@Zoëtje", []),
        ("mail zoe@twente.nl", None),
        ("@ 10 uur", None),
    ],
)
def test_names_are_found_as_people_type_them(text, expected):
    people = [
        User(pk=n, name=name)
        for n, name in enumerate(("Anna Jansen", "Anna de Vries", "Zoë de Wit"), 1)
    ]
    found = calls(text, people)
    if expected is None:
        assert found == []
    elif expected == "several":
        assert len(found[0].meant) == 2
    else:
        assert [str(person) for person in found[0].meant] == expected


def test_nobody_speaks_in_the_name_of_another_organisation(draft, anna, bram):
    with pytest.raises(PermissionDenied):
        start(draft, anna, body=bram.current_appointments[0].body)
    thread = start(draft, anna)
    with pytest.raises(PermissionDenied):
        services.add_comment(
            thread, text="Ja.", body=bram.current_appointments[0].body, key=uuid4(), by=anna
        )
    assert Comment.objects.count() == 1


def test_a_service_lets_nobody_into_what_stays_inside(draft, anna, bram):
    thread = start(draft, anna, internal=True)
    with pytest.raises(PermissionDenied):
        services.resolve_thread(thread, by=bram)
    assert Thread.objects.get().resolved_at is None


def test_nobody_is_asked_what_one_cannot_read(draft, anna, bram):
    with pytest.raises(services.CannotReadIt):
        start(draft, anna, internal=True, assigned_to=bram)
    assert not Thread.objects.exists()


def test_the_same_form_with_other_words_is_told_and_kept(client, draft, anna):
    sent = form(text="Welke stations?")
    client.force_login(anna)
    address = f"{DISCUSSION}new/?block=para-1"
    client.post(address, sent)
    assert client.post(address, sent).status_code == 302  # twice the same is once
    again = client.post(address, {**sent, "text": "Iets heel anders."})
    assert again.status_code == 422
    shown = again.content.decode()
    assert "Iets heel anders." in shown and sent["key"] not in shown
    thread = Thread.objects.get()
    answer = f"/strategy/threads/{thread.pk}/answer/"
    other = client.post(answer, {**sent, "text": "Nog iets."})
    assert "Nog iets." in other.content.decode()
    assert Comment.objects.count() == 1


def test_a_key_of_somebody_else_is_told(client, draft, anna, bram):
    sent = form()
    for person, status in ((anna, 302), (bram, 422)):
        client.force_login(person)
        assert client.post(f"{DISCUSSION}new/?block=para-1", sent).status_code == status


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 40, "-1"])
def test_a_number_that_is_nobody_is_nobody(client, draft, anna, number):
    client.force_login(anna)
    address = f"{DISCUSSION}new/?block=para-1"
    assert client.post(address, form(mentioned=[number])).status_code == 422
    assert not Thread.objects.exists()


def test_the_database_keeps_what_was_said(draft, anna):
    start(draft, anna)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE strategy_comment SET text = 'anders'")
