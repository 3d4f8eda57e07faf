"""For the administrator: organisations, bodies, people and what they look like on paper."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import models as db
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.pictures import PictureRefused, clean_picture

from . import models, services


class BodyInline(admin.TabularInline[models.Body, models.Organisation]):
    model = models.Body
    extra = 0
    fields = ["slug", "name", "kind", "seats", "seats_note"]


class HouseStyleForm(forms.ModelForm[models.HouseStyle]):
    """A logo comes from outside: only shapes and pixels get in."""

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if logo and "logo" in self.changed_data:
            try:
                clean_picture(logo.read())
            except PictureRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
            logo.seek(0)
        return logo


class HouseStyleInline(admin.StackedInline[models.HouseStyle, models.Organisation]):
    model = models.HouseStyle
    form = HouseStyleForm
    extra = 0


@admin.register(models.Organisation)
class OrganisationAdmin(admin.ModelAdmin[models.Organisation]):
    list_display = ["name", "kind", "code", "is_partner"]
    list_filter = ["kind", "is_partner"]
    search_fields = ["name", "code"]
    inlines = [BodyInline, HouseStyleInline]
    formfield_overrides = {db.URLField: {"assume_scheme": "https"}}


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
    """What somebody is already: it can only get another last day."""

    model = models.Appointment
    extra = 0
    can_delete = False
    fields = ["body", "role", "group", "from_on", "until_on"]
    readonly_fields = ["body", "role", "group", "from_on"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewAppointmentForm(forms.ModelForm[models.Appointment]):
    """The checks of `appoint`, told beside the fields."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"body", "role"} <= cleaned.keys():
            try:
                services.check_role(cleaned["role"], cleaned["body"], cleaned.get("group"))
            except services.RoleDoesNotFitBody:
                self.add_error("body", _("This role does not belong to this body."))
            except services.GroupOfAnotherBody:
                self.add_error("group", _("This group sits in another council."))
        if "body" in cleaned and self.instance.user_id:
            try:
                services.check_wall(self.instance.user, cleaned["body"])
            except services.BehindTheWall:
                self.add_error(
                    "body", _("This person sits on the other side of this organisation.")
                )
        return cleaned


class NewAppointmentInline(admin.TabularInline[models.Appointment, models.User]):
    model = models.Appointment
    form = NewAppointmentForm
    verbose_name = _("new appointment")
    verbose_name_plural = _("new appointments")
    extra = 0
    autocomplete_fields = ["body"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.User)
class PortalUserAdmin(UserAdmin[models.User]):
    list_display = ["name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "appointments__role"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    inlines = [AppointmentInline, NewAppointmentInline]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Personal details"), {"fields": ["name", "phone"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]
    filter_horizontal = []

    def save_model(self, request: HttpRequest, obj: models.User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            by = request.user
            assert isinstance(by, models.User)
            services.move_account(obj, old=form.initial["email"], by=by)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Through the services, as everywhere: checked, recorded, with the rights that follow."""
        if formset.model is not models.Appointment:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        by = request.user
        assert isinstance(by, models.User)
        for changed, _fields in formset.changed_objects:
            services.end_appointment(changed, until_on=changed.until_on, by=by)
        for new in formset.new_objects:
            services.appoint(
                new.user,
                new.body,
                new.role,
                group=new.group,
                from_on=new.from_on,
                until_on=new.until_on,
                by=by,
            )


admin.site.register(models.AdjacentRegion)
