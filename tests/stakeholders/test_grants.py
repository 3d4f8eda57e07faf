"""Appointments become grants, and count only while they run."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from stakeholders import services
from stakeholders.models import Role, User
from stakeholders.permissions import (
    Grant,
    bodies_with,
    settle_grants,
    user_bodies,
    user_organisations,
    users_with,
)
from stakeholders.tasks import settle_lapsed_grants
from tests import factories
from tests.queries import ceiling


def again(user):
    """The same person in the next request."""
    return User.objects.get(pk=user.pk)


def test_a_role_gives_its_grants_on_its_own_body_only(anna, almelo_executive, hengelo_executive):
    assert bodies_with(anna, Grant.WRITE_STRATEGY) == {almelo_executive.pk}
    assert not bodies_with(anna, Grant.LEAD_STRATEGY)
    assert not bodies_with(anna, Grant.GIVE_INPUT)


def test_council_and_executive_are_two_bodies(chris, almelo_council, almelo_executive, almelo):
    assert user_bodies(chris) == {almelo_council.pk}
    assert user_organisations(chris) == {almelo.pk}
    assert not user_organisations(chris, "executive")


def test_nobody_holds_nothing():
    assert not bodies_with(AnonymousUser(), Grant.WRITE_STRATEGY)
    assert not user_bodies(AnonymousUser())


def test_an_appointment_that_ended_yesterday_gives_nothing_before_any_clean_up(anna):
    yesterday = timezone.localdate() - timedelta(days=1)
    anna.appointments.update(until_on=yesterday)
    assert not bodies_with(again(anna), Grant.WRITE_STRATEGY)


def test_the_last_day_still_counts(anna, almelo_executive):
    anna.appointments.update(until_on=timezone.localdate())
    assert bodies_with(again(anna), Grant.WRITE_STRATEGY) == {almelo_executive.pk}


def test_a_coming_appointment_gives_nothing_yet(almelo_executive):
    newcomer = factories.UserFactory.create(name="Nieuw")
    tomorrow = timezone.localdate() + timedelta(days=1)
    services.appoint(newcomer, almelo_executive, Role.EDITOR, from_on=tomorrow, by=None)
    assert not bodies_with(again(newcomer), Grant.WRITE_STRATEGY)


def test_a_coming_appointment_counts_once_it_has_begun_and_been_settled(almelo_executive):
    newcomer = factories.UserFactory.create(name="Nieuw")
    tomorrow = timezone.localdate() + timedelta(days=1)
    services.appoint(newcomer, almelo_executive, Role.EDITOR, from_on=tomorrow, by=None)
    newcomer.appointments.update(from_on=timezone.localdate())
    settle_lapsed_grants()
    assert bodies_with(again(newcomer), Grant.WRITE_STRATEGY) == {almelo_executive.pk}


def test_a_grant_that_was_taken_away_by_hand_is_gone(anna):
    anna.userobjectpermission_set.all().delete()
    assert not bodies_with(again(anna), Grant.WRITE_STRATEGY)


def test_ending_an_appointment_takes_its_grants_and_leaves_others(anna, almelo_executive, hanna):
    services.appoint(anna, almelo_executive, Role.PROJECT_LEAD, from_on=date(2024, 1, 1), by=hanna)
    editor = anna.appointments.get(role=Role.EDITOR)
    services.end_appointment(editor, until_on=timezone.localdate() - timedelta(days=1), by=hanna)
    # A project lead writes too: that grant has another reason to stand.
    assert bodies_with(again(anna), Grant.WRITE_STRATEGY) == {almelo_executive.pk}
    assert bodies_with(again(anna), Grant.LEAD_STRATEGY) == {almelo_executive.pk}


def test_settling_twice_changes_nothing(anna, bram):
    before = sorted(anna.userobjectpermission_set.values_list("pk", flat=True))
    settle_grants([anna, bram])
    assert sorted(anna.userobjectpermission_set.values_list("pk", flat=True)) == before


def test_all_grants_are_read_in_two_queries(anna):
    anna = again(anna)
    with ceiling(3):  # two, and the content type the first time
        for grant in Grant:
            bodies_with(anna, grant)
            user_bodies(anna)


def test_a_council_role_does_not_fit_an_executive(anna, almelo_executive, almelo_council):
    with pytest.raises(services.RoleDoesNotFitBody):
        services.appoint(anna, almelo_executive, Role.COUNCIL_MEMBER, by=None)
    with pytest.raises(services.RoleDoesNotFitBody):
        services.appoint(anna, almelo_council, Role.EDITOR, by=None)


def test_a_member_sits_in_a_group_of_the_own_council(ivo, hengelo_council, almelo_group):
    with pytest.raises(services.GroupOfAnotherBody):
        services.appoint(ivo, hengelo_council, Role.COUNCIL_MEMBER, group=almelo_group, by=None)


def test_who_can_be_told_something(anna, chris, dina, almelo_council):
    assert users_with(Grant.RUN_SESSIONS, almelo_council) == [dina]
