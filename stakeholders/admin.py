"""For the administrator: organisations, bodies, people and what they look like on paper."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import models
from .permissions import settle_grants


class BodyInline(admin.TabularInline[models.Body, models.Organisation]):
    model = models.Body
    extra = 0
    fields = ["slug", "name", "kind", "seats", "seats_note"]


class HouseStyleInline(admin.StackedInline[models.HouseStyle, models.Organisation]):
    model = models.HouseStyle
    extra = 0


@admin.register(models.Organisation)
class OrganisationAdmin(admin.ModelAdmin[models.Organisation]):
    list_display = ["name", "kind", "code", "is_partner"]
    list_filter = ["kind", "is_partner"]
    search_fields = ["name", "code"]
    inlines = [BodyInline, HouseStyleInline]


class SignatoryInline(admin.TabularInline[models.Signatory, models.Body]):
    model = models.Signatory
    extra = 0


class GroupInline(admin.TabularInline[models.Group, models.Body]):
    model = models.Group
    extra = 0


@admin.register(models.Body)
class BodyAdmin(admin.ModelAdmin[models.Body]):
    list_display = ["name", "kind", "organisation", "seats"]
    list_filter = ["kind"]
    search_fields = ["name"]
    inlines = [SignatoryInline, GroupInline]


class AppointmentInline(admin.TabularInline[models.Appointment, models.User]):
    model = models.Appointment
    extra = 0
    autocomplete_fields = ["body"]


@admin.register(models.User)
class PortalUserAdmin(UserAdmin[models.User]):
    list_display = ["name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "appointments__role"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    inlines = [AppointmentInline]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Personal details"), {"fields": ["name", "phone"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]
    filter_horizontal = []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        settle_grants([form.instance])


admin.site.register(models.AdjacentRegion)
