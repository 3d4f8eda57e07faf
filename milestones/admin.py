from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from .models import CouncilDate, Meeting, Milestone


@admin.register(Milestone)
class MilestoneAdmin(admin.ModelAdmin[Milestone]):
    list_display = ["title", "when", "kind", "status", "owner", "source"]
    list_filter = ["kind", "status"]
    search_fields = ["title"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        """Texts point at it by its name; it moves on its own page, where somebody says why."""
        return ["slug", "on", "precision", "status", "version"] if obj else []


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin[Meeting]):
    list_display = ["body", "starts_at", "place"]
    list_filter = ["body"]

    def get_readonly_fields(self, request: HttpRequest, obj: Meeting | None = None) -> list[str]:
        """What was decided after a meeting that was held names it."""
        was_held = obj is not None and obj.starts_at <= timezone.now()
        return ["body", "starts_at"] if was_held else []

    def save_model(self, request: HttpRequest, obj: Meeting, form: Any, change: bool) -> None:
        if change and form.changed_data:
            obj.moved_at = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(CouncilDate)
class CouncilDateAdmin(admin.ModelAdmin[CouncilDate]):
    list_display = ["body", "kind", "on", "until_on", "note"]
    list_filter = ["body", "kind"]
