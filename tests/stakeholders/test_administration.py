"""The administration gives roles through the services: checked, recorded, with their rights."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ros_portal.audit.models import AuditEvent
from stakeholders import services
from stakeholders.models import Invitation, Role, User
from stakeholders.permissions import Grant, bodies_with, settle_grants, users_with
from tests import factories

NEW, HELD = "appointments-2", "appointments"


@pytest.fixture
def beheer(client, db):
    superuser = factories.UserFactory.create(name="Beheer", is_staff=True, is_superuser=True)
    client.force_login(superuser)
    return client


@pytest.fixture
def newcomer(db):
    return factories.UserFactory.create(name="Nieuw", email="nieuw@almelo.example")


def page_of(user):
    return f"/admin/stakeholders/user/{user.pk}/change/"


def what_the_form_holds(user, *, held=(), new=()):
    form = {"email": user.email, "name": user.name, "phone": "", "is_active": "on"}
    for prefix, rows, before in ((HELD, held, len(held)), (NEW, new, 0)):
        form |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": before}
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return form


def test_a_first_role_is_given_recorded_and_counts(beheer, newcomer, almelo_executive):
    row = {"body": almelo_executive.pk, "role": Role.EDITOR, "from_on": "2026-01-01"}
    answer = beheer.post(page_of(newcomer), what_the_form_holds(newcomer, new=[row]))
    assert answer.status_code == 302
    newcomer = User.objects.get(pk=newcomer.pk)
    assert bodies_with(newcomer, Grant.WRITE_STRATEGY) == {almelo_executive.pk}
    event = AuditEvent.objects.get(event="stakeholders.person.appointed")
    assert event.actor_label == "Beheer"
    assert event.facts["from_on"] == "2026-01-01"


def test_a_role_of_the_other_side_of_the_wall_is_refused(beheer, newcomer, almelo_council):
    row = {"body": almelo_council.pk, "role": Role.EDITOR, "from_on": "2026-01-01"}
    answer = beheer.post(page_of(newcomer), what_the_form_holds(newcomer, new=[row]))
    assert "Deze rol hoort niet bij dit orgaan." in answer.content.decode()
    assert not newcomer.appointments.exists()


def test_what_somebody_is_can_only_get_another_last_day(beheer, anna):
    held = anna.appointments.get()
    row = {"id": held.pk, "user": anna.pk, "until_on": "2026-12-31", "role": Role.PROJECT_LEAD}
    beheer.post(page_of(anna), what_the_form_holds(anna, held=[row]))
    held.refresh_from_db()
    assert (held.until_on, held.role) == (date(2026, 12, 31), Role.EDITOR)
    assert AuditEvent.objects.filter(event="stakeholders.appointment.ended").count() == 1


def invite(body, by):
    return services.invite_person(
        email="nieuw@almelo.example", name="Nieuw", body=body, role=Role.EDITOR, group=None, by=by
    )


def test_a_second_press_makes_no_second_invitation(almelo_executive, hanna):
    invite(almelo_executive, hanna)
    with pytest.raises(services.AlreadyInvited):
        invite(almelo_executive, hanna)
    assert Invitation.objects.count() == 1


def test_who_let_the_invitation_lapse_can_be_invited_again(almelo_executive, hanna):
    first = invite(almelo_executive, hanna)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    second = invite(almelo_executive, hanna)
    first.refresh_from_db()
    assert first.withdrawn_at
    assert second.is_acceptable


def test_who_lost_a_grant_by_hand_is_not_told_either(anna, almelo_executive):
    assert users_with(Grant.WRITE_STRATEGY, almelo_executive) == [anna]
    anna.userobjectpermission_set.all().delete()
    assert users_with(Grant.WRITE_STRATEGY, almelo_executive) == []
    settle_grants([anna])
    assert users_with(Grant.WRITE_STRATEGY, almelo_executive) == [anna]
