"""One letter for the region becomes sixteen, and each stays its own."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from letters import overviews, services
from letters.models import BlockKind, Letter, LetterStatus, ModelBlock, ModelLetter
from letters.starts import STARTS
from stakeholders.models import Body, Notification, Role, User
from tests.conftest import appointed

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(gijs: User) -> ModelLetter:
    """Two blocks of the region, the second locked, and one that is everybody's own."""
    model = services.start_model(STARTS["empty"], key=uuid.uuid4(), by=gijs)
    services.name_model(model, subject="Uitkomsten van het BOSS", by=gijs)
    for title, kind, locked, text in [
        ("Inleiding", BlockKind.REGIONAL, False, "Het BOSS sprak over de strategie."),
        ("Besluit", BlockKind.REGIONAL, True, "Het advies is unaniem."),
        ("Eigen gebied", BlockKind.LOCAL, False, "## Wat betekent dit voor {place}?"),
    ]:
        services.add_block(model, title=title, kind=kind, is_locked=locked, text=text, by=gijs)
    model.refresh_from_db()
    return model


@pytest.fixture
def councils(almelo_council: Body, hengelo_council: Body) -> None:
    """Whoever writes a letter has a council to write to."""


@pytest.fixture
def letters(
    model: ModelLetter,
    councils: None,
    almelo_executive: Body,
    hengelo_executive: Body,
    esra: User,
    gijs: User,
) -> dict[str, Letter]:
    services.hand_out(model, [almelo_executive, hengelo_executive], by=gijs)
    return {letter.executive.organisation.slug: letter for letter in model.letters.with_bodies()}  # type: ignore[union-attr]


def block(model: ModelLetter, title: str) -> ModelBlock:
    return model.blocks.get(title=title)


def change(model: ModelLetter, title: str, text: str, *, by: User) -> None:
    one = block(model, title)
    services.change_block(one, edition=one.edition, text=text, by=by)


def part(letter: Letter, title: str):
    return letter.parts.select_related("block").get(block__title=title)


def write(letter: Letter, title: str, text: str, *, by: User) -> None:
    letter.refresh_from_db()
    services.change_letter(
        letter, edition=letter.edition, parts={part(letter, title).pk: text}, by=by
    )
    letter.refresh_from_db()


def follow(letter: Letter, *, take: bool, by: User) -> None:
    now = Letter.objects.with_bodies().get(pk=letter.pk)
    choices = {offer.block.pk: take for offer in overviews.offers_for(now)}
    services.follow_model(now, choices, edition=now.edition, by=by)
    letter.refresh_from_db()


@pytest.mark.parametrize("slug", sorted(STARTS))
def test_what_a_letter_starts_from_is_cut_into_blocks_without_losing_a_word(slug, gijs):
    model = services.start_model(STARTS[slug], key=uuid.uuid4(), by=gijs)
    texts = [one.text for one in model.blocks.all()]
    assert "\n\n".join(texts) == STARTS[slug].text.strip()
    local = [one.title for one in model.blocks.filter(kind=BlockKind.LOCAL)]
    assert all(
        "[vul in" in one.text or "{" in one.text for one in model.blocks.filter(title__in=local)
    )


def test_every_executive_gets_a_draft_with_its_own_facts(letters):
    for slug, place in [("almelo", "Almelo"), ("hengelo", "Hengelo")]:
        letter = letters[slug]
        assert letter.status == LetterStatus.DRAFT
        assert letter.text == (
            "Het BOSS sprak over de strategie.\n\nHet advies is unaniem.\n\n"
            f"## Wat betekent dit voor {place}?"
        )


def test_handing_out_twice_gives_nobody_a_second_letter(model, letters, almelo_executive, gijs):
    assert services.hand_out(model, [almelo_executive], by=gijs) == []
    assert model.letters.count() == 2


def test_the_secretary_is_told_and_nobody_else(letters, esra, dina, ivo):
    told = Notification.objects.filter(kind="letters.handed_out")
    assert [one.user for one in told] == [esra]


def test_what_the_region_changes_changes_no_letter_by_itself(model, letters, gijs):
    before = letters["almelo"].text
    change(model, "Inleiding", "Het BOSS sprak twee uur.", by=gijs)
    letter = Letter.objects.with_bodies().get(pk=letters["almelo"].pk)
    assert letter.text == before
    (offer,) = overviews.offers_for(letter)
    assert (offer.own, offer.now) == (
        "Het BOSS sprak over de strategie.",
        "Het BOSS sprak twee uur.",
    )
    assert offer.is_untouched


