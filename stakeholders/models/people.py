"""People, and what they are appointed to do, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.stamps import StampField
from stakeholders.kept import kept_for

from .organisations import Body, BodyKind, Group, OrganisationKind


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an e-mail address. What they may do follows from their appointments."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    # Renewed by the database with every change of who this is or what they may do.
    stamp = StampField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_is_unique",
                violation_error_message=_("Somebody with this e-mail address is here already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Another password or another address: whoever was signed in signs in again."""
        value = f"{self.password}:{self.email}"
        salt = "stakeholders.User.session"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def current_appointments(self) -> list[Appointment]:
        """What this person is today."""
        return kept_for(self, "appointments", self._read_appointments)

    def _read_appointments(self) -> list[Appointment]:
        return list(
            self.appointments.current()
            .select_related("body__organisation", "group")
            .order_by("from_on", "pk")
        )

    def holds(self, *roles: str) -> bool:
        return any(appointment.role in roles for appointment in self.current_appointments)


class Role(models.TextChoices):
    ADVISER = "adviser", _("Adviser")
    EDITOR = "editor", _("Editor")
    PROJECT_LEAD = "project_lead", _("Project lead")
    COUNCIL_MEMBER = "council_member", _("Council member")
    COUNCIL_CLERK = "council_clerk", _("Council clerk")
    EXECUTIVE_SECRETARY = "executive_secretary", _("Executive's secretary")
    PORTFOLIO_HOLDER = "portfolio_holder", _("Portfolio holder")
    ADMINISTRATOR = "administrator", _("Administrator")

    @property
    def body_kind(self) -> BodyKind:
        """The wall inside an organisation: council roles sit in a council, the others never do."""
        if self in {Role.COUNCIL_MEMBER, Role.COUNCIL_CLERK}:
            return BodyKind.COUNCIL
        return BodyKind.EXECUTIVE


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, day: date | None = None) -> AppointmentQuerySet:
        day = day or timezone.localdate()
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)


class Appointment(models.Model):
    user = models.ForeignKey(
        User, models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="appointments", verbose_name=_("body")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("political group"),
    )
    from_on = models.DateField(_("from"), default=timezone.localdate)
    until_on = models.DateField(_("until and including"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "body", "role", "from_on"], name="appointment_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(role=Role.COUNCIL_MEMBER),
                name="appointment_group_is_for_members",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.body}"

    @property
    def title(self) -> str:
        """What this person is called there: not every council member sits in a municipal council."""
        organisation = self.body.organisation
        titles = TITLES.get(organisation.kind, {}) if organisation else {}
        return str(titles.get(self.role, self.get_role_display()))


# Where the organisation has words of its own for a role.
TITLES: Mapping[str, Mapping[str, Promise]] = {
    OrganisationKind.PROVINCE: {
        Role.COUNCIL_MEMBER: _("Member of the Provincial Council"),
        Role.COUNCIL_CLERK: _("Clerk of the Provincial Council"),
        Role.PORTFOLIO_HOLDER: _("Member of the Provincial Executive"),
    },
    OrganisationKind.WATER_AUTHORITY: {
        Role.COUNCIL_MEMBER: _("Member of the general board"),
        Role.COUNCIL_CLERK: _("Secretary of the general board"),
        Role.PORTFOLIO_HOLDER: _("Member of the daily board"),
    },
}


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def on(self, day: date) -> SignatoryQuerySet:
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)


class Capacity(models.TextChoices):
    """In which somebody signs who does not hold the office itself."""

    LOCO = "loco", _("loco: takes the place of the office holder")
    ON_BEHALF = "namens deze", _("namens deze: signs on behalf of the office holder")


class Signatory(models.Model):
    """Who signs for a body, from–to: an old letter keeps its old names."""

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="signatories", verbose_name=_("body")
    )
    position = models.PositiveSmallIntegerField(_("position from the left"), default=1)
    function = models.CharField(_("function"), max_length=80)
    capacity = models.CharField(
        _("signs as"),
        max_length=12,
        choices=Capacity,
        blank=True,
        help_text=_("Empty: holds the office. The function stays that of the office itself."),
    )
    name = models.CharField(_("name"), max_length=120)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["body", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "position", "from_on"], name="signatory_one_per_position"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="signatory_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.function}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def lapsed(self) -> InvitationQuerySet:
        """Nobody came in time."""
        return self.open().filter(expires_at__lte=timezone.now())


class Invitation(models.Model):
    """The only way in. The link is signed and proves the e-mail address."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    body = models.ForeignKey(Body, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                "body",
                "role",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    @property
    def is_acceptable(self) -> bool:
        return (
            self.accepted_at is None
            and self.withdrawn_at is None
            and self.expires_at > timezone.now()
        )
