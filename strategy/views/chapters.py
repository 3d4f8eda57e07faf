"""Reading: the chain of products, a product, a chapter."""

from __future__ import annotations

from hashlib import sha256

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from ros_portal.lib.requests import UserRequest
from strategy import permissions
from strategy.chain import chain_step
from strategy.models import Chapter, Product, Strategy
from strategy.reading import Reading


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
            "versions": list(product.versions.all()),
            "sees_positions": permissions.can_see_positions(request.user, product),
            "may_freeze": permissions.can_freeze(request.user, product),
            "before": chain[place - 1] if place else None,
            "after": chain[place + 1] if place + 1 < len(chain) else None,
        },
    )


@require_safe
def chapter_detail(request: UserRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(
        Chapter.objects.visible_to(request.user).select_related("product"), slug=slug
    )
    reading = Reading(
        chapter=chapter,
        may_edit=permissions.can_edit_chapter(request.user, chapter),
        may_publish=permissions.can_publish_chapter(request.user, chapter),
        may_react=permissions.can_react(request.user),
    )
    etag = _etag(request, reading)
    if not get_messages(request) and (known := get_conditional_response(request, etag=etag)):
        return known
    response = render(
        request,
        "strategy/chapter_detail.html",
        {"chapter": chapter, "content": reading.html, "may_react": reading.may_react},
    )
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _etag(request: UserRequest, reading: Reading) -> str:
    """What the page shows and, for the bar above it, to whom."""
    get_token(request)  # the forms in the bar carry it
    user = request.user
    seen = (reading.digest, request.META.get("CSRF_COOKIE"), user.pk, user.stamp, localdate())
    return quote_etag(sha256(repr(seen).encode()).hexdigest())
