"""What leaves the council: made public by the clerk, kept inside by a decision, read by a link."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.utils import timezone

from council import services
from council.models import (
    Destination,
    Input,
    InputKind,
    InputSession,
    InputSource,
    Outcome,
    Point,
    ReceiptLink,
)
from council.speech import Resolved, Said, Speech, Voted
from ros_portal.audit.models import AuditEvent
from strategy.remarks import remarks_on
from tests.council.conftest import IN_SECRET, closed, handed_over, plan
from tests.council.test_input_pages import give
from tests.strategy.conftest import make_chapter, make_product, publish
from tests.strategy.text.texts import doc, p

WORDS = "Bouw eerst bij het spoor."
DECISION = {
    "decided_by": "Presidium",
    "decided_on": date(2026, 3, 2),
    "ground": "Persoonlijke levenssfeer",
}


def say(author, session, *said, kind=InputKind.MEMBER, group=None, **options) -> Input:
    speech = Speech(key=uuid4(), author=author, kind=kind, group=group, said=said, **options)
    return services.submit_input(session, speech, by=author, received_at=timezone.now())


@pytest.fixture
def said(chris, session, opportunities, almelo_group) -> Input:
    return say(chris, session, Said(WORDS, opportunities), group=almelo_group)


@pytest.fixture
def motion(dina, session, opportunities, almelo_group, said) -> Input:
    resolved = Resolved(
        "Eerst het spoor",
        "2026-12",
        date(2026, 3, 3),
        [Voted(almelo_group, 5, 2, "Niet zonder geld.")],
    )
    return say(
        dina,
        session,
        Said("De raad vraagt om haast.", opportunities),
        kind=InputKind.MOTION,
        source="room",
        resolved=resolved,
    )


def public_page(client, session):
    client.logout()
    return client.get(f"/council/public/{session.pk}/")


def test_before_the_clerk_publishes_nobody_reads_it_outside(client, session, said):
    assert public_page(client, session).status_code == 404


def test_the_clerk_asks_and_then_everybody_reads_it(client, dina, session, said, motion):
    client.force_login(dina)
    address = f"/council/sessions/{session.pk}/make-public/"
    assert client.get(address).status_code == 403  # members still speak
    closed(session)
    assert "zonder account" in client.get(address).content.decode()
    client.post(address)
    page = public_page(client, session).content.decode()
    for words in (WORDS, "Chris", "Groep Noord", "Eerst het spoor", "Niet zonder geld.",
                  "Waar zitten zorgen?", said.receipt):  # fmt: skip
        assert words in page
    assert AuditEvent.objects.filter(event="council.session.made_public").count() == 1


def test_a_draft_stays_its_writers(client, chris, dina, session, opportunities, said):
    speech = Speech(uuid4(), chris, InputKind.MEMBER, None, [Said("Nog niet af.", opportunities)])
    services.save_draft(session, speech, by=chris)
    services.make_public(closed(session), by=dina)
    page = public_page(client, session).content.decode()
    assert WORDS in page and "Nog niet af." not in page


def test_only_the_clerk_and_once(anna, chris, dina, session, said):
    closed(session)
    for other in (anna, chris):
        with pytest.raises(PermissionDenied):
            services.make_public(session, by=other)
    services.make_public(session, by=dina)
    with pytest.raises(PermissionDenied):
        services.make_public(session, by=dina)


def test_a_session_that_is_public_does_not_open_again(dina, session, said):
    services.make_public(closed(session), by=dina)
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(services.MadePublicAlready):
        services.extend_session(session, closes_at=later, reason="Nog even", by=dina)


def test_what_was_closed_never_becomes_public(dina, almelo_council):
    session = closed(plan(almelo_council, **IN_SECRET))
    with pytest.raises(PermissionDenied):
        services.make_public(session, by=dina)
    with pytest.raises(Error), transaction.atomic():
        InputSession.objects.filter(pk=session.pk).update(published_at=timezone.now())


def test_what_is_withheld_leaves_the_page_at_once(client, dina, session, said):
    services.make_public(closed(session), by=dina)
    assert WORDS in public_page(client, session).content.decode()
    client.force_login(dina)
    sent = {**DECISION, "decided_on": "2026-03-02"}
    client.post(f"/council/inputs/{said.receipt}/withhold/", sent)
    page = public_page(client, session).content.decode()
    assert WORDS not in page and "Chris" not in page
    assert "1 inbreng staat hier niet" in page
    [event] = AuditEvent.objects.filter(event="council.input.withheld")
    assert (event.actor, event.facts["ground"]) == (dina, "Persoonlijke levenssfeer")


def test_secrecy_takes_a_decision(client, dina, chris, said):
    client.force_login(dina)
    address = f"/council/inputs/{said.receipt}/withhold/"
    assert client.post(address, {"decided_by": "Presidium"}).status_code == 422
    client.force_login(chris)
    assert client.post(address, DECISION).status_code == 403


def test_a_decision_on_secrecy_stays_as_it_is(dina, said):
    withholding = services.withhold_input(said, by=dina, **DECISION)
    with pytest.raises(services.WithheldAlready):
        services.withhold_input(said, by=dina, **DECISION)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE council_withholding SET ground = 'x' WHERE id = %s", [withholding.pk]
        )


def test_above_the_button_stands_when_it_becomes_public(client, chris, session):
    client.force_login(chris)
    address = f"/council/sessions/{session.pk}/input/"
    assert "Het wordt openbaar" in client.get(address).content.decode()
    InputSession.objects.update(**IN_SECRET)
    assert "het wordt niet openbaar" in client.get(address).content.decode()


# Behind closed doors


@pytest.fixture
def chapter(db):
    chapter = make_chapter(make_product(), text=doc(p("w", "Wonen bij het station.")))
    publish(chapter)
    return chapter


@pytest.fixture
def secret(almelo_council, almelo_group, boss, chris, dina, fred, chapter) -> Input:
    """Said behind closed doors about a paragraph, and on its way to the BOSS."""
    session = plan(almelo_council, meeting=boss, **IN_SECRET)
    about = Said(WORDS, chapter=chapter, revision=chapter.published, block_id="w")
    given = say(chris, session, about, kind=InputKind.GROUP, group=almelo_group)
    handed_over(session, dina)
    services.destine(Point.objects.all(), destination=Destination.BOSS, reason="", by=fred)
    return given


def pages_of(secret):
    point = Point.objects.get()
    return [
        f"/council/sessions/{secret.session_id}/",
        f"/council/sessions/{secret.session_id}/report/",
        f"/council/inputs/{secret.receipt}/",
        f"/council/points/{point.pk}/",
    ]


@pytest.mark.parametrize(
    ("who", "names"),
    [("chris", 4), ("dina", 4), ("anna", 0), ("fred", 0), ("gijs", 0), ("esra", 0)],
)
def test_outside_the_council_nobody_reads_who_said_it(client, request, secret, who, names):
    client.force_login(request.getfixturevalue(who))
    pages = [client.get(address).content.decode() for address in pages_of(secret)]
    assert sum(secret.receipt in page for page in pages) == 4
    assert sum("Groep Noord" in page for page in pages) == names
    assert [page.count("Dina") for page in pages if who not in ("chris", "dina")] == (
        [] if names else [0] * 4
    )


def test_beside_the_text_stands_the_council_alone(anna, chris, secret, chapter):
    [outside], [inside] = (remarks_on(who, chapter, most=9) for who in (anna, chris))
    assert outside.by == f"Een lid van {secret.session.body.name}"
    assert "Groep Noord" in inside.by


def test_the_log_does_not_say_who_spoke_behind_closed_doors(secret):
    [event] = AuditEvent.objects.filter(event="council.input.submitted")
    assert event.actor is None


def test_nor_does_it_where_words_are_read_back_worded_or_asked_for(
    anna, chris, dina, almelo_council
):
    session = plan(almelo_council, **IN_SECRET)
    services.remind_silent(session, by=dina)
    heard = Speech(
        uuid4(), chris, InputKind.MEMBER, None, [Said("Wonen.", session.questions.first())],
        source=InputSource.ROOM,
    )  # fmt: skip
    written = services.submit_input(session, heard, by=dina, received_at=timezone.now())
    services.ask_reading(session, due_on=timezone.localdate(), by=dina)
    services.react(written.answers.get(), text="Merkwoord.", key=uuid4(), by=chris)
    services.ask_inquiry(session, text="Merkvraag?", chapter=None, key=uuid4(), by=chris)
    services.ask_report(closed(session), by=dina)
    services.word_point(Point.objects.get(), text="Merktekst.", chapter=None, by=anna)
    assert not AuditEvent.objects.filter(actor=chris).exists()
    log = [f"{one.subject_label} {one.facts}" for one in AuditEvent.objects.all()]
    assert not [line for line in log if "Merk" in line or f"[{chris.pk}]" in line]


def test_what_is_withheld_names_nobody_outside_either(client, anna, dina, session, said):
    services.withhold_input(said, by=dina, **DECISION)
    handed_over(session, dina)
    client.force_login(anna)
    page = client.get(f"/council/inputs/{said.receipt}/").content.decode()
    assert WORDS in page and "Chris" not in page and "Groep Noord" not in page


def test_a_closed_motion_shows_no_groups_outside(
    client, anna, dina, session, motion, almelo_council
):
    services.withhold_input(motion, by=dina, **DECISION)
    handed_over(session, dina)
    client.force_login(anna)
    page = client.get(f"/council/inputs/{motion.receipt}/").content.decode()
    assert "5 voor, 2 tegen" in page and "Groep Noord" not in page and "Dina" not in page


# The link of a receipt


def link_in(page):
    return re.search(r"/r/[\w-]{40,}/", page).group()


def test_the_member_gets_a_link_that_works_without_account(client, chris, session):
    client.force_login(chris)
    page = client.get(give(client, session, WORDS).url).content.decode()
    link = link_in(page)
    assert "/r/" not in client.get(Input.objects.get().get_absolute_url()).content.decode()
    client.logout()
    response = client.get(link)
    assert WORDS in response.content.decode() and "Chris" in response.content.decode()
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"] and "no-store" in response["Cache-Control"]
    assert not ReceiptLink.objects.filter(token_hash=link.strip("/").partition("/")[2]).exists()


def test_a_new_link_ends_the_old_one(client, chris, dina, session):
    client.force_login(chris)
    old = link_in(client.get(give(client, session, WORDS).url).content.decode())
    given = Input.objects.get()
    new = link_in(client.post(f"{given.get_absolute_url()}link/", follow=True).content.decode())
    assert [client.get(link).status_code for link in (old, new)] == [404, 200]
    client.force_login(dina)
    assert client.post(f"{given.get_absolute_url()}link/").status_code == 403


def test_behind_closed_doors_there_is_no_link(client, chris, dina, session):
    InputSession.objects.update(**IN_SECRET)
    client.force_login(chris)
    assert "/r/" not in client.get(give(client, session, WORDS).url).content.decode()
    assert not ReceiptLink.objects.exists()


def test_a_decision_on_secrecy_ends_the_link(client, chris, dina, said):
    link = f"/r/{services.renew_receipt_link(said, by=chris)}/"
    assert client.get(link).status_code == 200
    services.withhold_input(said, by=dina, **DECISION)
    assert client.get(link).status_code == 404


def test_the_link_shows_an_answer_once_the_council_may_read_it(
    client, anna, bram, chris, dina, fred, gijs, boss, session, said
):
    link = f"/r/{services.renew_receipt_link(said, by=chris)}/"

    def page():
        return client.get(link).content.decode()

    assert "Punt " not in page()
    handed_over(session, dina)
    services.destine(Point.objects.all(), destination=Destination.BOSS, reason="", by=fred)
    assert Point.objects.get().code in page()
    response = services.answer_points(
        Point.objects.all(), title="Spoor", outcome=Outcome.NOT, text="Dat kan niet.", by=bram
    )
    assert "Dat kan niet." not in page()
    services.submit_response(response, by=bram)
    services.approve_response(response, by=anna)
    boss.starts_at = timezone.now()
    boss.save()
    services.publish_responses(boss, by=gijs)
    assert "Dat kan niet." not in page()
    services.release_answers(session, by=fred)
    assert "Dat kan niet." in page()
