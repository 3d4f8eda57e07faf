"""Letters with their attachments and files."""

from __future__ import annotations

from uuid import uuid4

from letters.models import (
    Letter,
    Mailing,
    ModelLetter,
    Recipient,
    Rendering,
    Run,
    RunLetter,
)
from stakeholders.models import Role, User
from tests.access import World

from .copies import copies


def grow(world: World, count: int) -> None:
    for status in ("draft", "with_executive", "sent"):
        letter = Letter.objects.get(pk=world.things[f"{status}_letter"].pk)
        more = Letter.objects.bulk_create(copies(letter, count, key=uuid4, subject="Brief {}"))
    run = world.things["run"]
    Run.objects.bulk_create(copies(run, count, key=uuid4, title="Brieven {}"))
    RunLetter.objects.bulk_create(
        copy
        for letter in more
        for copy in copies(run.rows.first(), 1, letter_id=letter.pk, rendering_id=None)
    )
    mailing = world.things["mailing"]
    Mailing.objects.bulk_create(copies(mailing, count, fingerprint="{}"))
    people = User.objects.filter(appointments__role=Role.COUNCIL_MEMBER).exclude(
        pk__in=mailing.recipients.values("member")
    )
    recipient = mailing.recipients.first()
    Recipient.objects.bulk_create(
        copy for member in people for copy in copies(recipient, 1, member_id=member.pk, code="{}")
    )
    receipt = world.things["sent_letter"].dispatches.first()
    receipt.letter.dispatches.bulk_create(copies(receipt, count, address="a{}@example.org"))
    model = world.things["model"]
    ModelLetter.objects.bulk_create(copies(model, count, key=uuid4, subject="Brief {}"))
    blocks = model.blocks.bulk_create(
        copies(world.things["model_block"], count, title="Blok {}", edition=2)
    )
    regional = world.things["regional_letter"]
    part = regional.parts.first()
    regional.parts.bulk_create(
        copy for block in blocks for copy in copies(part, 1, block_id=block.pk)
    )
    draft = world.things["draft_letter"]
    attachments = copies(draft.attachments.first(), count, title="{}")
    for number, attachment in enumerate(attachments, start=draft.attachments.count() + 1):
        attachment.number = number
    draft.attachments.bulk_create(attachments)
    Rendering.objects.bulk_create(
        copies(world.things["draft_pdf"], count, fingerprint="{}", file="", sha256="", made_at=None)
    )
