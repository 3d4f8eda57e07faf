"""Meetings and milestones in the texts of the strategy: named as they are now, with a link there."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from milestones.models import Meeting, MeetingItem, Milestone, MilestoneKind, Precision
from stakeholders.models import Body, BodyKind, User
from strategy.fields import choices_for
from strategy.models import Chapter, Product
from tests.strategy.conftest import make_chapter, publish
from tests.strategy.text.texts import doc, p, reference


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 13, 30))


@pytest.fixture
def meeting(db) -> Meeting:
    boss = Body.objects.create(
        kind=BodyKind.CONSULTATION, slug="boss", name="BOSS, bestuurlijk overleg"
    )
    return Meeting.objects.create(body=boss, starts_at=at(date(2027, 4, 14)))


@pytest.fixture
def milestone(db) -> Milestone:
    return Milestone.objects.create(
        slug="vaststelling",
        title="De raden stellen de strategie vast",
        on=date(2028, 3, 1),
        precision=Precision.MONTH,
        kind=MilestoneKind.MILESTONE,
    )


def refers_to(product: Product, *targets: str) -> Chapter:
    fields = [reference(to, "wat er stond") for to in targets]
    chapter = make_chapter(product, text=doc(p("para-1", "Zie ", *fields, ".")))
    publish(chapter)
    return chapter


def page(client, user: User, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_reference_leads_to_its_place_on_the_schedule(client, product, chris, meeting, milestone):
    chapter = refers_to(product, f"meeting:{meeting.pk}", "milestone:vaststelling")
    read = page(client, chris, chapter.get_absolute_url())
    schedule = page(client, chris, "/schedule/")
    for anchor, words in (
        (f"meeting-{meeting.pk}", "BOSS van 14 april 2027"),
        ("milestone-vaststelling", "De raden stellen de strategie vast (maart 2028)"),
    ):
        assert f'<a href="/schedule/#{anchor}">{words}</a>' in read
        assert f'id="{anchor}"' in schedule


def test_a_reference_leads_to_an_item_of_an_agenda_and_follows_its_title(
    client, product, chris, meeting
):
    item = MeetingItem.objects.create(meeting=meeting, number=1, title="Wonen bij het spoor")
    chapter = refers_to(product, f"item:{item.pk}")
    words = "Wonen bij het spoor (BOSS van 14 april 2027)"
    link = f'<a href="/schedule/#item-{item.pk}">'
    assert f"{link}{words}</a>" in page(client, chris, chapter.get_absolute_url())
    assert f'id="item-{item.pk}"' in page(client, chris, "/schedule/")
    MeetingItem.objects.update(title="Wonen en werken")
    assert f"{link}Wonen en werken (" in page(client, chris, chapter.get_absolute_url())


def test_a_meeting_that_was_held_keeps_its_place_on_the_schedule(client, chris, meeting):
    Meeting.objects.update(starts_at=at(date(2025, 4, 9)))
    assert f'id="meeting-{meeting.pk}"' in page(client, chris, "/schedule/")


def move(meeting: Meeting, milestone: Milestone) -> None:
    Meeting.objects.update(starts_at=at(date(2027, 5, 12)))


def rename_the_consultation(meeting: Meeting, milestone: Milestone) -> None:
    Body.objects.filter(pk=meeting.body_id).update(name="Stuurgroep, bestuurlijk overleg")


def postpone(meeting: Meeting, milestone: Milestone) -> None:
    Milestone.objects.update(on=date(2029, 1, 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (move, "BOSS van 12 mei 2027</a>"),
        (rename_the_consultation, "Stuurgroep van 14 april 2027</a>"),
        (postpone, "vast (januari 2029)</a>"),
    ],
)
def test_a_page_that_was_kept_follows_what_changes(
    client, product, chris, meeting, milestone, change, words
):
    chapter = refers_to(product, f"meeting:{meeting.pk}", "milestone:vaststelling")
    assert words not in page(client, chris, chapter.get_absolute_url())
    change(meeting, milestone)
    assert words in page(client, chris, chapter.get_absolute_url())


@pytest.mark.parametrize("gone", [Meeting, Milestone])
def test_what_was_called_off_leaves_the_words_and_is_told_to_writers(
    client, product, chris, anna, meeting, milestone, gone
):
    chapter = refers_to(product, f"meeting:{meeting.pk}", "milestone:vaststelling")
    page(client, anna, chapter.get_absolute_url())
    gone.objects.all().delete()
    for reader, is_told in ((chris, False), (anna, True)):
        read = page(client, reader, chapter.get_absolute_url())
        assert "wat er stond" in read
        assert ("wijst nergens meer naar" in read) == is_told


@pytest.mark.parametrize("key", ["nul", "9" * 26])
def test_a_key_that_is_no_number_is_no_meeting(client, product, chris, meeting, key):
    chapter = refers_to(product, f"meeting:{key}")
    assert "wat er stond" in page(client, chris, chapter.get_absolute_url())


def test_a_writer_chooses_from_what_was_planned(product, meeting, milestone):
    chapter = make_chapter(product)
    groups = {one["group"]: one["items"] for one in choices_for(chapter)["references"]}
    assert groups["Vergaderingen"] == [
        {"to": f"meeting:{meeting.pk}", "shown": "BOSS van 14 april 2027"}
    ]
    assert groups["Planning"] == [
        {
            "to": "milestone:vaststelling",
            "shown": "De raden stellen de strategie vast (maart 2028)",
        }
    ]
