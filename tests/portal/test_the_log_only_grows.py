"""What was done stays written down, whoever would have it otherwise."""

import pytest
from django.db import DatabaseError, connection, transaction

from ros_portal.audit.services import record

pytestmark = pytest.mark.django_db


def test_the_database_refuses_to_change_a_line(almelo):
    record("stakeholders.organisation.tried", almelo, by=None)
    with pytest.raises(DatabaseError, match="the log only grows"), transaction.atomic():
        connection.cursor().execute("UPDATE audit_auditevent SET actor_label = 'niemand'")
