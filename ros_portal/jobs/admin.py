from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import services
from .models import Job


@admin.action(description=_("Try the failed jobs again"))
def try_again(modeladmin: "JobAdmin", request: HttpRequest, queryset: QuerySet[Job]) -> None:
    for failed in queryset:
        services.retry(failed)


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    list_display = ["created_at", "handler", "subject_id", "state", "attempts", "error"]
    list_filter = ["state", "handler"]
    actions = [try_again]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