def test_the_secretary_hears_once_of_several_changes(model, letters, esra, gijs):
    change(model, "Inleiding", "Eerst.", by=gijs)
    change(model, "Besluit", "Daarna.", by=gijs)
    assert Notification.objects.filter(user=esra, kind="letters.model_changed").count() == 1
    follow(letters["almelo"], take=True, by=esra)
    change(model, "Besluit", "Nog eens.", by=gijs)
    assert Notification.objects.filter(user=esra, kind="letters.model_changed").count() == 2


def test_taking_the_words_of_the_region_leaves_the_other_blocks(model, letters, esra, gijs):
    write(letters["almelo"], "Eigen gebied", "Hier wordt gebouwd.", by=esra)
    change(model, "Besluit", "Het advies was verdeeld.", by=gijs)
    follow(letters["almelo"], take=True, by=esra)
    assert letters["almelo"].text == (
        "Het BOSS sprak over de strategie.\n\nHet advies was verdeeld.\n\nHier wordt gebouwd."
    )


def test_who_keeps_its_own_words_is_not_asked_again_until_they_change_anew(
    model, letters, esra, gijs
):
    letter = letters["almelo"]
    write(letter, "Inleiding", "Onze eigen woorden.", by=esra)
    change(model, "Inleiding", "Nieuwe woorden.", by=gijs)
    follow(letter, take=False, by=esra)
    kept = Letter.objects.with_bodies().get(pk=letter.pk)
    assert "Onze eigen woorden." in kept.text
    assert overviews.offers_for(kept) == []
    change(model, "Inleiding", "Nog nieuwere woorden.", by=gijs)
    assert len(overviews.offers_for(kept)) == 1


@pytest.mark.parametrize("take", [True, False])
def test_a_block_that_came_later_is_offered(model, letters, esra, gijs, take):
    services.add_block(model, title="Vervolg", kind=BlockKind.REGIONAL, text="Tot ziens.", by=gijs)
    letter = letters["almelo"]
    follow(letter, take=take, by=esra)
    assert ("Tot ziens." in letter.text) is take
    assert overviews.offers_for(Letter.objects.with_bodies().get(pk=letter.pk)) == []


@pytest.mark.parametrize("take", [True, False])
def test_a_block_that_was_taken_out_goes_only_when_the_secretary_says_so(
    model, letters, esra, gijs, take
):
    services.remove_block(block(model, "Inleiding"), by=gijs)
    letter = letters["almelo"]
    assert "Het BOSS sprak" in letter.text
    follow(letter, take=take, by=esra)
    assert ("Het BOSS sprak" in letter.text) is not take
    assert overviews.offers_for(Letter.objects.with_bodies().get(pk=letter.pk)) == []


def test_nothing_is_offered_to_a_letter_that_is_with_the_executive(model, letters, esra, gijs):
    letter = letters["almelo"]
    services.change_letter(letter, edition=letter.edition, reference="RB-9", by=esra)
    services.hand_to_executive(letter, by=esra)
    change(model, "Inleiding", "Te laat.", by=gijs)
    assert overviews.offers_for(Letter.objects.with_bodies().get(pk=letter.pk)) == []


def test_a_locked_block_is_not_written_in(letters, esra):
    with pytest.raises(services.BlockLocked):
        write(letters["almelo"], "Besluit", "Toch iets anders.", by=esra)
    assert "unaniem" in Letter.objects.get(pk=letters["almelo"].pk).text


def test_nobody_changes_a_block_on_top_of_a_colleague(model, gijs):
    one = block(model, "Inleiding")
    change(model, "Inleiding", "Eerst.", by=gijs)
    with pytest.raises(services.BlockChangedMeanwhile):
        services.change_block(one, edition=1, text="Over een ander heen.", by=gijs)
    assert block(model, "Inleiding").text == "Eerst."


def test_the_project_team_sees_where_a_letter_differs_and_not_what_it_says(
    model, letters, client, esra, gijs, councils
):
    write(letters["hengelo"], "Inleiding", "Geheim van Hengelo.", by=esra)
    write(letters["hengelo"], "Eigen gebied", "Ook geheim.", by=esra)
    client.force_login(gijs)
    page = client.get(model.get_absolute_url()).content.decode()
    assert "Inleiding" in page
    assert "Geheim van Hengelo." not in page and "Ook geheim." not in page
    rows = {
        row.executive.organisation.slug: row  # type: ignore[union-attr]
        for row in overviews.standings(
            model, [letters["almelo"].executive, letters["hengelo"].executive]
        )
    }
    assert rows["hengelo"].own == ["Inleiding"]
    assert rows["almelo"].own == []


def test_the_steps_of_a_letter_have_their_days(model, letters, esra, fred, almelo_executive):
    letter = letters["almelo"]
    services.change_letter(letter, edition=letter.edition, reference="RB-9", by=esra)
    letter.refresh_from_db()
    services.agree_letter(letter, edition=letter.edition, by=fred)
    services.hand_to_executive(letter, by=esra)
    (row,) = overviews.standings(model, [almelo_executive])
    assert [step.is_done for step in row.steps] == [True, True, True, False, False, False]


