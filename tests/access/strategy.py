"""Almelo writes the strategy here and Hengelo does not. One chapter is a draft, one is published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from strategy import services
from strategy.models import BlockConflict, Figure, Image, ImportedDocument, Level
from tests.access import SIGNED_IN, TO_SIGN_IN, Row, World
from tests.strategy.conftest import BEGIN, make_chapter, make_product, publish
from tests.strategy.text.texts import doc, p

WRITERS = {**TO_SIGN_IN, "editor@almelo": 200, "lead@almelo": 200}
DRAFT = {**WRITERS, "adviser@almelo": 403, "*": 404}
# An adviser reads drafts, discusses and proposes; nothing more.
CIRCLE = {**WRITERS, "adviser@almelo": 200, "*": 404}
CIRCLE_ANSWERS = {
    status: {"adviser@almelo": status, "editor@almelo": status, "lead@almelo": status, "*": 404}
    for status in (302, 400, 422)
}
PUBLISHED_CIRCLE = {**CIRCLE, "*": 403}
PUBLISHED_WRITERS = {**WRITERS, "*": 403}
POSITIONS = {**WRITERS, "portfolio@almelo": 200, "*": 403}
ROUND = {**WRITERS, "portfolio@almelo": 200, "*": 404}
ROUND_LEAD = {**ROUND, "editor@almelo": 403, "portfolio@almelo": 403}
SAID = {"author": "Auteur in Word", "date": "2026-03-04", "text": "Waarom?"}
LEAD = {**TO_SIGN_IN, "lead@almelo": 200, "editor@almelo": 403}


def build(world: World) -> None:
    product = make_product(world.bodies["executive@almelo"])
    draft = make_chapter(product, number=8)
    published = make_chapter(product, number=3)
    publish(published)
    world.things["product"] = product
    world.things["draft"] = draft
    world.things["published"] = published
    Figure.objects.create(
        strategy=product.strategy, slug="x", name="x", unit="x", scope="x", source="x"
    )
    world.things["image"] = Image.objects.create(
        chapter=draft,
        file="strategy/images/gone.png",
        content_type="image/png",
        width=1,
        height=1,
        uploaded_by=world.people["editor@almelo"],
    )
    world.things["conflict"] = BlockConflict.objects.create(
        chapter=draft,
        submitted=draft.head,
        block="para-1",
        ours=p("para-1", "x"),
        author=world.people["editor@almelo"],
    )
    editor = world.people["editor@almelo"]
    world.things["thread"] = services.start_thread(
        draft,
        revision=draft.head,
        block_id="para-1",
        quote="",
        text="Welke stations?",
        body=world.bodies["executive@almelo"],
        internal=False,
        assigned_to=None,
        key=uuid4(),
        by=editor,
    )
    world.things["version"] = services.freeze_version(
        product, name="0.7", note="BOSS", by=world.people["lead@almelo"]
    )
    world.things["export"] = services.request_export(
        format="html", key=uuid4(), by=editor, revision=draft.head
    )
    world.things["round"] = services.open_round(
        product,
        level=Level.OFFICIAL,
        name="80%",
        note="",
        chapters=[published],
        opens_on=timezone.localdate(),
        closes_on=timezone.localdate() + timedelta(days=14),
        key=uuid4(),
        by=world.people["lead@almelo"],
    )
    world.things["document"] = ImportedDocument.objects.create(
        chapter=draft,
        by=editor,
        name="Wonen.docx",
        base=draft.head,
        read_at=timezone.now(),
        text=doc(p("para-1", "Anders.")),
        comments=[{"block": "para-1", "quote": "", "is_resolved": False, "said": [SAID]}],
    )
    for name in ("own", "sent"):
        begun = services.start_suggestion(
            draft,
            revision=draft.head,
            block="para-1",
            body=world.bodies["executive@almelo"],
            key=uuid4(),
            by=editor,
        )
        world.things[f"{name}_suggestion"] = services.write_suggestion(
            begun, edition=1, submitted=doc(p("para-1", "Anders.")), by=editor
        )
    services.send_suggestion(world.things["sent_suggestion"], reason="Beter.", by=editor)


def chapter(name: str):
    return lambda world: [world.things[name].slug]


def revision(name: str):
    return lambda world: [world.things[name].slug, world.things[name].head_id]


def thread(world: World) -> list[int]:
    return [world.things["thread"].pk]


def block(name: str):
    return lambda world: [world.things[name].slug, "para-1"]


def suggestion(name: str):
    return lambda world: [world.things[f"{name}_suggestion"].pk]


def round_(world: World) -> list[int]:
    return [world.things["round"].pk]


def round_body(world: World) -> list[int | str]:
    return [*round_(world), world.bodies["executive@almelo"].slug]


def round_person(world: World) -> list[int | str]:
    return [*round_body(world), world.people["editor@almelo"].pk]


def document(world: World) -> list[Any]:
    return [world.things["draft"].slug, world.things["document"].pk]


def save(name: str):
    return lambda world: {"base": world.things[name].head_id, "doc": BEGIN}


ROWS = [
    Row("strategy_overview", SIGNED_IN),
    Row("figure_list", SIGNED_IN),
    Row("product_changes", SIGNED_IN, args=lambda world: ["ros"]),
    Row("product_detail", SIGNED_IN, args=lambda world: ["ros"]),
    *[
        Row(name, expected, args=args)
        for which, expected in (("draft", CIRCLE), ("published", SIGNED_IN))
        for name, args in (
            ("chapter_detail", chapter(which)),
            ("chapter_history", chapter(which)),
            ("chapter_compare", chapter(which)),
            ("chapter_revision", revision(which)),
        )
    ],
    Row("chapter_edit", DRAFT, args=chapter("draft")),
    Row("chapter_edit", PUBLISHED_WRITERS, args=chapter("published")),
    Row("revision_restore", DRAFT, args=revision("draft")),
    Row("revision_restore", PUBLISHED_WRITERS, args=revision("published")),
    Row("chapter_save", DRAFT, args=chapter("draft"), method="POST", data=save("draft"), json=True),
    Row(
        "chapter_save",
        PUBLISHED_WRITERS,
        args=chapter("published"),
        method="POST",
        data=save("published"),
        json=True,
    ),
    Row("chapter_publish", {**LEAD, "adviser@almelo": 403, "*": 404}, args=chapter("draft")),
    # There is nothing left to publish: the lead is told so on the chapter.
    Row(
        "chapter_publish",
        {**TO_SIGN_IN, "lead@almelo": 302, "*": 403},
        args=chapter("published"),
    ),
    Row(
        "chapter_status",
        {**LEAD, "lead@almelo": 403, "adviser@almelo": 403, "*": 404},
        args=chapter("draft"),
    ),
    Row("chapter_status", {**LEAD, "*": 403}, args=chapter("published")),
    Row(
        "conflict_resolve",
        {**TO_SIGN_IN, "editor@almelo": 200, "*": 404},
        args=lambda world: [world.things["draft"].slug, world.things["conflict"].pk],
    ),
    # Without a file a writer is told to choose one.
    Row(
        "image_upload",
        {**DRAFT, "editor@almelo": 400, "lead@almelo": 400},
        args=chapter("draft"),
        method="POST",
    ),
    Row(
        "image_upload",
        {**TO_SIGN_IN, "editor@almelo": 400, "lead@almelo": 400, "*": 403},
        args=chapter("published"),
        method="POST",
    ),
    Row("chapter_import", DRAFT, args=chapter("draft")),
    Row("chapter_import", PUBLISHED_WRITERS, args=chapter("published")),
    # Without a file a writer is told to choose one.
    Row(
        "chapter_import",
        {**DRAFT, "editor@almelo": 422, "lead@almelo": 422},
        args=chapter("draft"),
        method="POST",
    ),
    # What somebody uploaded is nobody else's, not even a colleague's.
    Row("chapter_import_preview", {**DRAFT, "lead@almelo": 404}, args=document),
    Row(
        "chapter_import_preview",
        {**DRAFT, "editor@almelo": 302, "lead@almelo": 404},
        args=document,
        method="POST",
        data=lambda world: {"readers": "own_body"},
    ),
    Row("chapter_import_status", {**DRAFT, "lead@almelo": 404}, args=document),
    Row(
        "chapter_import_again",
        {**DRAFT, "editor@almelo": 302, "lead@almelo": 404},
        args=document,
        method="POST",
    ),
    Row("chapter_discussion", CIRCLE, args=chapter("draft")),
    Row("chapter_discussion", PUBLISHED_CIRCLE, args=chapter("published")),
    Row("thread_start", CIRCLE, args=chapter("draft")),
    Row("thread_start", PUBLISHED_CIRCLE, args=chapter("published")),
    # Without a comment a writer is told to write one.
    Row(
        "thread_answer",
        {**TO_SIGN_IN, **CIRCLE_ANSWERS[422]},
        args=thread,
        method="POST",
    ),
    *[
        Row(
            f"thread_{act}",
            {**TO_SIGN_IN, **CIRCLE_ANSWERS[302]},
            args=thread,
            method="POST",
        )
        for act in ("assign", "resolve", "reopen")
    ],
    Row("chapter_suggestions", CIRCLE, args=chapter("draft")),
    Row("chapter_suggestions", PUBLISHED_CIRCLE, args=chapter("published")),
    Row("suggestion_start", CIRCLE, args=chapter("draft")),
    Row("suggestion_detail", CIRCLE, args=suggestion("sent")),
    Row("suggestion_edit", CIRCLE, args=suggestion("own")),
    Row("suggestion_adapt", DRAFT, args=suggestion("sent")),
    # Without words or a reason a writer is told what is missing.
    Row(
        "suggestion_save",
        {**TO_SIGN_IN, **CIRCLE_ANSWERS[400]},
        args=suggestion("own"),
        method="POST",
    ),
    *[
        Row(
            f"suggestion_{act}",
            {**DRAFT, "editor@almelo": 422, "lead@almelo": 422},
            args=suggestion("sent"),
            method="POST",
        )
        for act in ("accept", "reject")
    ],
    Row(
        "suggestion_withdraw",
        {**TO_SIGN_IN, **CIRCLE_ANSWERS[302]},
        args=suggestion("sent"),
        method="POST",
    ),
    Row(
        "version_freeze",
        {**TO_SIGN_IN, "lead@almelo": 200, "*": 403},
        args=lambda world: [world.things["product"].slug],
    ),
    Row("version_detail", SIGNED_IN, args=lambda world: [world.things["version"].pk]),
    Row(
        "version_chapter",
        SIGNED_IN,
        args=lambda world: [world.things["version"].pk, world.things["published"].slug],
    ),
    Row("glossary", SIGNED_IN),
    Row("chapter_about", CIRCLE, args=chapter("draft")),
    Row("chapter_about", PUBLISHED_CIRCLE, args=chapter("published")),
    Row("version_export", SIGNED_IN, args=lambda world: [world.things["version"].pk]),
    Row("chapter_export", CIRCLE, args=chapter("draft")),
    Row("chapter_export", SIGNED_IN, args=chapter("published")),
    # Of who asked for it alone.
    *[
        Row(
            name,
            {**TO_SIGN_IN, "editor@almelo": status, "*": 404},
            args=lambda world: [world.things["export"].pk],
        )
        for name, status in {
            "export_detail": 200,
            "export_status": 200,
            "export_download": 200,
        }.items()
    ],
    Row(
        "position_matrix",
        POSITIONS,
        args=lambda world: [world.things["product"].slug],
    ),
    Row("position_give", POSITIONS, args=chapter("published")),
    Row("round_plan", {**TO_SIGN_IN, "lead@almelo": 200, "*": 403}, args=lambda world: ["ros"]),
    Row("round_detail", ROUND, args=round_),
    Row("round_change", ROUND_LEAD, args=round_),
    Row("round_withdraw", ROUND_LEAD, args=round_),
    Row("round_remind", ROUND_LEAD, args=round_),
    # It is an official round: its portfolio holder chooses nobody. Nobody was named here.
    Row(
        "reviewer_ask",
        {**ROUND, "editor@almelo": 422, "lead@almelo": 422, "portfolio@almelo": 403},
        args=round_body,
        method="POST",
    ),
    Row(
        "reviewer_release",
        {**ROUND, "editor@almelo": 302, "lead@almelo": 302, "portfolio@almelo": 403},
        args=round_person,
        method="POST",
    ),
    Row(
        "block_find",
        {**TO_SIGN_IN, "adviser@almelo": 302, "editor@almelo": 302, "lead@almelo": 302, "*": 404},
        args=block("draft"),
    ),
    Row("block_find", {**TO_SIGN_IN, "*": 302}, args=block("published")),
    Row("block_why", CIRCLE, args=block("draft")),
    Row("block_why", SIGNED_IN, args=block("published")),
    # Its file is gone, so 404 for all; tests/strategy/test_images.py tells readers apart.
    Row("image_detail", {**TO_SIGN_IN, "*": 404}, args=lambda world: [world.things["image"].pk]),
]
