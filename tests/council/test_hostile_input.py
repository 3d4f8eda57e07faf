"""Input that wants to break something: it gets a message or loses its sting, and no word is lost."""

import pytest
from django.forms import CharField, Form

from council import forms, services
from council.files import DOSSIER
from council.models import Input, Outcome, Point
from council.speech import Said
from tests.council.conftest import handed_over
from tests.council.test_input_pages import form_data, give
from tests.council.test_publicity import say

OVERRIDE = "\u202e"


def remark(session, chapter_pk, text):
    return {
        **form_data(session),
        "remarks-TOTAL_FORMS": "1",
        "remarks-0-chapter": chapter_pk,
        "remarks-0-text": text,
    }


def post_remark(client, session, chapter_pk, text):
    return client.post(f"/council/sessions/{session.pk}/input/", remark(session, chapter_pk, text))


@pytest.fixture
def member(client, chris):
    client.force_login(chris)
    return client


def test_a_remark_of_a_hundred_thousand_characters_comes_back_whole(member, session):
    text = "Wonen. " * 15_000
    response = give(member, session, text)
    assert response.status_code == 422
    page = response.content.decode()
    assert text.strip() in page and "10000 tekens" in page.replace(".", "")
    assert not Input.objects.submitted().exists()


def test_null_bytes_get_a_message_and_the_words_come_back(member, session):
    response = give(member, session, "Wonen\x00 bij het spoor.")
    assert response.status_code == 422
    assert response.context["form"].errors
    assert "bij het spoor." in response.content.decode()


def test_text_that_turns_the_direction_keeps_its_words(member, session):
    response = give(member, session, f"Bouw {OVERRIDE}rednocnis\u2066 hier.")
    said = Input.objects.submitted().get().answers.get()
    assert said.text == "Bouw rednocnis hier."
    assert OVERRIDE not in member.get(response.url).content.decode()


def test_html_is_words(client, member, dina, session):
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    response = give(member, session, markup)
    pages = [member.get(response.url).content.decode()]
    handed_over(session, dina)
    services.make_public(session, by=dina)
    pages.append(client.get(f"/council/public/{session.pk}/").content.decode())
    client.force_login(dina)
    pages.append(client.get(f"/council/sessions/{session.pk}/report/").content.decode())
    for page in pages:
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page and "<img src=x" not in page


@pytest.mark.parametrize("number", ["999999", "x", "9" * 40, "\x00", ""])
def test_a_chapter_that_is_none_of_yours_gets_a_message(member, session, number):
    response = post_remark(member, session, number, "Wonen bij het spoor.")
    assert response.status_code == 422
    assert "Wonen bij het spoor." in response.content.decode()


def test_a_point_of_another_council_leads_nowhere(client, ivo, chris, dina, session, opportunities):
    say(chris, session, Said("Wonen.", opportunities))
    handed_over(session, dina)
    point = Point.objects.get()
    client.force_login(ivo)
    assert client.get(point.get_absolute_url()).status_code == 404
    assert client.get(f"/council/inputs/{Input.objects.get().receipt}/").status_code == 404
    assert (
        client.get(f"/council/sessions/{session.pk}/input/?chapter=x&block={point.pk}").status_code
        == 404
    )


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "..%2f..%2fetc"])
def test_a_made_up_link_leads_nowhere(client, db, token):
    assert client.get(f"/r/{token}/").status_code == 404


def words_asked() -> list[tuple[str, str]]:
    """The fields of the forms of this room in which somebody types words."""
    return [
        (name, field)
        for name in forms.__all__
        if isinstance(form := getattr(forms, name), type) and issubclass(form, Form)
        for field, asked in form.base_fields.items()
        if type(asked) is CharField and not asked.widget.is_hidden
    ]


def test_every_field_for_words_drops_what_turns_a_page_and_what_no_file_holds():
    codes = [("CaptureForm", "who"), ("CaptureForm", "about"), ("PointFilter", "q")]
    assert words_asked() == codes


@pytest.mark.parametrize("kind", list(DOSSIER.makers))
def test_a_dossier_is_made_of_whatever_was_said(bram, gijs, boss, points, kind):
    services.answer_points(
        points, title="a\x01b", outcome=Outcome.NOT, text="c\x0cd🙂👍🏽 中]", by=bram
    )
    assert DOSSIER.makers[kind](str(boss.pk), gijs, lambda done, all: None)
