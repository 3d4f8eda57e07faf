"""The pages: what a member, a clerk and an executive see and can do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.models import Input, InputSession
from stakeholders.models import Role, User
from stakeholders.services import appoint
from strategy import services
from tests.council.conftest import plan
from tests.factories import UserFactory
from tests.queries import ceiling
from tests.strategy.conftest import make_chapter, make_product, publish
from tests.strategy.text.texts import doc, h, p


def form_data(session, *answers, key=None, action="submit"):
    questions = list(session.questions.all())
    return {
        "key": str(key or uuid4()),
        "action": action,
        "kind": "member",
        "remarks-TOTAL_FORMS": "0",
        "remarks-INITIAL_FORMS": "0",
        **{
            f"question_{question.pk}": text
            for question, text in zip(questions, answers, strict=False)
        },
    }


def give(client, session, *answers, **options):
    return client.post(
        f"/council/sessions/{session.pk}/input/", form_data(session, *answers, **options)
    )


def test_from_question_to_receipt(client, chris, session):
    client.force_login(chris)
    response = give(client, session, "Wonen bij het spoor.")
    given = Input.objects.submitted().get()
    assert response.url == given.get_absolute_url()
    page = client.get(response.url).content.decode()
    assert given.receipt in page
    assert "Wonen bij het spoor." in page


def test_a_second_click_leads_to_the_same_receipt(client, chris, session):
    client.force_login(chris)
    key = uuid4()
    first = give(client, session, "Wonen.", key=key)
    assert give(client, session, "Wonen.", key=key).url == first.url


def test_the_same_page_with_other_words_afterwards_is_told(client, chris, session):
    client.force_login(chris)
    key = uuid4()
    give(client, session, "Wonen.", key=key)
    response = give(client, session, "Iets anders.", key=key)
    assert response.status_code == 409
    assert "niet veranderd" in response.content.decode()


def test_one_second_late_is_refused_with_the_reason_and_the_text_is_kept(client, chris, session):
    InputSession.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    client.force_login(chris)
    response = give(client, session, "Net te laat.")
    page = response.content.decode()
    assert response.status_code == 422
    assert "gesloten" in page
    assert "Net te laat." in page
    assert not Input.objects.submitted().exists()
    assert Input.objects.drafts().get().answers.get().text == "Net te laat."


def test_nothing_filled_in_says_what_to_do(client, chris, session):
    client.force_login(chris)
    response = give(client, session, "   ")
    assert response.status_code == 422
    assert "Geen opmerkingen?" in response.content.decode()


def test_no_remarks_beside_text_is_asked_back(client, chris, session):
    client.force_login(chris)
    assert give(client, session, "Toch iets", action="no_remarks").status_code == 422
    assert give(client, session, action="no_remarks").status_code == 302
    assert Input.objects.submitted().get().no_remarks


def test_a_draft_comes_back_where_it_was(client, chris, session):
    client.force_login(chris)
    give(client, session, "Nog niet af", action="draft")
    assert "Nog niet af" in client.get(f"/council/sessions/{session.pk}/input/").content.decode()


def test_autosave_answers_in_a_line(client, chris, session):
    client.force_login(chris)
    response = client.post(
        f"/council/sessions/{session.pk}/input/",
        form_data(session, "Nog niet af", action="draft"),
        headers={"accept": "application/json"},
    )
    assert response.json()["status"].startswith("Concept bewaard om")


def test_the_page_with_the_key_is_never_stored(client, chris, session):
    client.force_login(chris)
    response = client.get(f"/council/sessions/{session.pk}/input/")
    assert "no-store" in response.headers["Cache-Control"]


def test_above_the_button_stands_who_reads_this(client, chris, session):
    client.force_login(chris)
    page = client.get(f"/council/sessions/{session.pk}/input/").content.decode()
    assert "Wie leest dit, en vanaf wanneer?" in page
    assert page.index("Wie leest dit") < page.index('value="submit"')


def test_a_clerk_sees_which_group_has_spoken(client, chris, dina, session):
    client.force_login(chris)
    give(client, session, "Wonen.")
    client.force_login(dina)
    page = client.get(f"/council/sessions/{session.pk}/").content.decode()
    assert "Groep Noord" in page
    assert "1 inbreng" in page


def test_a_clerk_enters_what_was_said(client, chris, dina, session):
    client.force_login(dina)
    member = chris.appointments.get()
    question = session.questions.first()
    response = client.post(
        f"/council/sessions/{session.pk}/room/",
        {
            "key": str(uuid4()),
            "speaker": member.pk,
            "source": "room",
            f"question_{question.pk}": "Gezegd in de zaal.",
        },
    )
    assert response.status_code == 302
    given = Input.objects.submitted().get()
    assert (given.author, given.entered_by, given.source) == (chris, dina, "room")


def test_the_executive_gets_it_after_closing_and_not_before(client, dina, session):
    client.force_login(dina)
    assert client.post(f"/council/sessions/{session.pk}/hand-over/").status_code == 403
    InputSession.objects.update(closes_at=timezone.now())
    assert client.post(f"/council/sessions/{session.pk}/hand-over/").status_code == 302
    session.refresh_from_db()
    assert session.handed_over_at


def test_a_clerk_plans_a_session(client, dina, almelo_council):
    client.force_login(dina)
    response = client.post(
        "/council/sessions/new/",
        {
            "title": "Sessie ROS",
            "mode": "meeting",
            "purpose": "opinion",
            "opens_at": "2027-01-10T09:00",
            "closes_at": "2027-01-20T12:00",
            "questions": "Waar ziet u kansen?\n\nWaar zitten zorgen?",
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    planned = InputSession.objects.get()
    assert response.url == planned.get_absolute_url()
    assert [question.text for question in planned.questions.all()] == [
        "Waar ziet u kansen?",
        "Waar zitten zorgen?",
    ]


def test_a_session_cannot_close_before_it_opens(client, dina):
    client.force_login(dina)
    response = client.post(
        "/council/sessions/new/",
        {
            "title": "Sessie ROS",
            "mode": "meeting",
            "purpose": "opinion",
            "opens_at": "2027-01-20T09:00",
            "closes_at": "2027-01-10T12:00",
            "questions": "Waar ziet u kansen?",
        },
    )
    assert response.status_code == 422
    assert not InputSession.objects.exists()


def test_closing_early_is_refused(client, dina, session):
    client.force_login(dina)
    response = client.post(
        f"/council/sessions/{session.pk}/extend/",
        {"closes_at": "2024-01-01T00:00", "reason": "Haast"},
    )
    assert response.status_code == 422


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_asks_as_much_for_ten_as_for_a_thousand(client, chris, almelo_council, rows):
    now = timezone.now()
    InputSession.objects.bulk_create(
        InputSession(
            body=almelo_council,
            title=f"Sessie {number}",
            opens_at=now - timedelta(days=number + 1),
            closes_at=now + timedelta(days=1),
        )
        for number in range(rows)
    )
    client.force_login(chris)
    with ceiling(7):  # with what the member gave already
        assert client.get("/council/").status_code == 200


def test_a_council_does_not_see_the_sessions_of_another(client, ivo, session):
    client.force_login(ivo)
    assert client.get(f"/council/sessions/{session.pk}/").status_code == 404
    assert plan(session.body).title not in client.get("/council/").content.decode()


def test_a_tapped_paragraph_stands_above_the_remark_and_in_the_receipt(client, chris, session):
    chapter = make_chapter(make_product())
    publish(chapter)
    client.force_login(chris)

    form = client.get(f"/council/react/{chapter.slug}/?block=para-1")
    page = client.get(form.url.split("#")[0]).content.decode()
    assert "Twente bouwt bij de stations." in page

    response = client.post(
        f"/council/sessions/{session.pk}/input/",
        {
            **form_data(session),
            "remarks-TOTAL_FORMS": "1",
            "remarks-0-chapter": chapter.pk,
            "remarks-0-block_id": "para-1",
            "remarks-0-revision": chapter.published_id,
            "remarks-0-text": "En in de dorpen?",
        },
    )
    receipt = client.get(response.url).content.decode()
    assert "Twente bouwt bij de stations." in receipt
    assert "En in de dorpen?" in receipt


def test_a_text_that_was_never_published_is_not_quoted(client, chris, session):
    chapter = make_chapter(make_product())
    publish(chapter)
    secret = doc(h("head-1", "Wonen"), p("para-1", "Nog geheim."))
    draft = services.load_text(chapter, secret, reason="", by=None, at=timezone.now())
    client.force_login(chris)
    page = client.post(
        f"/council/sessions/{session.pk}/input/",
        {
            **form_data(session),
            "remarks-TOTAL_FORMS": "1",
            "remarks-0-block_id": "para-1",
            "remarks-0-revision": draft.pk,
            "remarks-0-text": "Zonder hoofdstuk, dus het formulier komt terug.",
        },
    ).content.decode()
    assert "Zonder hoofdstuk" in page
    assert "Nog geheim." not in page


def test_more_remarks_ask_no_more(client, chris, session):
    chapter = make_chapter(make_product())
    publish(chapter)
    client.force_login(chris)

    def asked(remarks: int) -> int:
        data = {**form_data(session), "remarks-TOTAL_FORMS": str(remarks), "action": "submit"}
        for place in range(remarks):
            data[f"remarks-{place}-block_id"] = "para-1"
            data[f"remarks-{place}-revision"] = str(chapter.published_id)
            data[f"remarks-{place}-text"] = "Zonder hoofdstuk, dus het formulier komt terug."
        with CaptureQueriesContext(connection) as queries:
            response = client.post(f"/council/sessions/{session.pk}/input/", data)
        page = response.content.decode()
        assert page.count("<blockquote>") == remarks
        return len(queries)

    assert asked(1) == asked(40)


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "0"])
def test_a_paragraph_that_is_not_there_leaves_the_remark(client, chris, session, number):
    chapter = make_chapter(make_product())
    publish(chapter)
    client.force_login(chris)
    client.post(
        f"/council/sessions/{session.pk}/input/",
        {
            **form_data(session, action="draft"),
            "remarks-TOTAL_FORMS": "1",
            "remarks-0-chapter": chapter.pk,
            "remarks-0-block_id": "para-1",
            "remarks-0-revision": number,
            "remarks-0-text": "En in de dorpen?",
        },
    )
    page = client.get(f"/council/sessions/{session.pk}/input/").content.decode()
    assert "En in de dorpen?" in page


def test_a_remark_without_its_chapter_says_what_to_do(client, chris, session):
    client.force_login(chris)
    response = client.post(
        f"/council/sessions/{session.pk}/input/",
        {**form_data(session), "remarks-TOTAL_FORMS": "1", "remarks-0-text": "Waarover?"},
    )
    assert response.status_code == 422
    assert "Kies het hoofdstuk" in response.content.decode()


def test_the_administration_does_not_reword_a_question_that_was_answered(
    client, chris, session, opportunities, concerns
):
    client.force_login(chris)
    give(client, session, "Wonen bij het spoor.")
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    address = f"/admin/council/inputsession/{session.pk}/change/"

    sent = {
        "title": session.title, "body": session.body_id, "mode": session.mode,
        "purpose": session.purpose,
        "opens_at_0": "2024-01-01", "opens_at_1": "09:00",
        "closes_at_0": "2034-01-01", "closes_at_1": "09:00",
        "questions-TOTAL_FORMS": 2, "questions-INITIAL_FORMS": 2,
    }  # fmt: skip
    for row, question in enumerate((opportunities, concerns)):
        sent |= {
            f"questions-{row}-id": question.pk,
            f"questions-{row}-position": question.position,
            f"questions-{row}-text": "Een andere vraag?",
        }
    assert client.post(address, sent).status_code == 302
    now = [question.text for question in session.questions.all()]
    assert now == ["Waar ziet u kansen?", "Een andere vraag?"]


def test_the_administration_neither_passes_on_nor_closes_early(client, session, hengelo_council):
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    sent = {
        "title": "Anders", "body": hengelo_council.pk, "mode": session.mode,
        "purpose": session.purpose,
        "opens_at_0": "2024-01-01", "opens_at_1": "09:00",
        "closes_at_0": "2024-01-02", "closes_at_1": "09:00",
        "handed_over_at_0": "2024-01-02", "handed_over_at_1": "09:00",
        "questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = client.post(f"/admin/council/inputsession/{session.pk}/change/", sent)
    assert answer.status_code == 302
    body, closes_at = session.body, session.closes_at
    session.refresh_from_db()
    assert (session.title, session.body, session.closes_at) == ("Anders", body, closes_at)
    assert session.handed_over_at is None


def test_a_clerk_of_two_councils_says_for_which_one(client, dina, almelo_council, hengelo_council):
    appoint(dina, hengelo_council, Role.COUNCIL_CLERK, by=None)
    client.force_login(User.objects.get(pk=dina.pk))
    moment = timezone.localtime(timezone.now())
    planned = {
        "title": "Beeldvormende sessie",
        "mode": "meeting",
        "purpose": "opinion",
        "opens_at": (moment + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (moment + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "questions": "Waar ziet u kansen?",
    }
    refused = client.post("/council/sessions/new/", planned)
    assert "Kies een raad." in refused.content.decode()
    client.post("/council/sessions/new/", {**planned, "body": hengelo_council.pk})
    assert InputSession.objects.get().body == hengelo_council


def opened(client, session, *answers):
    """The form of a page that somebody opens now, as it will be sent."""
    page = client.get(f"/council/sessions/{session.pk}/input/")
    hidden = {name: page.context["form"][name].value() or "" for name in ("key", "page", "after")}
    return {**form_data(session, *answers, action="draft"), **hidden}


def test_another_window_does_not_write_over_the_draft_unseen(client, chris, session):
    client.force_login(chris)
    address = f"/council/sessions/{session.pk}/input/"
    one, two = opened(client, session, "Eerste."), opened(client, session, "Tweede.")
    client.post(address, one)

    autosave = client.post(address, two, headers={"accept": "application/json"})
    assert autosave.status_code == 409
    assert "ander venster" in autosave.json()["status"]

    refused = client.post(address, two)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Eerste." in page
    assert "Tweede." in page
    assert Input.objects.get().answers.get().text == "Eerste."

    client.post(address, {**two, "after": refused.context["form"]["after"].value()})
    assert Input.objects.get().answers.get().text == "Tweede."


def test_another_window_does_not_submit_over_the_draft_either(client, chris, session):
    client.force_login(chris)
    address = f"/council/sessions/{session.pk}/input/"
    one, two = opened(client, session, "Eerste."), opened(client, session, "Tweede.")
    client.post(address, one)
    assert client.post(address, {**two, "action": "submit"}).status_code == 422
    assert not Input.objects.submitted().exists()


def test_an_answer_that_got_lost_is_no_other_window(client, chris, session):
    client.force_login(chris)
    address = f"/council/sessions/{session.pk}/input/"
    page = opened(client, session, "Wonen")
    question = session.questions.first()
    for text in ("Wonen bij", "Wonen bij het spoor."):
        client.post(address, {**page, f"question_{question.pk}": text})
    assert Input.objects.get().answers.get().text == "Wonen bij het spoor."


def test_one_goes_on_with_the_draft_of_the_phone_on_a_laptop(client, chris, session):
    client.force_login(chris)
    address = f"/council/sessions/{session.pk}/input/"
    client.post(address, opened(client, session, "Telefoon."))
    client.post(address, opened(client, session, "Laptop."))
    assert Input.objects.get().answers.get().text == "Laptop."
