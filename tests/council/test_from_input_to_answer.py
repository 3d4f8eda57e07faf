"""The whole loop by the pages: said, made a point, taken along, answered, told, and read back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from council import services
from council.models import Input, InputKind, Point, Report, Response
from council.speech import Said, Speech
from council.waiting import waiting_for
from milestones.models import Meeting
from stakeholders.models import User
from strategy.models import Chapter
from strategy.services import save_chapter
from tests.council.conftest import closed
from tests.strategy.conftest import make_chapter, make_product, publish
from tests.strategy.text.texts import doc, h, p


@pytest.fixture
def chapter(almelo_executive, hengelo_executive) -> Chapter:
    made = make_chapter(make_product(almelo_executive, hengelo_executive))
    publish(made)
    return made


@pytest.fixture
def said(chris, session, chapter, opportunities) -> Input:
    speech = Speech(
        key=uuid4(),
        author=chris,
        kind=InputKind.MEMBER,
        group=None,
        said=[
            Said("Meer groen.", opportunities),
            Said(
                "Noem ook de snelle bus.",
                chapter=chapter,
                revision=chapter.published,
                block_id="para-1",
            ),
        ],
    )
    return services.submit_input(session, speech, by=chris, received_at=timezone.now())


def read(user: User, address: str, status: int = 200) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def press(user: User, address: str, status: int = 302, **data: object) -> str:
    client = Client()
    client.force_login(user)
    response = client.post(address, data)
    assert response.status_code == status, response.content.decode()
    return response.headers.get("Location", "") or response.content.decode()


def waits(user: User) -> list[str]:
    return [str(one.title) for one in waiting_for(User.objects.get(pk=user.pk))]


def test_the_whole_way(anna, bram, chris, dina, esra, fred, gijs, session, boss, chapter, said):
    at = f"/council/sessions/{session.pk}"
    closed(session)
    # The clerk has the report made, a civil servant words it, the clerk confirms and passes on.
    assert "Laat het verslag maken" in read(dina, f"{at}/")
    press(dina, f"{at}/report/ask/")
    assert f"{session.title}: maak het verslag" in waits(anna)
    green, bus = Point.objects.order_by("number")
    press(
        anna,
        f"/council/points/{green.pk}/edit/",
        text="Meer groen in de stad.\n\nEn meer groen in het dorp.",
        action="split",
        seen=green.stamp,
    )
    assert read(chris, f"{at}/report/", 404)
    press(anna, f"{at}/report/finish/")
    assert "3 punten" in read(dina, f"{at}/report/confirm/")
    press(dina, f"{at}/report/confirm/", seen=Report.objects.get().fingerprint())
    assert "En meer groen in het dorp." in read(chris, f"{at}/report/")
    press(dina, f"{at}/hand-over/")
    assert f"{session.title}: zeg waar 3 punten heen gaan" in waits(fred)
    # The portfolio holder: the bus goes along, the green stays, and the council reads why.
    greens = list(Point.objects.exclude(pk=bus.pk))
    press(
        fred,
        f"{at}/report/destine/",
        points=[one.pk for one in greens],
        destination="own_vision",
        reason="Dit staat straks in onze omgevingsvisie.",
    )
    press(fred, f"{at}/report/destine/", points=[bus.pk], destination="boss", reason="")
    assert "Dit staat straks in onze omgevingsvisie." in read(chris, said.get_absolute_url())
    # The project team, in another municipality, answers it with a change of the text.
    assert "1 punt voor het BOSS ligt op de gezamenlijke tafel" in waits(bram)
    table = read(bram, "/council/points/")
    assert "Noem ook de snelle bus." in table and "Meer groen" not in table
    page = read(bram, f"/council/points/{bus.pk}/")
    assert "Chris" not in page and said.receipt not in page
    draft = press(
        bram,
        "/council/answers/new/",
        points=[bus.pk],
        title="Snelle bus",
        outcome="taken_over",
        text="De snelle bus staat er nu in.",
    )
    step = f"{draft}step/"
    press(bram, step, action="submit")
    assert Response.objects.get().state == "draft"  # it names no change yet
    chapter.refresh_from_db()
    changed = doc(
        h("head-1", "Wonen"),
        p("para-1", "Twente bouwt bij stations en haltes van de snelle bus."),
        p("para-2", "Water en bodem bepalen mee waar dat kan."),
    )
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=changed, by=bram)
    assert "Koppel aan deze wijziging" in read(bram, draft)
    press(bram, step, action="link", change=f"{saved.head.pk}#para-1")
    press(bram, step, action="submit")
    press(anna, step, action="approve", read=Response.objects.get().as_read)
    publish(chapter, "De snelle bus erbij")
    # After the BOSS: to the executives first, and from each of them to its own council.
    Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    press(gijs, "/council/answers/publish/", meeting=boss.pk)
    assert f"{session.title}: vertel uw raad het antwoord op 1 punt" in waits(esra)
    told = "De snelle bus staat er nu in."
    assert told in read(esra, f"{at}/report/")
    assert told not in read(chris, said.get_absolute_url())
    press(esra, f"{at}/report/release/")
    assert told in read(chris, said.get_absolute_url())
    page = read(chris, f"/council/points/{bus.pk}/")
    assert "Twente bouwt bij de stations." in page
    assert "Twente bouwt bij stations en haltes van de snelle bus." in page


def test_what_is_wrong_is_told_in_the_form(anna, dina, fred, session, said):
    closed(session)
    at = f"/council/sessions/{session.pk}/report"
    press(dina, f"{at}/ask/")
    point = Point.objects.order_by("number").first()
    page = press(anna, f"{at}/join/", 422, points=[point.pk])
    assert "ten minste twee" in page
    page = press(
        anna, f"/council/points/{point.pk}/edit/", 422, text="Eén alinea.", action="split",
        seen=point.stamp,
    )  # fmt: skip
    assert "Laat een lege regel" in page
    press(dina, f"{at}/confirm/", seen=Report.objects.get().fingerprint())
    press(dina, f"/council/sessions/{session.pk}/hand-over/")
    page = press(fred, f"{at}/destine/", 422, points=[point.pk], destination="local", reason="")
    assert "Zeg waarom deze punten niet meegaan" in page
    assert Point.objects.filter(destination="").count() == 2
