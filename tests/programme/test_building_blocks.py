"""What is proposed and what is decided stand apart, and a block drifts exactly when its words changed."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from programme import building, services
from programme.models import BlockDecision, BuildingBlock, DecidedBlock, Use
from ros_portal.lib.keys import UsedForSomethingElse
from strategy.models import Version, VersionChapter
from strategy.services import freeze_version, publish_chapter, save_chapter
from tests.strategy.conftest import BEGIN
from tests.strategy.text.texts import doc, p

pytestmark = pytest.mark.django_db

HEAD, FIRST, SECOND = BEGIN["content"]
THEN = "Twente bouwt bij de stations."
OTHER = "Twente bouwt bij elke halte."


def rewrite(chapter, gijs, *blocks, name: str) -> VersionChapter:
    """Published and frozen; a text that stays as it was is frozen once more."""
    chapter.refresh_from_db()
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=doc(*blocks), by=gijs)
    if saved.head.pk != chapter.published_id:
        publish_chapter(chapter, revision_id=saved.head.pk, reason="Na overleg", by=gijs)
    return freeze(chapter, gijs, name)


def freeze(chapter, gijs, name: str) -> VersionChapter:
    version = freeze_version(chapter.product, name=name, note="Voor de raden", by=gijs)
    return version.chapters.get(chapter=chapter)


@pytest.fixture
def frozen(chapter, gijs) -> VersionChapter:
    return freeze(chapter, gijs, "0.7")


@pytest.fixture
def block(almelo, almelo_council, frozen, anna) -> BuildingBlock:
    services.take_blocks(almelo, frozen, ["para-1"], by=anna)
    return BuildingBlock.objects.get()


def propose(block, by, use=Use.ADOPT, own_words="") -> None:
    block.refresh_from_db()
    said = {"reason": "Past bij ons.", "own_words": own_words, "edition": block.edition}
    services.propose_use(block, use=use, by=by, **said)


def decide(block, body, by, use=Use.ADOPT, own_words="", on=None, number="2026-114", key=None):
    block.refresh_from_db()
    return services.decide_blocks(
        body,
        {block.pk: services.Outcome(use, own_words, block.edition)},
        number=number,
        decided_on=on or timezone.localdate(),
        key=key or uuid.uuid4(),
        by=by,
    )


def seen(block, user) -> building.Seen:
    (one,) = building.seen_by(user, BuildingBlock.objects.filter(pk=block.pk).in_order())
    return one


def test_a_block_keeps_the_words_of_the_version(block, frozen):
    assert (block.words, block.frozen) == (THEN, frozen)


def test_a_paragraph_is_taken_once_and_a_heading_never(almelo, hengelo, block, frozen, anna, bram):
    assert services.take_blocks(almelo, frozen, ["para-1", "para-2", "head-1"], by=anna) == 1
    assert services.take_blocks(almelo, frozen, ["para-1", "nergens"], by=anna) == 0
    assert services.take_blocks(hengelo, frozen, ["para-1"], by=bram) == 1


def test_a_proposal_lies_on_the_table_until_the_council_decides_otherwise(
    block, almelo_council, anna, dina
):
    propose(block, anna, Use.ADAPT, "Almelo bouwt bij de stations.")
    decide(block, almelo_council, dina, Use.SET_ASIDE)
    block.refresh_from_db()
    decided = DecidedBlock.objects.get()
    assert (block.proposal, block.decided) == ("", decided)
    assert (decided.proposal, decided.proposed_words) == ("adapt", "Almelo bouwt bij de stations.")
    assert (decided.outcome, decided.own_words, decided.words) == ("set_aside", "", THEN)


def test_one_decision_covers_many_blocks(almelo, block, almelo_council, frozen, anna, dina):
    services.take_blocks(almelo, frozen, ["para-2"], by=anna)
    blocks = list(BuildingBlock.objects.order_by("pk"))
    for one in blocks:
        propose(one, anna)
    outcomes = {
        one.pk: services.Outcome(use, "", 2)
        for one, use in zip(blocks, [Use.ADOPT, Use.NOT_YET], strict=True)
    }
    today = timezone.localdate()
    decision = services.decide_blocks(
        almelo_council, outcomes, number="12", decided_on=today, key=uuid.uuid4(), by=dina
    )
    assert sorted(one.outcome for one in decision.blocks.all()) == ["adopt", "not_yet"]


def test_a_decision_that_is_sent_twice_is_one(block, almelo_council, anna, dina):
    propose(block, anna)
    key = uuid.uuid4()
    first = decide(block, almelo_council, dina, key=key)
    assert decide(block, almelo_council, dina, key=key) == first
    with pytest.raises(UsedForSomethingElse):
        decide(block, almelo_council, dina, Use.NOT_YET, key=key)
    assert BlockDecision.objects.count() == 1


def test_the_decision_of_the_last_day_holds(block, almelo_council, anna, dina):
    propose(block, anna)
    decide(block, almelo_council, dina, Use.ADOPT)
    yesterday = timezone.localdate() - timedelta(days=1)
    decide(block, almelo_council, dina, Use.NOT_YET, on=yesterday, number="11")
    block.refresh_from_db()
    assert block.decided.outcome == "adopt"
    decide(block, almelo_council, dina, Use.SET_ASIDE, number="13")  # put right on the same day
    block.refresh_from_db()
    assert block.decided.outcome == "set_aside"


def test_nothing_is_decided_without_a_proposal_nor_about_another_organisation(
    hengelo, block, almelo_council, hengelo_council, frozen, anna, dina
):
    with pytest.raises(services.NothingToDecide):
        decide(block, almelo_council, dina)
    propose(block, anna)
    with pytest.raises(services.NothingToDecide):
        decide(block, hengelo_council, dina)


def test_nothing_is_decided_tomorrow(block, almelo_council, anna, dina):
    propose(block, anna)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(services.DecidedTomorrow):
        decide(block, almelo_council, dina, on=tomorrow)
    with pytest.raises(DatabaseError), transaction.atomic():
        BlockDecision.objects.create(
            body=almelo_council, number="1", decided_on=tomorrow, recorded_on=timezone.localdate()
        )


def test_who_read_an_older_proposal_is_told(block, almelo_council, anna, dina):
    propose(block, anna)
    outcomes = {block.pk: services.Outcome(Use.ADOPT, "", block.edition)}
    propose(block, anna, Use.NOT_YET)
    with pytest.raises(services.BlockChangedMeanwhile):
        services.decide_blocks(
            almelo_council,
            outcomes,
            number="1",
            decided_on=timezone.localdate(),
            key=uuid.uuid4(),
            by=dina,
        )


def test_what_was_decided_never_changes(block, almelo_council, anna, dina):
    propose(block, anna)
    decision = decide(block, almelo_council, dina)
    for change in (
        lambda: BlockDecision._base_manager.filter(pk=decision.pk)._update(
            [(BlockDecision._meta.get_field("number"), BlockDecision, "9")]
        ),
        lambda: DecidedBlock._base_manager.filter(decision=decision)._update(
            [(DecidedBlock._meta.get_field("outcome"), DecidedBlock, "not_yet")]
        ),
        lambda: BuildingBlock.objects.update(decided=None),
    ):
        with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "facts",
    [
        {"proposal": "adapt", "reason": "x"},
        {"proposal": "adopt", "reason": "x", "own_words": "y"},
        {"proposal": "adopt"},
        {"reason": "x"},
        {"stayed_because": "x"},
    ],
)
def test_what_the_database_refuses(block, facts):
    with pytest.raises(DatabaseError), transaction.atomic():
        BuildingBlock.objects.update(**facts)


def test_undecided_blocks_are_for_the_own_organisation_and_its_council(
    block, almelo_council, anna, bram, chris, dina, ivo
):
    def readers() -> list[bool]:
        people = (anna, chris, bram, ivo)
        return [BuildingBlock.objects.visible_to(one).exists() for one in people]

    assert readers() == [True, True, False, False]
    propose(block, anna)
    assert readers() == [True, True, False, False]
    decide(block, almelo_council, dina)
    assert readers() == [True, True, True, True]


def test_a_new_proposal_about_a_decided_block_stays_inside(
    block, almelo_council, chapter, anna, bram, dina, gijs
):
    propose(block, anna)
    decide(block, almelo_council, dina)
    rewrite(chapter, gijs, HEAD, p("para-1", OTHER), SECOND, name="0.8")
    block.refresh_from_db()
    services.follow_text(block, seen=OTHER, edition=block.edition, by=anna)
    propose(block, anna, Use.NOT_YET)
    mine, theirs = seen(block, anna), seen(block, bram)
    assert (mine.words, mine.proposal, mine.is_drifted) == (OTHER, "not_yet", False)
    assert (theirs.words, theirs.proposal, theirs.is_drifted) == (THEN, "", True)


# What happens to the paragraphs of the chapter, and whether the words of the first one change.
STEPS = {
    "as it was": ([HEAD, FIRST, SECOND], False),
    "other words": ([HEAD, p("para-1", OTHER), SECOND], True),
    "another paragraph": ([HEAD, FIRST, p("para-2", "Water bepaalt waar dat kan.")], False),
    "moved": ([HEAD, SECOND, FIRST], False),
    "gone": ([HEAD, SECOND], True),
    "one more before it": ([HEAD, p("para-9", "Iets heel anders."), FIRST, SECOND], False),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_block_drifts_exactly_when_its_words_changed(block, chapter, anna, gijs, step):
    blocks, changes = STEPS[step]
    rewrite(chapter, gijs, *blocks, name="0.8")
    assert seen(block, anna).is_drifted == changes


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=4))
def test_only_the_newest_version_counts(almelo, frozen, chapter, anna, gijs, steps):
    point = transaction.savepoint()
    services.take_blocks(almelo, frozen, ["para-1"], by=anna)
    block = BuildingBlock.objects.get()
    for number, step in enumerate(steps):
        rewrite(chapter, gijs, *STEPS[step][0], name=f"1.{number}")
    words = {"other words": OTHER, "gone": ""}.get(steps[-1], THEN)
    assert seen(block, anna).is_drifted == (words != THEN)
    transaction.savepoint_rollback(point)
    chapter.refresh_from_db()


def test_text_that_was_published_but_not_frozen_drifts_nothing(block, chapter, anna, gijs):
    chapter.refresh_from_db()
    text = doc(HEAD, p("para-1", OTHER), SECOND)
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=text, by=gijs)
    publish_chapter(chapter, revision_id=saved.head.pk, reason="Na overleg", by=gijs)
    assert not seen(block, anna).is_drifted


def test_who_takes_over_the_new_text_keeps_the_earlier_decision_as_history(
    block, almelo_council, chapter, anna, dina, gijs
):
    propose(block, anna)
    decide(block, almelo_council, dina)
    newer = rewrite(chapter, gijs, HEAD, p("para-1", OTHER), SECOND, name="0.8")
    block.refresh_from_db()
    services.follow_text(block, seen=OTHER, edition=block.edition, by=anna)
    block.refresh_from_db()
    assert (block.words, block.frozen, block.proposal) == (OTHER, newer, "")
    assert [one.words for one in block.history.all()] == [THEN]
    assert seen(block, anna).is_of_older_words


def test_who_stays_with_the_old_text_is_asked_again_when_it_changes_once_more(
    block, chapter, anna, gijs
):
    rewrite(chapter, gijs, HEAD, p("para-1", OTHER), SECOND, name="0.8")
    services.keep_text(block, because="Wij hebben geen haltes.", seen=OTHER, edition=1, by=anna)
    assert (seen(block, anna).differs, seen(block, anna).is_drifted) == (True, False)
    freeze(chapter, gijs, "0.9")
    assert not seen(block, anna).is_drifted
    rewrite(chapter, gijs, HEAD, p("para-1", "Nog eens anders."), SECOND, name="1.0")
    assert seen(block, anna).is_drifted


def test_who_read_older_words_is_not_believed(block, chapter, anna, gijs):
    rewrite(chapter, gijs, HEAD, p("para-1", OTHER), SECOND, name="0.8")
    rewrite(chapter, gijs, HEAD, p("para-1", "Toen zo."), SECOND, name="0.9")
    with pytest.raises(services.BlockChangedMeanwhile):
        services.follow_text(block, seen=OTHER, edition=1, by=anna)
    with pytest.raises(services.BlockChangedMeanwhile):
        services.keep_text(block, because="Nee.", seen=OTHER, edition=1, by=anna)


def test_a_paragraph_that_is_gone_cannot_be_taken_over(block, chapter, anna, gijs):
    rewrite(chapter, gijs, HEAD, SECOND, name="0.8")
    with pytest.raises(services.BlockChangedMeanwhile):
        services.follow_text(block, seen="", edition=1, by=anna)
    services.keep_text(block, because="Voor ons blijft het staan.", seen="", edition=1, by=anna)
    assert not seen(block, anna).is_drifted


def page(client, person, name, *args, data=None, query=""):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse(name, args=args) + query
    return client.get(address) if data is None else client.post(address, data)


def test_a_whole_chapter_becomes_building_blocks(client, almelo, frozen, anna):
    answer = page(
        client, anna, "building_take", "almelo", frozen.pk, data={"csrfmiddlewaretoken": "x"}
    )
    assert answer.status_code == 422
    answer = page(client, anna, "building_take", "almelo", frozen.pk, data={"whole": "on"})
    assert answer.status_code == 302
    assert [one.block for one in BuildingBlock.objects.order_by("place")] == ["para-1", "para-2"]


def test_adapting_needs_the_own_words(client, block, anna):
    sent = {"use": "adapt", "reason": "Past beter.", "own_words": "", "edition": 1}
    assert page(client, anna, "building_propose", block.pk, data=sent).status_code == 422
    sent["own_words"] = "Almelo bouwt bij de stations."
    assert page(client, anna, "building_propose", block.pk, data=sent).status_code == 302
    block.refresh_from_db()
    assert (block.proposal, block.own_words) == ("adapt", "Almelo bouwt bij de stations.")


def test_who_saves_on_top_of_a_newer_proposal_is_told_and_saves_the_second_time(
    client, block, anna
):
    propose(block, anna)
    sent = {"use": "not_yet", "reason": "Eerst verder kijken.", "own_words": "", "edition": 1}
    answer = page(client, anna, "building_propose", block.pk, data=sent)
    assert answer.status_code == 422
    assert 'name="edition" value="2"' in answer.content.decode()
    sent["edition"] = 2
    assert page(client, anna, "building_propose", block.pk, data=sent).status_code == 302


def test_the_clerk_records_one_decision_about_the_ticked_blocks(
    client, almelo, almelo_council, block, frozen, anna, dina
):
    services.take_blocks(almelo, frozen, ["para-2"], by=anna)
    first, second = BuildingBlock.objects.order_by("pk")
    for one in (first, second):
        propose(one, anna)
    query = f"?block={first.pk}&block={second.pk}"
    shown = page(client, dina, "building_decide", "almelo", query=query)
    assert shown.content.decode().count("<fieldset") == 2
    sent = {
        "key": uuid.uuid4(),
        "number": "2026-114",
        "decided_on": timezone.localdate() + timedelta(days=1),
        f"use_{first.pk}": "adopt",
        f"use_{second.pk}": "adapt",
        f"words_{first.pk}": "vergeten weg te halen",
        f"words_{second.pk}": "",
        f"edition_{first.pk}": 2,
        f"edition_{second.pk}": 2,
    }
    refused = page(client, dina, "building_decide", "almelo", data=sent, query=query)
    form = refused.context["form"]
    assert set(form.errors) == {"decided_on", f"words_{second.pk}"}
    sent["decided_on"] = timezone.localdate()
    sent[f"words_{second.pk}"] = "Water bepaalt waar dat kan."
    answer = page(client, dina, "building_decide", "almelo", data=sent, query=query)
    assert answer.status_code == 302
    outcomes = DecidedBlock.objects.order_by("building_block").values_list("outcome", "own_words")
    assert list(outcomes) == [("adopt", ""), ("adapt", "Water bepaalt waar dat kan.")]


def test_following_and_keeping_from_the_page(client, block, chapter, anna, gijs):
    assert page(client, anna, "building_follow", block.pk).status_code == 302  # nothing changed
    rewrite(chapter, gijs, HEAD, p("para-1", OTHER), SECOND, name="0.8")
    sent = {"answer": "keep", "because": "", "seen": OTHER, "edition": 1}
    assert page(client, anna, "building_follow", block.pk, data=sent).status_code == 422
    sent["because"] = "Wij hebben geen haltes."
    assert page(client, anna, "building_follow", block.pk, data=sent).status_code == 302
    sent |= {"answer": "follow", "edition": 2}
    assert page(client, anna, "building_follow", block.pk, data=sent).status_code == 302
    block.refresh_from_db()
    assert (block.words, block.stayed_at) == (OTHER, None)


def test_the_comparison_shows_then_and_now(client, block, chapter, anna, gijs):
    rewrite(chapter, gijs, HEAD, p("para-1", OTHER), SECOND, name="0.8")
    shown = page(client, anna, "building_detail", block.pk).content.decode()
    assert "Gewijzigd sinds versie 0.7" in shown
    written = shown.partition("ros-text ros-comparison")[2]
    assert "de stations" in written.partition("<del>")[2].partition("</del>")[0]
    assert "elke halte" in written.partition("<ins>")[2].partition("</ins>")[0]


SECRET = "Alleen voor de eigen raad."


def test_no_page_and_no_file_tells_others_what_is_proposed(
    client, block, almelo_council, anna, bram, chris, dina
):
    def readers(person) -> list[bool]:
        pages = [("building_list", "almelo"), ("building_detail", block.pk), ("building_region",)]
        files = [("building_file", "almelo", kind) for kind in ("json", "odt", "docx")]
        told = [page(client, person, *one) for one in pages + files]
        return [tells(one.content, SECRET, "Eigen tekst.") for one in told]

    propose(block, anna)
    decide(block, almelo_council, dina)
    block.refresh_from_db()
    services.propose_use(
        block,
        use=Use.ADAPT,
        reason=SECRET,
        own_words="Eigen tekst.",
        edition=block.edition,
        by=anna,
    )
    services.note_landing(block, landed_in="Hoofdstuk 4", edition=block.edition + 1, by=anna)
    assert readers(bram) == [False] * 6
    assert readers(chris) == [False, True, False, True, True, True]


def tells(content: bytes, *words: str) -> bool:
    parts = [content]
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as package:
            parts = [package.read(name) for name in package.namelist()]
    return any(word.encode() in part for word in words for part in parts)


def test_a_file_carries_ids_that_stay(client, block, almelo_council, chapter, anna, bram, dina):
    propose(block, anna, Use.ADAPT, "Almelo bouwt <bij> de stations & haltes.")
    decide(block, almelo_council, dina, Use.ADAPT, "Almelo bouwt <bij> de stations & haltes.")
    section = f"chp_{chapter.pk}__blk_para-1"
    facts = json.loads(page(client, bram, "building_file", "almelo", "json").content)
    (one,) = facts["blocks"]
    assert (one["id"], one["block"], one["version"]["name"]) == (section, "para-1", "0.7")
    assert (one["words"], one["proposal"], one["landed_in"]) == (THEN, None, "")
    assert one["decision"]["outcome"] == "adapt"
    odt = page(client, bram, "building_file", "almelo", "odt").content
    with ZipFile(BytesIO(odt)) as package:
        assert package.infolist()[0].filename == "mimetype"
        assert package.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        for name in package.namelist()[1:]:
            etree.fromstring(package.read(name))
        content = package.read("content.xml").decode()
    assert f'text:name="{section}"' in content
    assert "Almelo bouwt &lt;bij&gt; de stations &amp; haltes." in content
    word = docx.Document(BytesIO(page(client, bram, "building_file", "almelo", "docx").content))
    words = [one.text for one in word.paragraphs]
    assert "Almelo bouwt <bij> de stations & haltes." in words
    assert any(section in one for one in words)


def test_who_has_drifted_stands_first(
    client, block, almelo, hengelo, frozen, chapter, anna, bram, gijs, almelo_council, dina
):
    services.take_blocks(hengelo, frozen, ["para-2"], by=bram)
    services.take_blocks(almelo, frozen, ["para-2"], by=anna)
    rewrite(chapter, gijs, HEAD, FIRST, p("para-2", "Water bepaalt waar dat kan."), name="0.8")
    table = building.table_for(bram)
    assert [(one.slug, n) for one, n in table.organisations] == [("hengelo", 1), ("almelo", 0)]
    services.take_blocks(hengelo, Version.objects.latest("pk").chapters.get(), ["para-1"], by=bram)
    assert [line.seen.block.block for line in building.table_for(bram).lines] == [
        "para-2",
        "para-1",
    ]
