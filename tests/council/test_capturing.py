"""What the clerk captures: once per key, by the right speaker, until the report is asked for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from council import services
from council.models import Input, InputKind, Reaction
from council.overviews import group_standings
from tests.council.conftest import closed, plan
from tests.jobs import run_due


@pytest.fixture
def captured(client, dina, session, opportunities, almelo_group, chris):
    """Two entries: of a member, and of a group as a whole."""
    client.force_login(dina)
    member = chris.appointments.get()
    for who, text in ((f"member-{member.pk}", "Wonen."), (f"group-{almelo_group.pk}", "Groen.")):
        assert capture(client, session, who=who, about=opportunities, text=text).status_code == 200
    return list(Input.objects.submitted().order_by("pk"))


def capture(client, session, *, who, about, text="Wonen.", key=None, source="room"):
    about = f"question-{about.pk}" if hasattr(about, "pk") else about
    return client.post(
        f"/council/sessions/{session.pk}/capture/entries/",
        {"key": str(key or uuid4()), "who": who, "about": about, "source": source, "text": text},
        content_type="application/json",
    )


def mend(client, captured, text, key=None):
    return client.post(
        f"/council/sessions/{captured.session_id}/capture/mend/",
        {"key": str(key or uuid4()), "answer": captured.answers.get().pk, "text": text},
        content_type="application/json",
    )


def test_speaker_and_typist_are_both_kept(captured, chris, dina, almelo_group):
    of_member, of_group = captured
    assert (of_member.author, of_member.entered_by, of_member.kind) == (
        chris,
        dina,
        InputKind.MEMBER,
    )
    assert (of_group.entered_by, of_group.group, of_group.kind) == (
        dina,
        almelo_group,
        InputKind.GROUP,
    )
    assert (of_member.speaker, of_group.speaker) == ("Chris (Groep Noord)", "Groep Noord")


def test_a_group_that_spoke_is_not_the_clerk_who_typed(client, captured):
    page = client.get(captured[1].get_absolute_url()).content.decode()
    assert "<dt>Gezegd door</dt><dd>Groep Noord</dd>" in page
    assert "Opgeschreven door" in page
    standing = group_standings(captured[1].session)[0]
    assert (standing.name, standing.inputs, standing.spoken) == ("Groep Noord", 2, ["Chris"])


def test_a_member_speaks_for_the_group(client, dina, chris, session, opportunities):
    client.force_login(dina)
    capture(client, session, who=f"voice-{chris.appointments.get().pk}", about=opportunities)
    given = Input.objects.get()
    assert (given.author, given.kind, given.on_behalf_of) == (
        chris,
        InputKind.GROUP,
        "Groep Noord",
    )
    assert given.speaker == "Chris namens Groep Noord"


def test_nobody_gets_mail_while_the_clerk_types(captured):
    run_due()
    assert mail.outbox == []


def test_the_same_entry_twice_is_one(client, dina, session, opportunities, almelo_group):
    client.force_login(dina)
    key, who = uuid4(), f"group-{almelo_group.pk}"
    answers = [capture(client, session, who=who, about=opportunities, key=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Input.objects.count() == 1
    other = capture(client, session, who=who, about=opportunities, key=key, text="Anders.")
    assert other.status_code == 409
    assert Input.objects.get().answers.get().text == "Wonen."


def test_after_the_window_until_the_report_and_known_ones_for_ever(
    client, dina, session, opportunities, almelo_group
):
    client.force_login(dina)
    key, who = uuid4(), f"group-{almelo_group.pk}"
    closed(session)
    assert capture(client, session, who=who, about=opportunities, key=key).status_code == 200
    services.ask_report(session, by=dina)
    assert capture(client, session, who=who, about=opportunities, key=key).status_code == 200
    late = capture(client, session, who=who, about=opportunities)
    assert late.status_code == 409
    # It says what to do: nothing can be added any more, and the words stand on this device alone.
    assert late.json() == {
        "message": "Het verslag wordt al gemaakt. Geef deze inbreng door aan wie het verslag "
        "maakt, of gooi hem hier weg."
    }


def test_before_the_session_opens_nothing_is_captured(client, dina, almelo_council, almelo_group):
    client.force_login(dina)
    opens = timezone.now() + timedelta(days=1)
    coming = plan(almelo_council, opens_at=opens, closes_at=opens + timedelta(days=1))
    question = coming.questions.first()
    early = capture(client, coming, who=f"group-{almelo_group.pk}", about=question)
    assert early.status_code == 409
    assert not Input.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": "group-0"},
        {"who": "nobody"},
        {"about": "question-0"},
        {"about": "block-1-none"},
        {"text": " "},
        {"source": "online"},
    ],
)
def test_what_cannot_be_is_refused_with_words(
    client, dina, session, opportunities, almelo_group, wrong
):
    client.force_login(dina)
    sent = {"who": f"group-{almelo_group.pk}", "about": opportunities, **wrong}
    refused = capture(client, session, **sent)
    assert refused.status_code == 422
    assert refused.json()["message"]
    assert not Input.objects.exists()


def test_the_clerk_mends_beside_the_original_and_the_report_begins_with_it(client, captured, dina):
    key = uuid4()
    for _ in range(2):
        assert mend(client, captured[0], "Wonen bij het spoor.", key).status_code == 200
    assert mend(client, captured[0], "Iets anders.", key).status_code == 409
    assert captured[0].answers.get().text == "Wonen."
    report = services.ask_report(closed(captured[0].session), by=dina)
    texts = set(report.points.values_list("text", flat=True))
    assert texts == {"Wonen bij het spoor.", "Groen."}
    assert mend(client, captured[0], "Te laat.").status_code == 409


def test_a_reaction_never_changes(client, captured):
    mend(client, captured[0], "Wonen bij het spoor.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reaction.objects.update(text="Iets anders.")


def test_the_page_has_what_was_captured_for_the_next_device(client, captured):
    mend(client, captured[0], "Wonen bij het spoor.")
    page = client.get(f"/council/sessions/{captured[0].session_id}/capture/")
    assert [(one["who"], one["mended"]) for one in page.context["entries"]] == [
        ("Chris (Groep Noord)", "Wonen bij het spoor."),
        ("Groep Noord", ""),
    ]
    assert "no-store" in page.headers["Cache-Control"]
