"""A strategy that the executives of Almelo and Hengelo write together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from stakeholders.models import Body, User
from strategy import services
from strategy.models import Chapter, Product, Revision, Strategy
from strategy.text.nodes import Node
from tests.strategy.text.texts import doc, h, p

Write = Callable[..., services.Saved]

BEGIN = doc(
    h("head-1", "Wonen"),
    p("para-1", "Twente bouwt bij de stations."),
    p("para-2", "Water en bodem bepalen mee waar dat kan."),
)


def make_product(*writers: Body) -> Product:
    strategy = Strategy.objects.create(
        slug="twente",
        name="Strategie",
        short_name="ROS",
        region="Twente",
        horizon=2050,
        outlook=2100,
    )
    product = Product.objects.create(
        strategy=strategy, order=1, slug="ros", name="ROS", answers="keuzes"
    )
    product.writers.set(writers)
    return product


def make_chapter(product: Product, *, number: int = 3, text: Node = BEGIN) -> Chapter:
    chapter = Chapter.objects.create(
        product=product, number=number, slug=f"hoofdstuk-{number}", title="Wonen"
    )
    services.load_text(chapter, text, reason="", by=None, at=timezone.now())
    chapter.refresh_from_db()
    return chapter


def publish(chapter: Chapter, reason: str = "Eerste tekst") -> Revision:
    chapter.refresh_from_db()
    assert chapter.head_id is not None
    services.publish_chapter(chapter, revision_id=chapter.head_id, reason=reason, by=None)
    chapter.refresh_from_db()
    assert chapter.published is not None
    return chapter.published


@pytest.fixture
def product(almelo_executive: Body, hengelo_executive: Body) -> Product:
    return make_product(almelo_executive, hengelo_executive)


@pytest.fixture
def draft(product: Product) -> Chapter:
    return make_chapter(product)


@pytest.fixture
def published(draft: Chapter) -> Chapter:
    publish(draft)
    return draft


@pytest.fixture
def write(draft: Chapter) -> Write:
    """`write(anna, text, on=revision)`: what the editor of one person sends."""

    def save(by: User, text: Node, *, on: Revision | None = None) -> services.Saved:
        draft.refresh_from_db()
        base_id = on.pk if on else draft.head_id
        assert base_id is not None
        return services.save_chapter(draft, base_id=base_id, submitted=text, by=by)

    return save
