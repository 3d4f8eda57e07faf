"""The database itself keeps what was made for a member."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from letters import mailings, services
from letters.models import Mailing, Recipient
from tests.jobs import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(draft, signatories, chris, esra, settings, tmp_path) -> Recipient:
    settings.MEDIA_ROOT = tmp_path
    services.start_mailing(draft, delivery=mailings.Delivery.EMAIL, session=None, by=esra)
    run_due()
    return Recipient.objects.ready().get()


@pytest.mark.parametrize("changes", [{"sha256": "0" * 64}, {"made_at": None}, {"name": "Iemand"}])
def test_a_letter_that_was_made_stays(made, changes):
    with pytest.raises(DatabaseError), transaction.atomic():
        Recipient.objects.filter(pk=made.pk).update(**changes)
    made.refresh_from_db()
    assert made.name == "Chris"


def test_whose_letter_it_was_stays(made):
    with pytest.raises(DatabaseError), transaction.atomic():
        Mailing.objects.update(fingerprint="0" * 64)
