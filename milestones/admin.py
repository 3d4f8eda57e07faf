from django.contrib import admin

from .models import Meeting, Milestone


@admin.register(Milestone)
class MilestoneAdmin(admin.ModelAdmin[Milestone]):
    list_display = ["title", "when", "kind", "source"]
    list_filter = ["kind"]
    search_fields = ["title"]


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin[Meeting]):
    list_display = ["body", "starts_at", "place"]
    list_filter = ["body"]
