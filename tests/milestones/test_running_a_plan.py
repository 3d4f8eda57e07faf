"""The programme manager changes milestones: with a reason, seen beforehand, and never half."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from milestones import services
from milestones.models import Milestone, MilestoneChange
from milestones.models.milestones import Moment
from milestones.moving import Plan, TooEarly, fingerprint
from ros_portal.audit.models import AuditEvent
from strategy.models import Version

from .plan import change, milestone, sent

pytestmark = pytest.mark.django_db

TUESDAY, LATER = date(2027, 3, 2), date(2027, 3, 10)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-12-03 12:00+01:00", tick=False):
        yield


@pytest.fixture
def draft(db) -> Milestone:
    return milestone("Concept klaar", TUESDAY)


@pytest.fixture
def letter(draft) -> Milestone:
    return milestone("Brief aan de raden", date(2027, 3, 4), draft)


@pytest.fixture
def lead(client, gijs):
    client.force_login(gijs)
    return client


def seen(one: Milestone, on: date) -> str:
    return fingerprint(Plan.now().moved_along(one.pk, Moment(on, "day")))


def edit(client, one: Milestone, **changes):
    address = f"/schedule/milestones/{one.slug}/edit/"
    return client.post(address, sent(one, **changes))


# What changes, and why.


@pytest.mark.parametrize("changes", [{"status": "at_risk"}, {"status": "missed"}, {"on": LATER}])
def test_a_change_for_the_worse_asks_why(draft, gijs, changes):
    agreed = seen(draft, LATER)
    with pytest.raises(services.NoReason):
        change(draft, by=gijs, agreed=agreed, **changes)
    assert not MilestoneChange.objects.exists()
    change(draft, by=gijs, agreed=agreed, reason="Er is meer tijd nodig", **changes)
    assert draft.changes.get().reason == "Er is meer tijd nodig"


def test_the_history_says_what_it_was_and_what_it_became(draft, gijs, almelo, lead):
    change(draft, by=gijs, owner=almelo, status="at_risk", reason="Te weinig mensen")
    page = lead.get("/schedule/milestones/concept-klaar/").content.decode()
    for words in ("Te weinig mensen", "Gepland → In gevaar", f"– → {almelo}", str(gijs)):
        assert words in page
    assert AuditEvent.objects.filter(event="milestones.milestone.changed").count() == 1


def test_what_was_said_stays(draft, gijs):
    change(draft, by=gijs, phase="writing")
    with pytest.raises(TypeError):
        MilestoneChange.objects.update(reason="anders")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE milestones_milestonechange SET reason = 'anders'")


def test_the_second_of_two_who_save_is_told_and_keeps_what_was_typed(draft, gijs, lead):
    old = sent(draft, title="Concept is klaar")
    change(draft, by=gijs, phase="writing")
    address = f"/schedule/milestones/{draft.slug}/edit/"
    refused = lead.post(address, old)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Concept is klaar" in page
    assert "gewijzigd terwijl u bezig was" in page
    draft.refresh_from_db()
    assert draft.title == "Concept klaar"
    assert f'name="edition" value="{draft.edition}"' in page
    assert lead.post(address, old | {"edition": draft.edition}).status_code == 302


def test_saving_what_stands_there_writes_no_history(draft, gijs):
    change(draft, by=gijs)
    draft.refresh_from_db()
    assert (draft.edition, draft.changes.count()) == (1, 0)


# Moving it.


def test_a_new_date_is_first_looked_at(draft, letter, lead):
    looked = edit(lead, draft, on="2027-03-10")
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "12 maart 2027" in page  # six working days, as the draft
    draft.refresh_from_db()
    assert (draft.on, MilestoneChange.objects.count()) == (TUESDAY, 0)


def test_back_keeps_nothing_and_what_was_typed(draft, letter, lead):
    again = edit(lead, draft, on="2027-03-10", agreed=seen(draft, LATER), again="1")
    page = again.content.decode()
    assert 'value="2027-03-10"' in page
    assert seen(draft, LATER) not in page  # the next press shows what moves along once more
    assert not MilestoneChange.objects.exists()


def test_all_of_it_moves_with_one_reason(draft, letter, lead):
    agreed = seen(draft, LATER)
    assert edit(lead, draft, on="2027-03-10", agreed=agreed, reason="Ziekte").status_code == 302
    letter.refresh_from_db()
    assert letter.on == date(2027, 3, 12)
    along = letter.changes.get()
    assert (along.reason, along.along_with) == ("Ziekte", draft)
    assert "meegeschoven met" in lead.get(f"/schedule/milestones/{letter.slug}/").content.decode()


def test_a_reason_is_asked_beside_what_moves_along(draft, letter, lead):
    asked = edit(lead, draft, on="2027-03-10", agreed=seen(draft, LATER))
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Zeg waarom dit verandert" in page and "12 maart 2027" in page
    assert not MilestoneChange.objects.exists()


def test_nobody_agrees_to_moves_that_were_not_shown(draft, letter, lead):
    agreed = seen(draft, LATER)
    milestone("Persbericht", date(2027, 3, 4), letter)
    looked = edit(lead, draft, on="2027-03-10", agreed=agreed, reason="Ziekte")
    assert "Persbericht" in looked.content.decode()
    assert not MilestoneChange.objects.exists()


@pytest.mark.parametrize("day", ["2027-03-13", "2027-03-29"])  # a Saturday, Easter Monday
def test_no_date_in_a_weekend_or_on_a_holiday(draft, lead, day):
    refused = edit(lead, draft, on=day)
    assert refused.status_code == 422
    assert "geen werkdag" in refused.content.decode()


def test_a_date_before_what_it_waits_for_is_refused_at_the_field(draft, letter, lead):
    refused = edit(lead, letter, on="2027-02-01")
    assert refused.status_code == 422
    assert "wacht op “Concept klaar”" in refused.content.decode()


# What waits for what.


def test_a_circle_is_refused_at_the_field_with_its_chain_and_nothing_is_saved(draft, letter, lead):
    refused = edit(lead, draft, waits_for=[letter.pk], title="Iets anders")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Concept klaar → Brief aan de raden → Concept klaar" in page
    draft.refresh_from_db()
    assert (draft.title, draft.waits_for.count()) == ("Concept klaar", 0)


def test_what_comes_later_cannot_be_waited_for(draft, gijs):
    late = milestone("Vaststelling", date(2028, 1, 11))
    with pytest.raises(TooEarly):
        change(draft, by=gijs, waits_for=[late])
    assert not draft.waits_for.exists()


def test_the_database_refuses_to_let_it_wait_for_itself(draft):
    with pytest.raises(DatabaseError), transaction.atomic():
        draft.waits_for.add(draft)


# Adding one, and saying which version meets it.


def test_a_lead_adds_a_milestone_once(lead, draft, almelo):
    new = {
        "title": "Tweede concept", "kind": "milestone", "on": "2027-04-01",
        "precision": "quarter", "status": "planned", "owner": almelo.pk, "waits_for": [draft.pk],
    }  # fmt: skip
    assert lead.post("/schedule/milestones/add/", new).status_code == 302
    added = Milestone.objects.get(slug="2027-04-tweede-concept")
    assert (added.when, list(added.waits_for.all())) == ("kwartaal 2 van 2027", [draft])
    again = lead.post("/schedule/milestones/add/", new)
    assert again.status_code == 422
    assert "Er staat al een mijlpaal" in again.content.decode()


def test_a_frozen_version_meets_only_what_was_reached(draft, product, gijs, lead):
    version = Version.objects.create(
        product=product, name="0.8", note="80%", renderer=1, sha256="0" * 64, frozen_by=gijs
    )
    assert edit(lead, draft, version=version.pk).status_code == 422
    assert edit(lead, draft, version=version.pk, status="reached").status_code == 302
    page = lead.get(f"/schedule/milestones/{draft.slug}/").content.decode()
    assert version.get_absolute_url() in page
    with pytest.raises(DatabaseError), transaction.atomic():
        Milestone.objects.update(status="planned")


def test_an_open_milestone_of_the_past_asks_what_came_of_it(client, chris):
    milestone("80 procent", date(2026, 3, 18), precision="before", kind="deadline")
    client.force_login(chris)
    page = client.get("/schedule/milestones/80-procent/").content.decode()
    assert "niemand heeft nog gezegd" in page
    assert "Wijzigen of verschuiven" not in page
