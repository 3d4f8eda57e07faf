"""A draft is the secretary's, the portfolio holder reads along; the council reads what is sent."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from letters import mailings, services
from letters.models import FactNotice, Letter
from letters.starts import STARTS
from milestones.models import Milestone, MilestoneKind
from stakeholders.models import Signatory
from tests.access import SIGNED_IN, TO_SIGN_IN, Row, World
from tests.jobs import run_due

DAY = date(2026, 4, 15)

LEADS = {**TO_SIGN_IN, "lead@*": 200, "*": 403}
SECRETARIES = {**TO_SIGN_IN, "secretary@*": 200, "*": 403}
# Who works with many letters at once.
MANY = {
    **TO_SIGN_IN,
    "secretary@*": 200,
    "portfolio@*": 200,
    "clerk@*": 200,
    "lead@*": 200,
    "*": 403,
}
TEXT_KEEPERS = {**TO_SIGN_IN, "secretary@*": 200, "lead@*": 200, "*": 403}
OWN_TEXT = {**TO_SIGN_IN, "secretary@almelo": 200, "*": 404}
OWN_RUN = {**TO_SIGN_IN, "secretary@almelo": 200, "*": 404}
READ_DRAFT = {**TO_SIGN_IN, "secretary@almelo": 200, "portfolio@almelo": 200, "*": 404}
READ_SENT = {**TO_SIGN_IN, "*@almelo": 200, "*": 404}


def work(status: int) -> dict[str, int]:
    """The secretary may, the portfolio holder may not, for others the letter is not there."""
    return {**TO_SIGN_IN, "secretary@almelo": status, "portfolio@almelo": 403, "*": 404}


def build(world: World) -> None:
    for position, name in [(1, "Secretaris"), (2, "Burgemeester")]:
        Signatory.objects.create(
            body=world.bodies["executive@almelo"],
            position=position,
            function=name.lower(),
            name=name,
            from_on=date(2025, 1, 1),
        )
    by = world.people["secretary@almelo"]
    for name in ("draft", "with_executive", "adopted", "sent"):
        letter = services.start_letter(
            world.bodies["executive@almelo"], start=STARTS["empty"], key=uuid.uuid4(), by=by
        )
        services.change_letter(letter, edition=1, by=by, subject=name, text="x", reference="RB-1")
        services.add_attachment(letter, title="Plan", file=None, by=by)
        world.things[f"{name}_letter"] = letter
    _build_texts(world)
    world.things["draft_pdf"] = services.request_rendering(world.things["draft_letter"], by=by)
    for name in ("with_executive", "adopted", "sent"):
        services.hand_to_executive(world.things[f"{name}_letter"], by=by)
    for name in ("adopted", "sent"):
        world.things[f"{name}_pdf"] = services.adopt_letter(
            world.things[f"{name}_letter"],
            decided_on=DAY,
            decision_number="2026-1",
            date_on=DAY,
            by=by,
        )
    run_due()
    services.send_letter(world.things["sent_letter"], by=by)
    services.keep_signed_copy(
        world.things["sent_letter"], file=SimpleUploadedFile("x.pdf", b"%PDF-1.7"), pages=1, by=by
    )
    _build_model(world)
    _build_texts(world)
    world.things["mailing"] = services.start_mailing(
        world.things["draft_letter"],
        delivery=mailings.Delivery.EMAIL,
        session=world.things["session"],
        by=by,
    )
    run_due()
    _build_news(world)
    world.things["run"] = services.start_run(
        [world.things["draft_letter"], world.things["sent_letter"]],
        key=uuid.uuid4(),
        title="Alle brieven",
        by=by,
    )


def _build_model(world: World) -> None:
    by = world.people["lead@almelo"]
    model = services.start_model(STARTS["boss-held"], key=uuid.uuid4(), by=by)
    services.hand_out(model, [world.bodies["executive@almelo"]], by=by)
    world.things["model"] = model
    world.things["model_block"] = model.blocks.get(position=2)
    world.things["regional_letter"] = model.letters.get()


def _build_texts(world: World) -> None:
    by = world.people["secretary@almelo"]
    executive = world.bodies["executive@almelo"]
    text = services.write_standard_text(
        executive.organisation, title="Vervolg", text="Wij houden u op de hoogte.", by=by
    )
    world.things["standard_text"] = text
    draft = Letter.objects.get(pk=world.things["draft_letter"].pk)
    services.insert_standard_text(
        draft, text, fields={"text": draft.text}, edition=draft.edition, by=by
    )


def _build_news(world: World) -> None:
    """What the secretary is told: a milestone, and a fact of a sent letter that changed."""
    world.things["milestone"] = Milestone.objects.create(
        slug="80",
        title="80%-versie gereed",
        on=timezone.localdate(),
        kind=MilestoneKind.MILESTONE,
    )
    world.things["notice"] = FactNotice.objects.create(
        letter=world.things["sent_letter"],
        name="next_boss",
        said="12 juni",
        now="19 juni",
        noticed_at=timezone.now(),
    )


def letter(name: str):
    return lambda world: [world.things[f"{name}_letter"].pk]


def pdf(name: str):
    return lambda world: [world.things[f"{name}_letter"].pk, world.things[f"{name}_pdf"].pk]


def against(name: str, other: str):
    return lambda world: [world.things[f"{name}_letter"].pk, other]


def plan(name: str):
    return lambda world: [
        world.things[f"{name}_letter"].pk,
        world.things[f"{name}_letter"].attachments.get(number=1).pk,
    ]


def form_of(world: World) -> dict[str, object]:
    current = Letter.objects.get(pk=world.things["draft_letter"].pk)
    return {
        "subject": "Nieuw",
        "text": "Tekst",
        "salutation": "Geachte raad,",
        "closing": "Hoogachtend,",
        "edition": current.edition,
    }


def start_form(world: World) -> dict[str, object]:
    return {
        "executive": world.bodies["executive@almelo"].pk,
        "start": "empty",
        "key": uuid.uuid4(),
    }


def dispatch(world: World) -> list[int]:
    sent = world.things["sent_letter"]
    return [sent.pk, sent.dispatches.first().pk]


def model(world: World) -> list[int]:
    return [world.things["model"].pk]


def run(*also: str):
    return lambda world: [world.things["run"].pk, *also]


def standard_text(world: World) -> list[int]:
    return [world.things["standard_text"].pk]


def notice(world: World) -> list[int]:
    return [world.things["sent_letter"].pk, world.things["notice"].pk]


def mailing(*also: str):
    return lambda world: [world.things["mailing"].pk, *also]


def letter_to_member(world: World) -> list[int]:
    mailing = world.things["mailing"]
    return [mailing.pk, _of_member(world).pk]


def own_code(world: World) -> list[str]:
    return [_of_member(world).code]


def _of_member(world: World):
    return world.things["mailing"].recipients.get(member=world.people["member@almelo"])


def block(world: World) -> list[int]:
    return [world.things["model"].pk, world.things["model_block"].pk]


def block_form(world: World) -> dict[str, object]:
    edition = world.things["model"].blocks.get(pk=world.things["model_block"].pk).edition
    return {"title": "Blok", "kind": "regional", "text": "Tekst", "edition": edition}


def agree_form(world: World) -> dict[str, object]:
    return {"edition": Letter.objects.get(pk=world.things["draft_letter"].pk).edition}


ROWS = [
    Row("letter_list", SIGNED_IN),
    Row("letter_new", SECRETARIES),
    # In the name of Almelo: for the secretary of Hengelo that is no choice on the form.
    Row(
        "letter_new",
        {**TO_SIGN_IN, "secretary@almelo": 302, "secretary@hengelo": 422, "*": 403},
        method="POST",
        data=start_form,
    ),
    Row("letter_detail", READ_DRAFT, args=letter("draft")),
    Row("letter_detail", READ_DRAFT, args=letter("with_executive")),
    Row("letter_detail", READ_DRAFT, args=letter("adopted")),
    Row("letter_detail", READ_SENT, args=letter("sent")),
    Row("letter_preview", READ_DRAFT, args=letter("draft")),
    Row("letter_preview", READ_SENT, args=letter("sent")),
    Row("letter_style", READ_DRAFT, args=letter("draft")),
    Row("letter_style", READ_SENT, args=letter("sent")),
    # Nobody has a logo here: found, but there is nothing.
    Row("letter_logo", {**TO_SIGN_IN, "*": 404}, args=letter("sent")),
    Row("letter_edit", work(200), args=letter("draft")),
    Row("letter_edit", work(302), args=letter("draft"), method="POST", data=form_of),
    Row("letter_edit", {**work(403)}, args=letter("with_executive")),
    Row("letter_edit", {**work(403)}, args=letter("adopted")),
    Row("letter_edit", {**READ_SENT, "*@almelo": 403}, args=letter("sent")),
    Row("letter_sheet", work(200), args=letter("draft"), method="POST", data=form_of),
    Row("letter_render", work(302), args=letter("draft"), method="POST"),
    Row("letter_status", READ_DRAFT, args=letter("draft")),
    Row("letter_status", READ_SENT, args=letter("sent")),
    Row("letter_download", READ_DRAFT, args=pdf("draft")),
    Row("letter_download", READ_DRAFT, args=pdf("adopted")),
    Row("letter_download", READ_SENT, args=pdf("sent")),
    Row("letter_to_executive", work(302), args=letter("draft"), method="POST"),
    Row("letter_to_executive", work(403), args=letter("adopted"), method="POST"),
    Row("letter_take_back", work(302), args=letter("with_executive"), method="POST"),
    Row("letter_take_back", work(403), args=letter("draft"), method="POST"),
    Row("letter_adopt", work(200), args=letter("with_executive")),
    Row("letter_adopt", work(403), args=letter("draft")),
    Row("letter_amend", work(200), args=letter("with_executive")),
    Row("letter_amend", work(403), args=letter("draft")),
    Row("letter_send", work(200), args=letter("adopted")),
    Row("letter_send", work(302), args=letter("adopted"), method="POST"),
    Row("letter_send", work(403), args=letter("draft"), method="POST"),
    Row(
        "letter_send",
        # Sent already: who may do it is told so, and nothing happens twice.
        {**TO_SIGN_IN, "secretary@almelo": 302, "*@almelo": 403, "*": 404},
        args=letter("sent"),
        method="POST",
    ),
    Row(
        "letter_rectify",
        {**TO_SIGN_IN, "secretary@almelo": 200, "*@almelo": 403, "*": 404},
        args=letter("sent"),
    ),
    Row("letter_rectify", work(403), args=letter("adopted")),
    # What was proposed, and what was written before: for who writes and who answers for it.
    Row("letter_compare", READ_DRAFT, args=against("draft", "previous")),
    Row(
        "letter_compare",
        {
            **TO_SIGN_IN,
            "secretary@almelo": 200,
            "portfolio@almelo": 200,
            "*@almelo": 403,
            "*": 404,
        },
        args=against("sent", "previous"),
    ),
    # Of Almelo: another organisation has its own, and the project team those of the region.
    Row("standard_text_list", TEXT_KEEPERS),
    Row("standard_text_new", TEXT_KEEPERS),
    Row("standard_text_edit", OWN_TEXT, args=standard_text),
    Row(
        "standard_text_retire",
        {**OWN_TEXT, "secretary@almelo": 302},
        args=standard_text,
        method="POST",
    ),
    Row(
        "occasion_set_aside",
        {**TO_SIGN_IN, "secretary@*": 302, "*": 403},
        method="POST",
        data=lambda world: {"occasion": f"milestone:{world.things['milestone'].pk}"},
    ),
    Row(
        "fact_settle",
        {**TO_SIGN_IN, "secretary@almelo": 302, "*@almelo": 403, "*": 404},
        args=notice,
        method="POST",
    ),
    Row("signed_copy_add", work(200), args=letter("adopted")),
    Row("signed_copy_add", work(403), args=letter("draft")),
    Row("signed_copy", READ_SENT, args=letter("sent")),
    Row(
        "attachment_add",
        work(302),
        args=letter("draft"),
        method="POST",
        data=lambda world: {"title": "Kaart"},
    ),
    # Announced but not held: there is no file to take.
    Row("attachment_download", {**TO_SIGN_IN, "*": 404}, args=plan("sent")),
    Row("attachment_provide", work(200), args=plan("draft")),
    Row("attachment_remove", work(302), args=plan("draft"), method="POST"),
    Row("attachment_remove", work(403), args=plan("adopted"), method="POST"),
    # The project team writes for the region; which blocks differ is for nobody else.
    Row("model_letter_list", LEADS),
    Row("model_letter_new", LEADS),
    Row("model_letter", LEADS, args=model),
    Row("model_hand_out", LEADS, args=model),
    Row("model_block_new", LEADS, args=model),
    Row("model_block_edit", LEADS, args=block),
    Row(
        "model_block_edit",
        {**TO_SIGN_IN, "lead@*": 302, "*": 403},
        args=block,
        method="POST",
        data=block_form,
    ),
    Row("model_block_move", {**TO_SIGN_IN, "lead@*": 302, "*": 403}, args=block, method="POST"),
    Row("model_block_remove", LEADS, args=block),
    Row("letter_follow", work(200), args=letter("regional")),
    Row(
        "letter_agree",
        {**TO_SIGN_IN, "portfolio@almelo": 302, "secretary@almelo": 403, "*": 404},
        args=letter("draft"),
        method="POST",
        data=agree_form,
    ),
    Row(
        "letter_list_on",
        {
            **TO_SIGN_IN,
            "secretary@almelo": 200,
            "clerk@almelo": 200,
            "*@almelo": 403,
            "*": 404,
        },
        args=letter("sent"),
    ),
    Row("letter_register", SIGNED_IN, args=lambda _world: ["csv"]),
    Row(
        "letter_package",
        {
            **TO_SIGN_IN,
            "secretary@almelo": 200,
            "clerk@almelo": 200,
            "*@almelo": 403,
            "*": 404,
        },
        args=letter("sent"),
    ),
    Row("letter_package", work(200), args=letter("adopted")),
    Row("letter_package", work(403), args=letter("draft")),
    Row(
        "dispatch_again",
        {**TO_SIGN_IN, "secretary@almelo": 302, "*@almelo": 403, "*": 404},
        args=dispatch,
        method="POST",
    ),
    Row("letter_lift_embargo", work(403), args=letter("adopted"), method="POST"),
    Row("letter_secrecy", work(200), args=letter("draft")),
    Row("letter_lift_secrecy", work(403), args=letter("draft")),
    # Who writes for this executive; who gets one of the letters sees none of the others.
    Row("mailing_new", work(200), args=letter("draft")),
    Row("mailing_detail", OWN_RUN, args=mailing()),
    Row("mailing_status", OWN_RUN, args=mailing()),
    Row("mailing_package", OWN_RUN, args=mailing()),
    Row("mailing_letter", OWN_RUN, args=letter_to_member),
    Row(
        "mailing_steer",
        {**OWN_RUN, "secretary@almelo": 302},
        args=mailing("pause"),
        method="POST",
    ),
    Row("own_link", {**TO_SIGN_IN, "member@almelo": 302, "*": 404}, args=own_code),
    Row("run_list", MANY),
    Row(
        "run_start",
        {name: 302 if status == 200 else status for name, status in MANY.items()},
        method="POST",
        data=lambda _world: {"key": uuid.uuid4()},
    ),
    # What somebody had made is of that person alone.
    Row("run_detail", OWN_RUN, args=run()),
    Row("run_status", OWN_RUN, args=run()),
    Row("run_package", OWN_RUN, args=run()),
    Row(
        "run_steer",
        {**OWN_RUN, "secretary@almelo": 302},
        args=run("pause"),
        method="POST",
    ),
]
