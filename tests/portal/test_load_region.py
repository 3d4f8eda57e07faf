"""A region is data: loaded again it adds what is new and leaves what users changed."""

import json
from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from council.models import Input, InputSession, StandingQuestion
from council.planning import plans_for
from milestones.models import CouncilDate, Meeting, Milestone
from ros_portal.management.commands.load_region import REGIONS
from stakeholders.models import (
    AdjacentRegion,
    Body,
    BodyKind,
    Organisation,
    OrganisationKind,
    Signatory,
    User,
)
from strategy.models import Chapter, Figure, Product
from tests.test_access import rolled_back

COUNTED = [
    AdjacentRegion, Body, Chapter, CouncilDate, Figure, InputSession, Meeting, Milestone,
    Organisation, Product, User,
]  # fmt: skip


def load(*options):
    call_command("load_region", *(options or ["twente"]), verbosity=0)


@pytest.fixture(scope="module")
def _twente(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once: what a test does with it is rolled back."""
    with django_db_blocker.unblock(), rolled_back():
        load()
        yield


@pytest.fixture
def twente(_twente: None) -> Iterator[None]:
    with rolled_back():
        yield


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_what_was_said_in_an_example_came_in_while_its_session_was_open(twente):
    for one in Input.objects.submitted().select_related("session"):
        assert one.session.is_open(one.submitted_at), one.session


def test_twente_is_there(twente):
    assert Organisation.objects.partners().count() == 17
    assert Organisation.objects.get(slug="almelo").tooi.endswith("gemeente/gm0141")
    assert [product.slug for product in Product.objects.order_by("order")] == [
        "ros",
        "uitvoeringsagenda",
        "investeringsagenda",
    ]
    assert Chapter.objects.filter(published__isnull=False).exists()
    assert Figure.objects.filter(value=69000).count() == 2


def test_a_session_of_every_municipal_council_is_open_and_a_boss_lies_ahead(twente):
    now = timezone.now()
    boss = Meeting.objects.of_boss().upcoming(now).first()
    sessions = InputSession.objects.open(now)
    assert sessions.count() == 14
    assert all(session.closes_at < boss.starts_at for session in sessions)
    assert {session.body.organisation.kind for session in sessions} == {
        OrganisationKind.MUNICIPALITY
    }
    assert all(session.questions.count() == 4 for session in sessions)


def test_most_councils_fit_before_the_coming_boss_and_some_do_not(twente):
    plans = plans_for(Meeting.objects.of_boss().upcoming().first())
    fitting = [plan for plan in plans if plan.status == "done"]
    assert (len(plans), len(fitting) >= 8) == (14, True)
    assert any(plan.reasons for plan in plans)


def test_what_lies_behind_us_was_reached_and_of_a_deadline_somebody_has_to_say_so(twente):
    day = {"precision__in": ["day", "before"], "on__lt": timezone.localdate()}
    past = Milestone.objects.filter(**day).values_list("kind", "status")
    assert {kind for kind, status in past if status != "reached"} == {"deadline"}


def test_an_example_shows_what_waits_for_what(twente):
    example = Milestone.objects.filter(slug__startswith="voorbeeld-").order_by("pk")
    assert [one.waits_for.count() for one in example] == [0, 1, 1, 1]
    days = [one.moment.last_day for one in example]
    assert days == sorted(days)


def test_loading_again_changes_nothing(twente):
    before = counts()
    load()
    assert counts() == before


def test_what_a_user_changed_is_left_alone(twente):
    Organisation.objects.filter(slug="almelo").update(population=1)
    Milestone.objects.filter(slug__startswith="2050").update(title="Aangepast")
    load()
    assert Organisation.objects.get(slug="almelo").population == 1
    assert Milestone.objects.filter(title="Aangepast").exists()


def test_the_questions_of_the_region_are_loaded_once_and_keep_other_words(twente):
    assert [one.text for one in StandingQuestion.objects.all()][2:] == [
        "Waar ziet u kansen?",
        "Waar zitten zorgen?",
    ]
    StandingQuestion.objects.filter(position=4).update(text="Wat baart u zorgen?")
    StandingQuestion.objects.filter(position=1).delete()
    load()
    assert [one.text for one in StandingQuestion.objects.all()][1:] == [
        "Waar ziet u kansen?",
        "Wat baart u zorgen?",
    ]


def test_every_demo_role_signs_in(twente):
    for role in (
        "redacteur",
        "adviseur",
        "projectleider",
        "raadslid",
        "griffier",
        "bestuurssecretaris",
        "portefeuillehouder",
        "beheerder",
    ):
        assert authenticate(None, email=f"{role}@almelo.demo", password="twente-demo"), role


def test_a_real_region_comes_without_examples(db):
    load("twente", "--without-examples")
    assert not User.objects.exists()
    assert not InputSession.objects.exists()
    assert not Chapter.objects.exists()
    assert Organisation.objects.partners().count() == 17
    assert StandingQuestion.objects.count() == 4


def test_another_region_loads_from_its_own_file(db, tmp_path):
    region = json.loads((REGIONS / "twente.json").read_text())
    region["name"] = "Elders"
    path = tmp_path / "elders.json"
    path.write_text(json.dumps(region))
    load(str(path), "--without-examples")
    assert Organisation.objects.partners().count() == 17


@pytest.mark.parametrize("content", ["{", "[]", '{"name": "Leeg"}'])
def test_a_broken_file_is_one_clear_sentence_and_leaves_nothing(db, tmp_path, content):
    path = tmp_path / "broken.json"
    path.write_text(content)
    with pytest.raises(CommandError):
        load(str(path))
    assert not Organisation.objects.exists()


def test_an_unknown_region_names_the_known_ones(db):
    with pytest.raises(CommandError, match="twente"):
        load("nergens")


def test_only_the_host_of_the_portal_looks_over_the_walls(twente):
    assert list(User.objects.filter(is_staff=True).values_list("email", flat=True)) == [
        "beheerder@almelo.demo"
    ]


def test_in_the_demo_every_letter_finds_who_signs_it_and_example_names_say_so(twente):
    load()
    writing = Body.objects.filter(kind=BodyKind.EXECUTIVE, organisation__is_partner=True)
    for executive in writing.exclude(organisation__slug="rijk"):
        left, right = executive.signatories.order_by("position")
        if executive.organisation.slug != "almelo":
            assert left.name.startswith("Voorbeeldnaam") and right.source.startswith("Voorbeeld")


def test_a_real_region_invents_nobody(db):
    load("twente", "--without-examples")
    assert set(Signatory.objects.values_list("body__slug", flat=True)) == {"college-almelo"}