def test_other_words_have_to_be_agreed_anew(letters, esra, fred):
    letter = letters["almelo"]
    services.agree_letter(letter, edition=letter.edition, by=fred)
    write(letter, "Inleiding", "Iets heel anders.", by=esra)
    assert letter.agreed_at is None


def test_nobody_agrees_with_what_changed_on_another_screen(letters, esra, fred):
    letter = letters["almelo"]
    write(letter, "Inleiding", "Iets heel anders.", by=esra)
    with pytest.raises(services.LetterChangedMeanwhile):
        services.agree_letter(letter, edition=letter.edition - 1, by=fred)


def test_a_letter_is_on_the_list_only_once_it_is_sent(letters, esra):
    with pytest.raises(services.LetterNotOpen):
        services.list_letter(
            letters["almelo"], listed_on=letters["almelo"].created_at.date(), by=esra
        )


def test_a_field_the_portal_does_not_know_is_named(model, client, gijs):
    client.force_login(gijs)
    one = block(model, "Inleiding")
    answer = client.post(
        reverse("model_block_edit", args=[model.pk, one.pk]),
        {"title": "x", "kind": "regional", "text": "Op {boss_dag}.", "edition": one.edition},
    )
    assert answer.status_code == 422
    assert "{boss_dag}" in answer.content.decode()
    assert block(model, "Inleiding").text == one.text


def test_what_the_portal_does_not_know_is_named_before_it_is_handed_out(
    model, client, gijs, councils, almelo_executive
):
    change(model, "Eigen gebied", "{input_answered}", by=gijs)
    client.force_login(gijs)
    page = client.get(reverse("model_hand_out", args=[model.pk])).content.decode()
    assert "Het portaal weet nog niet: de inbreng van de eigen raad met de antwoorden." in page


def test_the_secretary_writes_her_block_by_the_page(letters, client, esra):
    client.force_login(esra)
    letter = letters["almelo"]
    own, intro, locked = (part(letter, title) for title in ("Eigen gebied", "Inleiding", "Besluit"))
    page = client.get(reverse("letter_edit", args=[letter.pk])).content.decode()
    assert f'name="part_{own.pk}"' in page and f'name="part_{locked.pk}"' not in page
    form = {
        "subject": letter.subject,
        "salutation": letter.salutation,
        "closing": letter.closing,
        "edition": letter.edition,
        f"part_{intro.pk}": intro.text,
        f"part_{own.pk}": "Hier wordt gebouwd.",
        f"part_{locked.pk}": "Een ander advies.",
        "text": "Dit veld doet niets.",
    }
    assert client.post(reverse("letter_edit", args=[letter.pk]), form).status_code == 302
    letter.refresh_from_db()
    assert letter.text.endswith("Het advies is unaniem.\n\nHier wordt gebouwd.")


def test_from_model_to_sixteen_drafts_in_six_clicks(
    client, gijs, councils, almelo_executive, hengelo_executive
):
    """Start, choose, make; read; hand out; confirm."""
    client.force_login(gijs)
    page = client.get(reverse("model_letter_new"))
    key = page.context["form"]["key"].value()
    made = client.post(reverse("model_letter_new"), {"start": "boss-held", "key": key}, follow=True)
    model = made.context["model"]
    executives = [
        row[0].pk for row in client.get(reverse("model_hand_out", args=[model.pk])).context["rows"]
    ]
    done = client.post(
        reverse("model_hand_out", args=[model.pk]), {"executives": executives}, follow=True
    )
    assert done.context["begun"] == len(executives) >= 2


def test_another_choice_after_a_newer_change_is_asked_again(model, letters, client, esra, gijs):
    change(model, "Inleiding", "Eerst.", by=gijs)
    letter = Letter.objects.get(pk=letters["almelo"].pk)
    one = block(model, "Inleiding")
    form = {"edition": letter.edition, f"block_{one.pk}": "take", f"edition_{one.pk}": one.edition}
    change(model, "Inleiding", "Later.", by=gijs)
    client.force_login(esra)
    client.post(reverse("letter_follow", args=[letter.pk]), form)
    assert "Later." not in Letter.objects.get(pk=letter.pk).text
    assert "Eerst." not in Letter.objects.get(pk=letter.pk).text


def test_a_secretary_of_another_executive_changes_nothing(letters, client, hengelo_executive):
    client.force_login(appointed("Noor", hengelo_executive, Role.EXECUTIVE_SECRETARY))
    letter = letters["almelo"]
    assert client.get(reverse("letter_follow", args=[letter.pk])).status_code == 404
    assert client.get(reverse("model_letter", args=[letter.model_id])).status_code == 403
