"""What a process keeps about a person is never out of date.

In transactions that commit, as in use: inside one nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.utils import timezone
from guardian.models import UserObjectPermission

from stakeholders import services
from stakeholders.models import Appointment, Body, Group, Organisation, Role, User
from stakeholders.permissions import Grant, bodies_with
from tests.queries import ceiling

pytestmark = pytest.mark.django_db(transaction=True)


def again(user: User) -> User:
    """The same person in the next request."""
    return User.objects.get(pk=user.pk)


@pytest.fixture(autouse=True)
def _nothing_kept_yet() -> Iterator[None]:
    caches["process"].clear()
    yield
    caches["process"].clear()


def test_the_second_request_asks_for_the_person_only(chris: User) -> None:
    assert bodies_with(again(chris), Grant.GIVE_INPUT)
    with ceiling(1):
        assert bodies_with(again(chris), Grant.GIVE_INPUT)


def yesterday(chris: User) -> object:
    return chris.appointments.update(until_on=timezone.localdate() - timedelta(days=1))


def by_sql(chris: User) -> object:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM stakeholders_appointment WHERE user_id = %s", [chris.pk])
    return None


TAKEN_AWAY: dict[str, Callable[[User], object]] = {
    "the appointment ended": yesterday,
    "the appointment went": lambda chris: chris.appointments.all().delete(),
    "the appointment went by hand": by_sql,
    "the grant went": lambda chris: UserObjectPermission.objects.filter(user=chris).delete(),
    "it became another role": lambda chris: chris.appointments.update(
        role=Role.COUNCIL_CLERK, group=None
    ),
}


@pytest.mark.parametrize("take_away", TAKEN_AWAY.values(), ids=TAKEN_AWAY.keys())
def test_what_was_taken_away_is_gone_at_once(
    chris: User, take_away: Callable[[User], object]
) -> None:
    assert bodies_with(again(chris), Grant.GIVE_INPUT)
    take_away(chris)
    assert not bodies_with(again(chris), Grant.GIVE_INPUT)


def test_an_appointment_that_moves_changes_both_people(chris: User, anna: User) -> None:
    assert bodies_with(again(chris), Grant.GIVE_INPUT)
    assert not any(one.role == Role.COUNCIL_MEMBER for one in again(anna).current_appointments)
    chris.appointments.update(user=anna)
    assert not again(chris).current_appointments
    assert any(one.role == Role.COUNCIL_MEMBER for one in again(anna).current_appointments)


def test_what_was_given_is_there_at_once(chris: User, hengelo_council: Body) -> None:
    assert bodies_with(again(chris), Grant.GIVE_INPUT)
    services.appoint(chris, hengelo_council, Role.COUNCIL_MEMBER, by=None)
    assert hengelo_council.pk in bodies_with(again(chris), Grant.GIVE_INPUT)


NAMES: dict[str, Callable[[Appointment], object]] = {
    "body": lambda one: Body.objects.filter(pk=one.body_id).update(name="Anders"),
    "organisation": lambda one: Organisation.objects.update(name="Anders"),
    "group": lambda one: Group.objects.filter(pk=one.group_id).update(name="Anders"),
}


@pytest.mark.parametrize("name", NAMES)
def test_another_name_is_shown_at_once(chris: User, name: str) -> None:
    (kept,) = again(chris).current_appointments
    NAMES[name](kept)
    (appointment,) = again(chris).current_appointments
    shown = {
        "body": appointment.body,
        "organisation": appointment.body.organisation,
        "group": appointment.group,
    }
    assert str(shown[name]) == "Anders"


def test_saving_a_person_read_long_ago_brings_nothing_back(chris: User) -> None:
    before = again(chris)
    assert bodies_with(before, Grant.GIVE_INPUT)
    chris.appointments.all().delete()
    before.save()
    assert not bodies_with(again(chris), Grant.GIVE_INPUT)


def test_a_change_that_is_rolled_back_leaves_nothing_behind(chris: User) -> None:
    with transaction.atomic():
        chris.appointments.all().delete()
        assert not bodies_with(chris, Grant.GIVE_INPUT)
        transaction.set_rollback(True)
    assert bodies_with(again(chris), Grant.GIVE_INPUT)


def test_every_process_keeps_its_own(chris: User) -> None:
    """Rights are not in the shared cache, so nobody who can write there can give them."""
    assert bodies_with(again(chris), Grant.GIVE_INPUT)
    assert caches["process"] is not caches["default"]
    assert caches["default"].get(_key(chris)) is None
    assert caches["process"].get(_key(chris))


def _key(user: User) -> str:
    return f"stakeholders:grants:{user.pk}:{again(user).stamp}:{timezone.localdate()}"
