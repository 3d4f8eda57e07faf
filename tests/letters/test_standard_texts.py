"""Words for many letters: taken as a copy, with where they were used, never changing a letter."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from letters import services
from letters.models import Letter, StandardText
from letters.starts import STARTS
from stakeholders.models import Body, User

from .conftest import WriteLetter


@pytest.fixture
def text(almelo_executive: Body, esra: User) -> StandardText:
    return services.write_standard_text(
        almelo_executive.organisation,
        title="Vervolg",
        text="Wij houden {place} op de hoogte.",
        by=esra,
    )


def form_of(letter: Letter, **more: Any) -> dict[str, Any]:
    letter.refresh_from_db()
    names = ("subject", "text", "reference", "salutation", "closing", "edition")
    return {**{name: getattr(letter, name) for name in names}, **more}


def put(client, letter: Letter, taken: StandardText | None, **more: Any):
    chosen = {"insert": "1", "insert-standard_text": taken.pk if taken else ""}
    return client.post(
        reverse("letter_edit", args=[letter.pk]), form_of(letter, **{**chosen, **more})
    )


def test_it_comes_into_the_letter_with_its_facts(
    client, draft: Letter, text: StandardText, esra: User
) -> None:
    client.force_login(esra)
    page = client.get(reverse("letter_edit", args=[draft.pk])).content.decode()
    assert "Standaardtekst invoegen" in page
    answer = put(client, draft, text, text="Nog niet bewaard.")
    assert answer["Location"] == reverse("letter_edit", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.text == "Nog niet bewaard.\n\nWij houden Almelo op de hoogte."


@pytest.mark.parametrize(
    ("at", "result"),
    [
        (None, "een\n\ntwee\n\nNIEUW"),
        (0, "een\n\nNIEUW\n\ntwee"),
        (2, "een\n\nNIEUW\n\ntwee"),
        (7, "een\n\ntwee\n\nNIEUW"),
        (900, "een\n\ntwee\n\nNIEUW"),
    ],
)
def test_it_comes_after_the_paragraph_of_the_caret(at: int | None, result: str) -> None:
    assert services.put_in("een\n\ntwee", "NIEUW", at) == result


def test_used_in_says_which_letters_took_it(
    client, draft: Letter, text: StandardText, esra: User
) -> None:
    client.force_login(esra)
    put(client, draft, text)
    put(client, draft, text)
    assert text.uses.get().letter == draft
    page = client.get(text.get_absolute_url()).content.decode()
    assert f'href="{draft.get_absolute_url()}"' in page
    assert "gebruikt in 1 brief" in client.get(reverse("standard_text_list")).content.decode()


def test_another_text_changes_no_letter(
    client, draft: Letter, text: StandardText, esra: User
) -> None:
    client.force_login(esra)
    put(client, draft, text)
    before = Letter.objects.get(pk=draft.pk).text
    services.word_standard_text(text, edition=1, title="Vervolg", text="Anders.", by=esra)
    services.retire_standard_text(text, retire=True, by=esra)
    assert Letter.objects.get(pk=draft.pk).text == before
    assert text.uses.get().edition == 1


def test_two_at_once_both_keep_their_words(client, text: StandardText, esra: User) -> None:
    client.force_login(esra)
    services.word_standard_text(text, edition=1, title="Vervolg", text="Van de collega.", by=esra)
    form = {"title": "Vervolg", "text": "Van mij.", "edition": 1}
    answer = client.post(text.get_absolute_url(), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Van de collega." in page
    assert "Van mij." in page
    text.refresh_from_db()
    assert text.text == "Van de collega."


def test_what_is_out_of_use_is_not_taken(
    client, draft: Letter, text: StandardText, esra: User
) -> None:
    client.force_login(esra)
    client.post(reverse("standard_text_retire", args=[text.pk]))
    text.refresh_from_db()
    assert text.retired_at is not None
    answer = put(client, draft, text, text="Getypt.")
    assert answer.status_code == 422
    assert "Getypt." in answer.content.decode()
    with pytest.raises(services.StandardTextRetired):
        services.insert_standard_text(
            draft, text, fields={"text": "x"}, edition=draft.edition, by=esra
        )
    draft.refresh_from_db()
    assert draft.text == "Wij informeren u."
    client.post(reverse("standard_text_retire", args=[text.pk]), {"way": "back"})
    assert put(client, draft, text).status_code == 302


def test_nothing_chosen_keeps_what_was_typed(client, draft: Letter, esra: User) -> None:
    client.force_login(esra)
    answer = put(client, draft, None, text="Getypt.")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Getypt." in page
    assert "Kies de tekst" in page


def test_a_letter_that_becomes_too_long_stays_as_it_was(
    client, write_letter: WriteLetter, almelo_executive: Body, esra: User
) -> None:
    letter = write_letter(text="woord " * 6_000)
    long = services.write_standard_text(
        almelo_executive.organisation, title="Lang", text="woord " * 2_000, by=esra
    )
    client.force_login(esra)
    assert put(client, letter, long).status_code == 422
    letter.refresh_from_db()
    assert len(letter.text) < 40_000
    assert not long.uses.exists()


def test_a_colleague_who_saved_first_is_not_overwritten(
    client, draft: Letter, text: StandardText, esra: User
) -> None:
    old = form_of(draft)
    services.change_letter(draft, edition=draft.edition, by=esra, text="Van de collega.")
    client.force_login(esra)
    answer = client.post(
        reverse("letter_edit", args=[draft.pk]),
        {**old, "insert": "1", "insert-standard_text": text.pk},
    )
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.text == "Van de collega."
    assert not text.uses.exists()


def test_it_goes_into_a_block_that_may_be_written_in(
    client, almelo_executive: Body, almelo_council: Body, text: StandardText, esra: User, gijs: User
) -> None:
    model = services.start_model(STARTS["boss-held"], key=uuid.uuid4(), by=gijs)
    locked, free = model.blocks.filter(kind="regional")[:2]
    services.change_block(locked, edition=locked.edition, is_locked=True, by=gijs)
    [letter] = services.hand_out(model, [almelo_executive], by=gijs)
    parts = {part.block_id: part for part in letter.parts.all()}
    fields = {f"part_{part.pk}": part.text for part in parts.values()}
    client.force_login(esra)
    answer = put(client, letter, text, **fields, **{"insert-into": parts[locked.pk].pk})
    assert answer.status_code == 422
    put(client, letter, text, **fields, **{"insert-into": parts[free.pk].pk})
    letter.refresh_from_db()
    assert letter.parts.get(block=free).text.endswith("Wij houden Almelo op de hoogte.")
    assert "Wij houden Almelo op de hoogte." in letter.text


def test_only_what_the_portal_knows_stands_between_braces(client, esra: User) -> None:
    client.force_login(esra)
    form = {"title": "x", "text": "Op {weather} was het BOSS."}
    answer = client.post(reverse("standard_text_new"), form)
    assert answer.status_code == 422
    assert "{weather}" in answer.content.decode()
    assert not StandardText.objects.exists()


def test_everybody_takes_those_of_the_region_and_the_project_team_keeps_them(
    client, text: StandardText, esra: User, gijs: User, ivo: User, draft: Letter
) -> None:
    client.force_login(gijs)
    client.post(
        reverse("standard_text_new"), {"owner": "region", "title": "Over de ROS", "text": "De ROS."}
    )
    regional = StandardText.objects.get(organisation=None)
    assert client.get(text.get_absolute_url()).status_code == 404
    client.force_login(esra)
    assert client.get(regional.get_absolute_url()).status_code == 200
    form = {"title": "Over de ROS", "text": "Anders.", "edition": 1}
    assert client.post(regional.get_absolute_url(), form).status_code == 403
    assert put(client, draft, regional).status_code == 302
    client.force_login(gijs)
    page = client.get(regional.get_absolute_url()).content.decode()
    assert draft.get_absolute_url() not in page
    assert "en in 1 brief die u niet kunt lezen" in page
