"""The wall inside one municipality, and who reads what from when."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services
from council.models import Input, InputKind, InputSession, InputSource
from council.speech import Said, Speech
from stakeholders.models import User
from tests.council.conftest import handed_over


@pytest.fixture
def said(chris, session, opportunities):
    return Speech(
        key=uuid4(),
        author=chris,
        kind=InputKind.MEMBER,
        group=None,
        said=[Said("Wonen bij het spoor.", opportunities)],
    )


@pytest.fixture
def draft(chris, session, said):
    return services.save_draft(session, said, by=chris)


@pytest.fixture
def submitted(chris, session, said):
    return services.submit_input(session, said, by=chris, received_at=timezone.now())


def reads(user, one):
    return Input.objects.visible_to(user).filter(pk=one.pk).exists()


def test_a_draft_is_its_writers_alone(chris, dina, anna, fred, draft):
    assert [who.name for who in (chris, dina, anna, fred) if reads(who, draft)] == ["Chris"]


def test_the_own_council_reads_what_was_submitted(chris, dina, anna, fred, ivo, submitted):
    readers = [who.name for who in (chris, dina, anna, fred, ivo) if reads(who, submitted)]
    assert readers == ["Chris", "Dina"]


def test_the_executive_reads_it_once_it_is_handed_over(anna, bram, dina, fred, session, submitted):
    handed_over(session, dina)
    readers = [who.name for who in (anna, bram, fred) if reads(who, submitted)]
    assert readers == ["Anna", "Fred"]


def test_a_lead_of_elsewhere_sees_the_session_and_not_what_was_said(gijs, ivo, submitted, session):
    assert InputSession.objects.visible_to(gijs).contains(session)
    assert not InputSession.objects.visible_to(ivo).contains(session)
    assert not reads(gijs, submitted)


def test_a_member_sees_what_the_clerk_wrote_down_for_him(chris, dina, session, opportunities):
    spoken = Speech(
        key=uuid4(),
        author=chris,
        kind=InputKind.MEMBER,
        group=None,
        said=[Said("Wonen.", opportunities)],
        source="room",
    )
    entered = services.submit_input(session, spoken, by=dina, received_at=timezone.now())
    assert reads(chris, entered)


def test_a_clerk_who_left_reads_nothing_any_more(chris, dina, session, opportunities):
    for author, kind in ((chris, InputKind.MEMBER), (dina, InputKind.HARVEST)):
        heard = Speech(
            uuid4(), author, kind, None, [Said("Wonen.", opportunities)], source=InputSource.ROOM
        )
        services.submit_input(session, heard, by=dina, received_at=timezone.now())
    dina.appointments.update(until_on=date(2024, 2, 1))
    assert not Input.objects.visible_to(User.objects.get(pk=dina.pk)).exists()
    # What one said oneself, also when somebody else wrote it down, is one's own for good.
    chris.appointments.update(until_on=date(2024, 2, 1))
    assert Input.objects.visible_to(User.objects.get(pk=chris.pk)).count() == 1
