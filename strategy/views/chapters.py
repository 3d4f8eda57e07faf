"""Reading: the chain of products, a product, a chapter."""

from __future__ import annotations

from hashlib import sha256

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ros_portal.lib.decisions import Decision
from ros_portal.lib.requests import UserRequest
from stakeholders.permissions import Grant, bodies_with
from strategy import permissions
from strategy.chain import chain_step
from strategy.models import Chapter, Figure, Product, Strategy
from strategy.reading import aside_of, page_of
from strategy.text.render import RENDERER


@require_safe
def strategy_overview(request: UserRequest) -> HttpResponse:
    strategy = Strategy.objects.first()
    products = list(Product.objects.filter(strategy=strategy))
    chapters = list(
        Chapter.objects.visible_to(request.user)
        .filter(product__strategy=strategy)
        .select_related("lead")
        .with_revisions()
    )
    return render(
        request,
        "strategy/strategy_overview.html",
        {
            "strategy": strategy,
            "steps": [chain_step(product, chapters) for product in products],
            "chapters": chapters,
        },
    )


@require_safe
def product_detail(request: UserRequest, slug: str) -> HttpResponse:
    product = get_object_or_404(Product.objects.select_related("strategy"), slug=slug)
    chapters = list(
        Chapter.objects.visible_to(request.user)
        .filter(product=product)
        .select_related("lead")
        .with_revisions()
    )
    chain = list(Product.objects.filter(strategy=product.strategy))
    place = chain.index(product)
    return render(
        request,
        "strategy/product_detail.html",
        {
            "product": product,
            "chapters": chapters,
            "before": chain[place - 1] if place else None,
            "after": chain[place + 1] if place + 1 < len(chain) else None,
        },
    )


@require_safe
def chapter_detail(request: UserRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product", "lead").with_revisions(),
        slug=slug,
    )
    menu = list(chapter.beside().order_by("number").only("number", "slug", "title", "status"))
    figures = list(chapter.figures.all())
    may_edit = permissions.can_edit_chapter(request.user, chapter)
    may_publish = permissions.can_publish_chapter(request.user, chapter)

    etag = _etag(request, chapter, menu, figures, [may_edit, may_publish])
    if not get_messages(request) and (known := get_conditional_response(request, etag=etag)):
        return known

    place = menu.index(chapter)
    page = page_of(chapter.shown.pk) if chapter.shown else None
    response = render(
        request,
        "strategy/chapter_detail.html",
        {
            "chapter": chapter,
            "revision": chapter.shown,
            "page": page,
            "aside": aside_of(chapter, menu, page),
            "figures": figures,
            "previous": menu[place - 1] if place else None,
            "next": menu[place + 1] if place + 1 < len(menu) else None,
            "may_edit": may_edit,
            "may_publish": may_publish,
            "may_react": bool(bodies_with(request.user, Grant.GIVE_INPUT)),
        },
    )
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _etag(
    request: UserRequest,
    chapter: Chapter,
    menu: list[Chapter],
    figures: list[Figure],
    may: list[Decision],
) -> str:
    """Names everything the page depends on, so that it changes when any of it does."""
    get_token(request)  # the forms in the page carry it
    user = request.user
    seen = (
        RENDERER,
        static("portal.css"),  # its name changes when the portal is renewed
        get_language(),
        request.META.get("CSRF_COOKIE"),
        (user.pk, user.name, [str(appointment) for appointment in user.current_appointments]),
        (
            chapter.title,
            chapter.shown and chapter.shown.pk,
            chapter.published_id,
            str(chapter.lead),
        ),
        [(other.pk, other.number, other.title, other.status) for other in menu],
        [
            (figure.pk, figure.name, figure.amount, figure.scope, figure.source)
            for figure in figures
        ],
        [decision.allowed for decision in may],
    )
    return quote_etag(sha256(repr(seen).encode()).hexdigest())
