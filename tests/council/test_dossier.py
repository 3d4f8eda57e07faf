"""The dossier of a BOSS: what came along, what is proposed, what was advised, and the minutes."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import docx
import openpyxl
import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from council import services
from council.dossier import dossier_of, forwarded_to
from council.models import Destination, InputKind, Minutes, Outcome, Point, Question, Theme
from council.speech import Resolved, Said, Speech, Voted
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, Organisation
from strategy.models import Export
from strategy.services import freeze_version, publish_chapter, save_chapter
from tests.council.conftest import handed_over, met, plan
from tests.jobs import run_due
from tests.strategy.conftest import make_chapter, make_product, publish
from tests.strategy.text.texts import doc, h, p

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chapter(almelo_executive, hengelo_executive):
    return make_chapter(make_product(almelo_executive, hengelo_executive))


@pytest.fixture
def later(boss) -> Meeting:
    return Meeting.objects.create(body=boss.body, starts_at=boss.starts_at + timedelta(days=60))


@pytest.fixture
def rijk(db) -> Meeting:
    body = Body.objects.create(slug="bo-rijk-regio", name="BO Rijk", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=90))


def notes(boss):
    return {row.council.name: row.note for row in dossier_of(boss).coverage.rows}


def test_every_council_stands_in_it_with_where_it_is(boss, points, hengelo_council):
    now = timezone.now()
    held = now + timedelta(days=3)
    plan(hengelo_council, meeting=boss, held_at=held, closes_at=now + timedelta(days=4))
    said = notes(boss)
    assert said["Gemeenteraad Almelo"] == "Inbreng doorgegeven"
    assert said["Gemeenteraad Hengelo"].startswith("Nog niet behandeld, op ")


def test_a_council_without_a_session_and_one_that_kept_silent(
    boss, almelo_council, hengelo_council
):
    past = timezone.now() - timedelta(days=1)
    plan(hengelo_council, meeting=boss, opens_at=past - timedelta(days=5), closes_at=past)
    assert notes(boss) == {
        "Gemeenteraad Almelo": "Geen sessie gepland",
        "Gemeenteraad Hengelo": "Geen inbreng ontvangen",
    }


def test_a_municipality_that_does_not_write_along_has_no_row(boss, almelo_council, hengelo_council):
    Organisation.objects.filter(bodies=hengelo_council).update(is_partner=False)
    assert list(notes(boss)) == ["Gemeenteraad Almelo"]


def test_only_what_goes_along_stands_in_it(boss, fred, points):
    kept_back, along = points
    services.destine([kept_back], destination=Destination.LOCAL, reason="Doen wij zelf.", by=fred)
    dossier = dossier_of(boss)
    (section,) = dossier.themes
    assert section.open == [along]
    (row,) = dossier.coverage.rows
    assert [(one.column.code, one.count, one.words) for one in row.cells] == [
        ("V1", 0, "Niets meegegeven"),
        ("V2", 1, "1 punt"),
    ]


def cells(boss) -> dict[str, list[str]]:
    """By council what stands under what was asked."""
    return {
        row.council.name: [one.words for one in row.cells] for row in dossier_of(boss).coverage.rows
    }


def test_every_cell_says_how_far_a_council_is_with_what_it_was_asked(
    boss, session, almelo_council, hengelo_council, dina, chris
):
    now = timezone.now()
    plan(hengelo_council, meeting=boss, held_at=now + timedelta(days=3))
    coming = date_format(timezone.localtime(now + timedelta(days=3)), "j F Y")
    assert cells(boss)["Gemeenteraad Hengelo"] == [f"Nog niet behandeld, op {coming}"] * 2
    quiet = Speech(uuid4(), chris, InputKind.MEMBER, None, [], no_remarks=True)
    services.submit_input(session, quiet, by=chris, received_at=now)
    handed_over(session, dina)
    assert cells(boss)["Gemeenteraad Almelo"] == ["Geen opmerkingen"] * 2


def test_a_council_that_kept_silent_and_one_that_was_not_asked(
    boss, almelo_council, hengelo_council
):
    past = timezone.now() - timedelta(days=1)
    asked = plan(almelo_council, meeting=boss, opens_at=past - timedelta(days=5), closes_at=past)
    other = plan(hengelo_council, meeting=boss, opens_at=past - timedelta(days=5), closes_at=past)
    other.questions.filter(position=2).delete()
    assert asked.questions.count() == 2
    assert cells(boss) == {
        "Gemeenteraad Almelo": ["Geen inbreng ontvangen"] * 2,
        "Gemeenteraad Hengelo": ["Geen inbreng ontvangen", "–"],
    }


def test_what_did_not_go_along_is_not_told_apart(boss, fred, points):
    """Nothing was said about the one question, or it was kept inside: another partner sees no difference."""
    services.destine(points, destination=Destination.LOCAL, reason="Doen wij zelf.", by=fred)
    assert cells(boss)["Gemeenteraad Almelo"] == ["Niets meegegeven"] * 2
    Point.objects.filter(pk=points[0].pk).update(
        destination="", destination_reason="", destined_at=None
    )
    assert cells(boss)["Gemeenteraad Almelo"] == ["Nog niet bepaald wat meegaat"] * 2


def test_the_chapters_of_the_version_that_a_session_is_about_stand_in_it(
    boss, session, chapter, gijs
):
    publish(chapter)
    version = freeze_version(chapter.product, name="0.8", note="BOSS", by=gijs)
    type(session).objects.filter(pk=session.pk).update(version=version)
    codes = [one.code for one in dossier_of(boss).coverage.columns]
    assert codes == [f"H{chapter.number}", "V1", "V2"]


def test_many_columns_are_several_tables(boss, session):
    for position in range(3, 10):
        Question.objects.create(session=session, position=position, text=f"Vraag {position}?")
    tables = dossier_of(boss).coverage.tables
    assert [len(one.columns) for one in tables] == [6, 3]
    assert [one.title for one in tables[1].columns] == ["Vraag 7?", "Vraag 8?", "Vraag 9?"]


def test_the_same_reason_for_no_points_is_said_once(boss, session, points, hengelo_council):
    held = timezone.now() + timedelta(days=3)
    plan(hengelo_council, meeting=boss, held_at=held)
    (table,) = dossier_of(boss).coverage.tables
    said = {
        row.council.name: [(one.codes, one.width) for one in stretches]
        for row, stretches in table.rows
    }
    # A point each, which are not added up; and one day on which nothing was discussed yet.
    assert said == {
        "Gemeenteraad Almelo": [("V1", 1), ("V2", 1)],
        "Gemeenteraad Hengelo": [("V1, V2", 2)],
    }


def test_one_answer_stands_once_with_the_councils_that_mentioned_it(boss, response):
    (section,) = dossier_of(boss).themes
    (subject,) = section.subjects
    assert len(subject.points) == 2
    assert subject.councils == ["Gemeenteraad Almelo"]


def test_a_point_out_of_a_motion_says_so(
    client, bram, boss, session, opportunities, concerns, almelo_group, chris, dina, fred
):
    remark = Speech(uuid4(), chris, InputKind.MEMBER, None, [Said("Wie betaalt dit?", concerns)])
    services.submit_input(session, remark, by=chris, received_at=timezone.now())
    resolved = Resolved("Spoor", "2026-12", date(2026, 3, 3), [Voted(almelo_group, 20, 5, "")])
    said = [Said("De raad vraagt om haast.", opportunities)]
    motion = Speech(uuid4(), dina, InputKind.MOTION, None, said, resolved=resolved)
    services.submit_input(session, motion, by=dina, received_at=timezone.now())
    handed_over(session, dina)
    services.destine(list(Point.objects.all()), destination=Destination.BOSS, reason="", by=fred)
    found = {
        point.text: [str(one) for one in point.resolutions]
        for section in dossier_of(boss).themes
        for point in section.open
    }
    assert found == {"Wie betaalt dit?": [], "De raad vraagt om haast.": ["Spoor"]}
    client.force_login(bram)
    page = " ".join(client.get(f"/council/meetings/{boss.pk}/").content.decode().split())
    assert "<strong>Motie 2026-12, 3 maart 2026 (20 voor, 5 tegen).</strong>" in page


def test_themes_come_in_order_and_what_has_none_comes_last(boss, bram, points):
    theme = Theme.objects.create(name="Water")
    services.change_points(points[1:], {"theme": theme}, by=bram)
    assert [section.title for section in dossier_of(boss).themes] == ["Water", "Zonder thema"]


def test_it_tells_what_was_published_since_the_boss_before(boss, chapter, gijs):
    publish(chapter)
    before = Meeting.objects.create(body=boss.body, starts_at=timezone.now())
    changed = doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt alleen nog bij stations."))
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=changed, by=gijs)
    publish_chapter(chapter, revision_id=saved.head.pk, reason="Na overleg", by=gijs)
    (one,) = dossier_of(boss).changed
    assert one.before is not None
    assert "gewijzigd" in one.summary
    Meeting.objects.filter(pk=before.pk).update(starts_at=timezone.now())
    assert dossier_of(boss).changed == []


def test_nobody_is_named_in_the_file_and_the_words_are_those_of_the_page(
    client, bram, chris, boss, response
):
    client.force_login(bram)
    page = client.get(f"/council/meetings/{boss.pk}/").content.decode()
    assert "Bouw bij het spoor." in page
    assert chris.name not in page.partition("<main")[2]
    for format in ("docx", "pdf"):
        sent = {"key": uuid4(), "format": format}
        client.post(f"/council/meetings/{boss.pk}/file/", sent)
        run_due()
        export = Export.objects.latest("pk")
        assert export.error == ""
        content = client.get(f"{export.get_absolute_url()}download/").content
        if format == "docx":
            file = docx.Document(BytesIO(content))
            words = "\n".join(one.text for one in file.paragraphs)
            assert "Bouw bij het spoor." in words
            assert chris.name not in words
            assert file.tables[0].rows[1].cells[0].text == "Gemeenteraad Almelo"
        else:
            with pikepdf.open(BytesIO(content)) as file:
                assert file.Root.MarkInfo.Marked


def test_a_file_is_only_for_who_still_sits_at_the_table(client, bram, boss, response):
    client.force_login(bram)
    client.post(f"/council/meetings/{boss.pk}/file/", {"key": uuid4(), "format": "docx"})
    run_due()
    export = Export.objects.get()
    assert client.get(f"{export.get_absolute_url()}download/").status_code == 200
    bram.appointments.update(until_on=timezone.localdate() - timedelta(days=1))
    assert client.get(f"{export.get_absolute_url()}download/").status_code == 404


def test_the_spreadsheet_is_the_list_on_the_screen_and_runs_no_formula(
    client, bram, to_boss, opportunities, concerns
):
    to_boss(Said('=HYPERLINK("http://x")', opportunities), Said("Wie betaalt dit?", concerns))
    client.force_login(bram)
    shown = client.get("/council/points/?q=HYPERLINK")
    assert len(shown.context["page"].object_list) == 1
    sent = {"key": uuid4(), "format": "xlsx", "query": shown.context["query"]}
    client.post("/council/points/export/", sent)
    run_due()
    content = client.get(f"{Export.objects.get().get_absolute_url()}download/").content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[3] for row in rows] == ["Wat er is gezegd", '=HYPERLINK("http://x")']
    assert rows[1][5] == "Zonder antwoord"
    assert sheet["D2"].data_type == "s"


def test_the_spreadsheet_keeps_three_dates(client, anna, bram, esra, gijs, boss, points, chapter):
    def row() -> dict[str, str]:
        client.force_login(bram)
        client.post("/council/points/export/", {"key": uuid4(), "format": "xlsx", "query": ""})
        run_due()
        content = client.get(f"{Export.objects.latest('pk').get_absolute_url()}download/").content
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        names, first, *_others = sheet.iter_rows(values_only=True)
        return dict(zip(names, first, strict=True))

    publish(chapter)
    changed = doc(h("head-1", "Wonen"), p("para-1", "Twente bouwt alleen nog bij stations."))
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=changed, by=gijs)
    answer = services.answer_points(
        points, title="x", outcome=Outcome.TAKEN_OVER, text="Ja.", by=bram
    )
    services.link_change(answer, revision=saved.head, block_id="para-1", by=bram)
    services.submit_response(answer, by=bram)
    services.approve_response(answer, by=anna)
    services.publish_responses(met(boss), by=gijs)
    services.release_answers(points[0].report.session, by=esra)
    today = timezone.localdate().isoformat()
    dates = ("Bepaald", "Aan de raad verteld", "In de tekst verwerkt")
    first = row()
    assert [first[name] or "" for name in (*dates, "Stand")] == [today, today, "", "Gepubliceerd"]
    publish_chapter(chapter, revision_id=saved.head.pk, reason="Na overleg", by=gijs)
    assert row()["In de tekst verwerkt"] == today


def test_the_strategy_stands_first_on_every_agenda(boss, gijs, response):
    item = services.put_on_agenda(boss, response=response, by=gijs)
    assert services.put_on_agenda(boss, response=response, by=gijs) == item
    first, second = dossier_of(boss).items
    assert (first.is_standing, second) == (True, item)


def test_what_goes_on_to_the_rijk_keeps_its_origin(client, bram, gijs, boss, rijk, response):
    item = services.put_on_agenda(boss, response=response, by=gijs)
    client.force_login(gijs)
    client.post(f"/council/items/{item.pk}/", {"advice": "Leg dit voor.", "to": rijk.pk})
    (origin,) = forwarded_to(rijk)
    assert origin.councils == ["Gemeenteraad Almelo"]
    assert list(origin.points) == list(response.points.all())
    client.force_login(bram)
    page = client.get(f"/council/meetings/{rijk.pk}/").content.decode()
    assert "Leg dit voor." in page


@pytest.mark.parametrize("to", ["9" * 30, "x"])
def test_an_item_goes_to_no_meeting_that_is_not_there(client, gijs, boss, to):
    item = services.put_on_agenda(boss, title="Water", by=gijs)
    client.force_login(gijs)
    client.post(f"/council/items/{item.pk}/", {"advice": "Goed.", "to": to})
    item.refresh_from_db()
    assert (item.advice, item.forwarded_to) == ("", None)


def test_minutes_are_corrected_and_adopted_in_the_next_meeting(
    client, bram, gijs, boss, later, almelo_executive, hengelo_executive
):
    address = f"/council/meetings/{boss.pk}/minutes/"
    client.force_login(gijs)
    client.post(address, {"text": "Almelo vraagt om tempo.", "edition": 0})
    client.force_login(bram)
    assert "Almelo vraagt" not in client.get(address).content.decode()
    client.force_login(gijs)
    client.post(f"{address}step/", {"action": "share"})
    assert Minutes.objects.get().shared_at is None  # there is nothing to correct before the meeting
    now = timezone.now()
    Meeting.objects.filter(pk=boss.pk).update(starts_at=now - timedelta(days=9))
    client.post(f"{address}step/", {"action": "share"})
    client.force_login(bram)
    assert "Almelo vraagt" in client.get(address).content.decode()
    said = {
        "action": "correct",
        "key": uuid4(),
        "body": hengelo_executive.pk,
        "text": "Hengelo ook.",
    }
    client.post(f"{address}step/", said)
    client.post(f"{address}step/", said)
    minutes = Minutes.objects.get()
    assert [one.text for one in minutes.corrections.all()] == ["Hengelo ook."]
    with pytest.raises(services.NotALaterMeeting):
        services.adopt_minutes(minutes, meeting=later, edition=1, by=gijs)
    Meeting.objects.filter(pk=later.pk).update(starts_at=now - timedelta(hours=1))
    client.force_login(gijs)
    client.post(f"{address}step/", {"action": "adopt", "meeting": later.pk, "edition": 1})
    minutes.refresh_from_db()
    assert minutes.adopted_in == later
    with pytest.raises(services.MinutesAdopted):
        services.write_minutes(boss, text="Anders.", edition=1, by=gijs)
    added = {"title": "Achteraf"}
    page = client.post(f"/council/meetings/{boss.pk}/items/new/", added, follow=True)
    assert "vastgesteld" in page.content.decode() and not boss.items.exists()


def test_of_two_who_write_the_minutes_the_second_sees_the_first(client, gijs, boss):
    address = f"/council/meetings/{boss.pk}/minutes/"
    client.force_login(gijs)
    client.post(address, {"text": "Eerst.", "edition": 0})
    late = client.post(address, {"text": "Later.", "edition": 0})
    assert late.status_code == 422
    assert "Eerst." in late.content.decode()
    assert Minutes.objects.get().text == "Eerst."


def test_the_database_keeps_adopted_minutes_and_their_advice(gijs, boss):
    item = services.put_on_agenda(boss, title="Water", by=gijs)
    services.record_advice(item, advice="Goed.", by=gijs)
    services.write_minutes(boss, text="Besproken.", edition=0, by=gijs)
    next_one = Meeting.objects.create(body=boss.body, starts_at=timezone.now())
    Minutes.objects.update(shared_at=timezone.now(), adopted_at=timezone.now(), adopted_in=next_one)
    for change in (
        lambda: Minutes.objects.update(text="Anders."),
        lambda: type(item).objects.filter(pk=item.pk).update(advice="Toch niet."),
    ):
        refused = pytest.raises(DatabaseError, match="adopted minutes never change")
        with refused, transaction.atomic():
            change()


def test_the_answer_that_a_colleague_still_reads_is_called_a_draft(client, bram, boss, points):
    answer = services.answer_points(points, title="x", outcome=Outcome.NOT, text="Nee.", by=bram)
    services.submit_response(answer, by=bram)
    client.force_login(bram)
    assert (
        "een collega leest nog mee" in client.get(f"/council/meetings/{boss.pk}/").content.decode()
    )
    assert Point.objects.count() == 2
