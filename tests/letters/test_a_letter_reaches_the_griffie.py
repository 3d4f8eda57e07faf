"""By mail and as a package, with a receipt; under embargo and secret it leaks nowhere."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from letters import services
from letters.models import Dispatch, DispatchKind, Letter
from ros_portal.jobs.models import Job
from stakeholders.models import Channel, HouseStyle, Notification, Organisation, User
from stakeholders.services import choose_channels
from tests.jobs import run_due

from .conftest import DECISION, WriteLetter

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def adopt(write_letter: WriteLetter, signatories: object, esra: User):
    """A letter that the executive adopted, with its PDF."""

    def adopted(**fields: object) -> Letter:
        letter = write_letter(**fields)
        services.hand_to_executive(letter, by=esra)
        services.adopt_letter(letter, by=esra, **DECISION)
        run_due()
        return Letter.objects.with_bodies().get(pk=letter.pk)

    return adopted


def send(letter: Letter, *, by: User) -> Letter:
    services.send_letter(letter, by=by)
    run_due()
    return Letter.objects.with_bodies().get(pk=letter.pk)


def page_of(user: User, path: str):
    client = Client()
    client.force_login(user)
    return client.get(path)


def make_secret(letter: Letter, *readers: User, by: User) -> None:
    services.impose_secrecy(
        letter,
        ground="artikel 87 Gemeentewet: onderhandelingen",
        decided_by="het college",
        decided_on=timezone.localdate(),
        recipients=readers,
        by=by,
    )


def test_the_griffie_gets_the_letter_itself_and_the_receipt_says_so(adopt, dina, esra):
    letter = send(adopt(), by=esra)
    [message] = mail.outbox
    assert message.to == [dina.email]
    [(name, content, kind)] = message.attachments
    assert kind == "application/pdf" and content.startswith(b"%PDF") and name.endswith(".pdf")
    receipt = letter.dispatches.get()
    assert (receipt.user, receipt.kind) == (dina, DispatchKind.MAIL_WITH_LETTER)
    assert receipt.done_at is not None


def test_its_own_mailbox_goes_before_the_clerks(adopt, dina, esra, almelo: Organisation):
    HouseStyle.objects.update_or_create(
        organisation=almelo, defaults={"clerk_mailbox": "griffie@almelo.example"}
    )
    send(adopt(), by=esra)
    assert [message.to for message in mail.outbox] == [["griffie@almelo.example"]]


def test_a_mail_that_cannot_be_delivered_is_told_and_can_be_tried_again(
    adopt, dina, esra, settings
):
    settings.EMAIL_BACKEND = "tests.letters.mailbox.Unreachable"
    letter = send(adopt(), by=esra)
    for _attempt in range(8):
        Job.objects.update(run_after=timezone.now() - HOUR)
        run_due()
    receipt = letter.dispatches.get()
    assert receipt.done_at is None and receipt.error
    page = page_of(esra, letter.get_absolute_url()).content.decode()
    assert "niet bezorgd" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    services.mail_again(receipt, by=esra)
    run_due()
    receipt.refresh_from_db()
    assert receipt.done_at is not None and receipt.error == ""
    assert len(mail.outbox) == 1


def test_the_package_holds_letter_attachments_and_facts(adopt, write_letter, esra, dina):
    letter = send(adopt(subject="=SOM(A1)", reference="RB/1"), by=esra)
    answer = page_of(dina, reverse("letter_package", args=[letter.pk]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    pdf = archive.namelist()[0]
    assert archive.namelist() == [pdf, "metadata.json", "metadata.csv"]
    assert pdf.isascii() and pdf.startswith("2026-04-15-rb1-raadsbrief-almelo")
    facts = json.loads(archive.read("metadata.json"))
    assert facts["kenmerk"] == "RB/1" and facts["openbaarheid"] == "openbaar"
    assert facts["bestanden"][0]["sha256"] == letter.renderings.get().sha256
    rows = list(
        csv.DictReader(io.StringIO(archive.read("metadata.csv").decode("utf-8-sig")), delimiter=";")
    )
    assert rows[0]["titel"] == "'=SOM(A1)"
    assert Dispatch.objects.filter(letter=letter, kind="package", user=dina).count() == 1


def test_the_same_letter_gives_the_same_package(adopt, esra):
    letter = adopt()
    assert services.read_package(letter, by=esra) == services.read_package(letter, by=esra)


def test_under_embargo_only_the_griffie_reads_it_and_no_mail_carries_it(
    adopt, esra, dina, chris, anna
):
    letter = send(adopt(embargo_until=timezone.now() + HOUR, subject="Nog niet vertellen"), by=esra)
    [message] = mail.outbox
    assert message.attachments == []
    assert "Nog niet vertellen" not in message.subject + message.body
    assert (
        "Nog niet vertellen" not in Notification.objects.get(user=dina, kind="letters.sent").title
    )
    for who, status in [(dina, 200), (chris, 404), (anna, 404), (esra, 200)]:
        assert page_of(who, letter.get_absolute_url()).status_code == status
    for who in (chris, anna):
        assert "Nog niet vertellen" not in page_of(who, "/letters/").content.decode()
        assert b"Nog niet vertellen" not in page_of(who, "/letters/register.csv").content
    services.lift_embargo(letter, by=esra)
    assert page_of(chris, letter.get_absolute_url()).status_code == 200


def test_a_clerk_who_wants_mail_about_letters_reads_no_more_in_it(adopt, esra, dina):
    choose_channels(dina, {"letters.sent": Channel.MAIL})
    letter = send(adopt(embargo_until=timezone.now() + HOUR, subject="Nog niet vertellen"), by=esra)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert "Nog niet vertellen" not in message.subject + message.body
        assert letter.get_absolute_url() in message.body


def test_an_embargo_ends_by_itself(adopt, esra, chris):
    letter = send(adopt(embargo_until=timezone.now() + HOUR), by=esra)
    Letter.objects.filter(pk=letter.pk).update(embargo_until=timezone.now() - HOUR)
    assert page_of(chris, letter.get_absolute_url()).status_code == 200


def test_what_is_secret_is_read_by_whom_the_decision_names(adopt, esra, dina, chris, anna):
    letter = adopt(subject="Onderhandelingen")
    make_secret(letter, chris, by=esra)
    letter = send(Letter.objects.with_bodies().get(pk=letter.pk), by=esra)
    [message] = mail.outbox
    assert message.attachments == [] and "Onderhandelingen" not in message.subject + message.body
    for who, status in [(chris, 200), (dina, 404), (anna, 404), (esra, 200)]:
        assert page_of(who, letter.get_absolute_url()).status_code == status
    assert b"Onderhandelingen" not in page_of(dina, "/letters/register.csv").content
    services.lift_secrecy(letter, lifted_by="de raad", lifted_on=timezone.localdate(), by=esra)
    assert page_of(dina, letter.get_absolute_url()).status_code == 200


def test_secret_and_under_embargo_the_stricter_counts(adopt, esra, dina, chris):
    letter = adopt(embargo_until=timezone.now() + HOUR)
    make_secret(letter, chris, dina, by=esra)
    letter = send(Letter.objects.with_bodies().get(pk=letter.pk), by=esra)
    for who, status in [(dina, 200), (chris, 404)]:
        assert page_of(who, letter.get_absolute_url()).status_code == status


def test_what_the_council_has_read_cannot_be_made_secret(adopt, esra, chris):
    letter = send(adopt(), by=esra)
    with pytest.raises(services.LetterNotOpen):
        make_secret(letter, chris, by=esra)
    client = Client()
    client.force_login(esra)
    assert client.get(reverse("letter_secrecy", args=[letter.pk])).status_code == 403


def test_secrecy_decided_between_sending_and_mailing_counts(adopt, esra, dina):
    """The job was put down before; the mail looks again."""
    letter = adopt()
    services.send_letter(letter, by=esra)
    Letter.objects.filter(pk=letter.pk).update(embargo_until=timezone.now() + HOUR)
    run_due()
    [message] = mail.outbox
    assert message.attachments == []


def test_a_receipt_and_a_decision_never_change(adopt, esra, dina, chris):
    letter = adopt()
    make_secret(letter, chris, by=esra)
    letter = send(Letter.objects.with_bodies().get(pk=letter.pk), by=esra)
    receipts = Dispatch.objects.filter(letter=letter)
    changes = [
        lambda: receipts.update(address="ander@example.org"),
        lambda: receipts.update(done_at=timezone.now() + HOUR),
        lambda: type(letter.secrecy).objects.update(ground="anders"),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_register_as_a_file_follows_the_filter_of_the_screen(adopt, write_letter, esra, form):
    adopt(subject="Uitkomsten van het BOSS")
    write_letter(subject="Een ander onderwerp")
    answer = page_of(esra, f"/letters/register.{form}?q=uitkomsten")
    content = answer.content
    if form == "xlsx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"Uitkomsten van het BOSS" in content and b"Een ander onderwerp" not in content
    assert page_of(esra, "/letters/register.exe").status_code == 404


def test_the_page_of_the_letter_says_who_got_it(adopt, esra, dina, chris):
    letter = send(adopt(), by=esra)
    assert dina.email in page_of(esra, letter.get_absolute_url()).content.decode()
    assert dina.email not in page_of(chris, letter.get_absolute_url()).content.decode()
