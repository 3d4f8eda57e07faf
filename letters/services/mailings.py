"""One letter to all members of a council: asked for once, held up, gone on with, taken."""

from __future__ import annotations

from secrets import choice
from string import ascii_uppercase, digits

from django.db import transaction

from council.models import InputSession
from letters import mailing_package, mailings
from letters.content import Missing
from letters.mailing_jobs import ask_for_next, batch_up, fingerprint_of
from letters.models import Letter, Mailing, Recipient, RunState
from ros_portal.audit.services import record
from ros_portal.lib.storage import read_intact
from stakeholders.models import User

from .runs import MOST_BYTES, NothingReady, PackageTooLarge

# Typed over from paper: without what looks alike.
CODE_SIGNS = "".join(sorted(set(ascii_uppercase + digits) - set("0O1IL8B")))
CODE_LENGTH = 10


class MailingIncomplete(Exception):
    """Nothing is made before this is mended; `missing` says what and what to do."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(str(item.what) for item in missing))
        self.missing = missing


@transaction.atomic
def start_mailing(
    letter: Letter, *, delivery: str, session: InputSession | None, by: User
) -> Mailing:
    """The same words to the same people is the mailing that is there, whoever asks and how often.

    Raises MailingIncomplete and PaperRefused.
    """
    letter = Letter.objects.with_bodies().select_for_update(of=("self",)).get(pk=letter.pk)
    paper = mailings.paper_to_all(letter)
    addressees = mailings.addressees_of(letter, paper, delivery)
    if missing := mailings.missing_for(paper, addressees, delivery):
        raise MailingIncomplete(missing)
    fingerprint = fingerprint_of(paper, addressees, session)
    known = letter.mailings.exclude(state=RunState.CANCELLED).filter(fingerprint=fingerprint)
    if mailing := known.first():
        return mailing
    mailing = Mailing.objects.create(
        letter=letter,
        session=session,
        fingerprint=fingerprint,
        paper=paper.facts(),
        invitation=mailings.invitation_facts(session),
        asked_by=by,
    )
    batch_up(
        mailing,
        [
            Recipient(
                mailing=mailing,
                member=one.member,
                name=one.name,
                salutation=one.salutation,
                address=one.address,
                code=_new_code() if session else "",
            )
            for one in addressees
        ],
    )
    record("letters.mailing.started", mailing, by=by, members=len(addressees))
    ask_for_next(mailing.pk)
    return mailing


@transaction.atomic
def steer_mailing(mailing: Mailing, state: RunState, *, by: User) -> None:
    """Pause, go on, stop. What is being made is finished; one that was stopped stays so."""
    mailing = _locked(mailing)
    if mailing.state in {state, RunState.CANCELLED}:
        return
    mailing.state = state
    mailing.save(update_fields=["state"])
    record(f"letters.mailing.{state.value}", mailing, by=by)
    ask_for_next(mailing.pk)


@transaction.atomic
def retry_failed_letters(mailing: Mailing, *, by: User) -> None:
    mailing = _locked(mailing)
    failed = list(mailing.recipients.failed())
    if not failed or mailing.state == RunState.CANCELLED:
        return
    batch_up(mailing, failed)
    mailing.state = RunState.GOING
    mailing.save(update_fields=["state"])
    record("letters.mailing.retried", mailing, by=by, letters=len(failed))
    ask_for_next(mailing.pk)


def read_letter_to(recipient: Recipient, *, by: User) -> bytes:
    """Raises FileDamaged and OSError."""
    content = read_intact(recipient.file, recipient.sha256)
    record("letters.mailing.read", recipient.mailing, by=by, letters=[recipient.pk])
    return content


def read_mailing(mailing: Mailing, *, by: User) -> bytes:
    """What is ready, as one file. Raises NothingReady, PackageTooLarge, FileDamaged, OSError."""
    recipients = list(mailing.recipients.ready())
    if not recipients:
        raise NothingReady
    attached = [one for one in mailing.letter.attachments.all() if one.is_held]
    if sum(one.bytes for one in recipients) + sum(one.bytes for one in attached) > MOST_BYTES:
        raise PackageTooLarge
    content = mailing_package.package_of(mailing, recipients)
    record(
        "letters.mailing.taken",
        mailing,
        by=by,
        letters={str(recipient.pk): recipient.sha256 for recipient in recipients},
    )
    return content


def _locked(mailing: Mailing) -> Mailing:
    return Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)


def _new_code() -> str:
    return "".join(choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
