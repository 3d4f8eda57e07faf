"""Almelo writes the strategy here and Hengelo does not. One chapter is a draft, one is published."""

from __future__ import annotations

from strategy.models import BlockConflict, Figure, Image
from tests.access import SIGNED_IN, TO_SIGN_IN, Row, World
from tests.strategy.conftest import BEGIN, make_chapter, make_product, publish
from tests.strategy.text.texts import p

WRITERS = {**TO_SIGN_IN, "editor@almelo": 200, "lead@almelo": 200}
DRAFT = {**WRITERS, "*": 404}
PUBLISHED_WRITERS = {**WRITERS, "*": 403}
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


def chapter(name: str):
    return lambda world: [world.things[name].slug]


def revision(name: str):
    return lambda world: [world.things[name].slug, world.things[name].head_id]


def save(name: str):
    return lambda world: {"base": world.things[name].head_id, "doc": BEGIN}


ROWS = [
    Row("strategy_overview", SIGNED_IN),
    Row("figure_list", SIGNED_IN),
    Row("product_detail", SIGNED_IN, args=lambda world: ["ros"]),
    *[
        Row(name, expected, args=args)
        for which, expected in (("draft", DRAFT), ("published", SIGNED_IN))
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
    Row("chapter_publish", {**LEAD, "*": 404}, args=chapter("draft")),
    # There is nothing left to publish.
    Row("chapter_publish", {**TO_SIGN_IN, "*": 403}, args=chapter("published")),
    Row("chapter_status", {**LEAD, "lead@almelo": 403, "*": 404}, args=chapter("draft")),
    Row("chapter_status", {**LEAD, "*": 403}, args=chapter("published")),
    Row(
        "conflict_resolve",
        {**TO_SIGN_IN, "editor@almelo": 200, "*": 404},
        args=lambda world: [world.things["draft"].slug, world.things["conflict"].pk],
    ),
    # Without a file a writer is told to choose one.
    Row(
        "image_upload",
        {**TO_SIGN_IN, "editor@almelo": 400, "lead@almelo": 400, "*": 404},
        args=chapter("draft"),
        method="POST",
    ),
    Row(
        "image_upload",
        {**TO_SIGN_IN, "editor@almelo": 400, "lead@almelo": 400, "*": 403},
        args=chapter("published"),
        method="POST",
    ),
    # Its file is gone, so 404 for all; tests/strategy/test_images.py tells readers apart.
    Row("image_detail", {**TO_SIGN_IN, "*": 404}, args=lambda world: [world.things["image"].pk]),
]
