import uuid
from datetime import date

from programme import services
from programme.models import BuildingBlock
from programme.money import Plan, Share
from strategy.models import Product
from strategy.services import freeze_version
from tests.access import SIGNED_IN, TO_SIGN_IN, Row, World

LEADS = {**TO_SIGN_IN, "lead@*": 200, "*": 403}
LEADS_ACT = {**TO_SIGN_IN, "lead@*": 302, "*": 403}
EDITORS = {**TO_SIGN_IN, "editor@almelo": 200, "lead@almelo": 200, "*": 403}
# Almelo leads it; Hengelo is no partner. A project lead changes every project.
OWN = {**TO_SIGN_IN, "editor@almelo": 200, "lead@*": 200, "*": 403}
OWN_ACT = {**TO_SIGN_IN, "editor@almelo": 302, "lead@*": 302, "*": 403}
# Not public: for the executives that write the agenda.
WRITERS = {
    **TO_SIGN_IN,
    "adviser@almelo": 200,
    "editor@almelo": 200,
    "lead@almelo": 200,
    "portfolio@almelo": 200,
    "*": 404,
}
PUBLISHES = {
    **TO_SIGN_IN,
    "lead@almelo": 302,
    "adviser@almelo": 403,
    "editor@almelo": 403,
    "portfolio@almelo": 403,
    "*": 404,
}
# Almelo chooses its own building blocks, and its clerk records what its council decided.
CHOOSES = {**TO_SIGN_IN, "editor@almelo": 200, "lead@almelo": 200, "*": 403}
CHOOSES_UNDECIDED = {
    **TO_SIGN_IN,
    "editor@almelo": 200,
    "lead@almelo": 200,
    "*@almelo": 403,
    "*": 404,
}
INSIDE = {**TO_SIGN_IN, "*@almelo": 200, "*": 404}
DECIDES = {**TO_SIGN_IN, "clerk@almelo": 200, "*": 403}


def build(world: World) -> None:
    lead, editor = world.people["lead@almelo"], world.people["editor@almelo"]
    chapter = world.things["published"]
    agenda = Product.objects.create(
        strategy=chapter.product.strategy, order=2, slug="agenda", name="Agenda", answers="wat"
    )
    agenda.writers.set(chapter.product.writers.all())
    choice = services.mark_choice(
        chapter, "para-1", title="Bij stations", key=uuid.uuid4(), by=lead
    )
    facts = {"kind": "project", "lead": world.organisations["almelo"]}
    secret = services.start_project(
        agenda, {**facts, "title": "Nog niet"}, key=uuid.uuid4(), by=editor
    )
    project = services.start_project(
        agenda, {**facts, "title": "Wonen bij het spoor"}, key=uuid.uuid4(), by=editor
    )
    services.publish_project(project, by=lead)
    services.cite(project, [choice], by=editor)
    line = services.add_line(
        project,
        {"title": "Plein", "price_year": 2026},
        Plan({2027: 100}, (Share(2027, world.organisations["almelo"].pk, 10),)),
        key=uuid.uuid4(),
        by=editor,
    )
    world.things |= {
        "agenda": agenda,
        "choice": choice,
        "secret_project": secret,
        "project": project,
        "citation": project.citations.get(),
        "line": line,
    }
    _build_blocks(world)


def _build_blocks(world: World) -> None:
    """One about which the council decided, and whose words changed since; and one it did not."""
    editor, almelo = world.people["editor@almelo"], world.organisations["almelo"]
    chapter = world.things["published"]
    frozen = world.things["version"].chapters.get(chapter=chapter)
    services.take_blocks(almelo, frozen, ["para-1", "para-2"], by=editor)
    decided, undecided = BuildingBlock.objects.order_by("pk")
    BuildingBlock.objects.filter(pk=decided.pk).update(words="Zo stond het er eerst.")
    said = {"reason": "Past bij ons.", "own_words": "", "edition": 1, "by": editor}
    for block in (decided, undecided):
        services.propose_use(block, use="adopt", **said)
    services.decide_blocks(
        world.bodies["council@almelo"],
        {decided.pk: services.Outcome("adopt", "", 2)},
        number="2026-114",
        decided_on=date(2026, 1, 5),
        key=uuid.uuid4(),
        by=world.people["clerk@almelo"],
    )
    decided.refresh_from_db()
    freeze_version(
        chapter.product, name="Later", note="Voor de raden", by=world.people["lead@almelo"]
    )
    world.things |= {"block": decided, "secret_block": undecided, "frozen": frozen}


def one(name):
    return lambda world: [world.things[name].pk]


def the_chapter(world: World) -> list[str]:
    return [world.things["published"].slug]


def of_almelo(world: World) -> list[str]:
    return ["almelo"]


ROWS = [
    Row("project_list", SIGNED_IN),
    Row("project_board", SIGNED_IN),
    Row("project_timeline", SIGNED_IN),
    Row("project_map", SIGNED_IN),
    Row("project_money", SIGNED_IN),
    Row("loose_ends", SIGNED_IN),
    Row("project_table", SIGNED_IN, args=lambda world: ["xlsx"]),
    Row("project_table", {**TO_SIGN_IN, "*": 404}, args=lambda world: ["exe"]),
    Row("project_start", EDITORS),
    Row("project_detail", SIGNED_IN, args=one("project")),
    Row("project_detail", WRITERS, args=one("secret_project")),
    Row("project_edit", OWN, args=one("project")),
    Row("project_publish", PUBLISHES, args=one("secret_project"), method="POST"),
    Row("project_note", OWN, args=one("project")),
    Row("project_cite", OWN, args=one("project")),
    Row("citation_look", OWN_ACT, args=one("citation"), method="POST"),
    Row("line_add", OWN, args=one("project")),
    Row("line_edit", OWN, args=one("line")),
    Row("line_remove", OWN_ACT, args=one("line"), method="POST"),
    Row("choice_list", SIGNED_IN),
    Row("choice_mark", LEADS, args=the_chapter),
    Row("choice_detail", SIGNED_IN, args=one("choice")),
    Row(
        "choice_detail",
        LEADS_ACT,
        args=one("choice"),
        method="POST",
        data=lambda world: {"title": "Bij haltes"},
    ),
    Row("choice_drop", LEADS, args=one("choice")),
    Row("building_region", SIGNED_IN),
    Row("building_list", SIGNED_IN, args=of_almelo),
    Row("building_file", SIGNED_IN, args=lambda world: ["almelo", "json"]),
    Row("building_file", {**TO_SIGN_IN, "*": 404}, args=lambda world: ["almelo", "exe"]),
    Row("building_choose", CHOOSES, args=of_almelo),
    Row("building_take", CHOOSES, args=lambda world: ["almelo", world.things["frozen"].pk]),
    Row("building_decide", DECIDES, args=of_almelo),
    Row("building_detail", SIGNED_IN, args=one("block")),
    Row("building_detail", INSIDE, args=one("secret_block")),
    Row("building_propose", CHOOSES, args=one("block")),
    Row("building_propose", CHOOSES_UNDECIDED, args=one("secret_block")),
    Row("building_landed", CHOOSES, args=one("block")),
    Row("building_follow", CHOOSES, args=one("block")),
]
