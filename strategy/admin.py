"""Facts that change rarely. Texts are not here: they change by the editor alone."""

from collections.abc import Sequence

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from .models import Chapter, Figure, Product, Strategy, Term


@admin.register(Strategy)
class StrategyAdmin(admin.ModelAdmin[Strategy]):
    list_display = ["name", "region", "horizon", "outlook"]


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin[Product]):
    list_display = ["name", "order", "strategy"]
    filter_horizontal = ["writers"]


@admin.register(Chapter)
class ChapterAdmin(admin.ModelAdmin[Chapter]):
    list_display = ["number", "title", "product", "status", "lead"]
    list_display_links = ["title"]
    fields = ["product", "number", "slug", "title", "lead"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        """The address of a chapter stands in letters and frozen versions."""
        return ["slug"] if obj else []

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ["title"]}

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Figure)
class FigureAdmin(admin.ModelAdmin[Figure]):
    list_display = ["name", "value", "unit", "qualifier", "scope", "year", "source"]
    list_filter = ["strategy"]
    search_fields = ["name", "scope", "source"]
    filter_horizontal = ["chapters"]


@admin.register(Term)
class TermAdmin(admin.ModelAdmin[Term]):
    list_display = ["word", "also", "meaning", "plainer"]
    search_fields = ["word", "also", "meaning", "plainer"]
