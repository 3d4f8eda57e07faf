"""The partners of a region, the bodies inside them and the regions around it."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.fonts import FAMILIES

# With less a printer cuts off words, with more a table has no room.
MARGINS = [MinValueValidator(15), MaxValueValidator(40)]
hex_colour = RegexValidator(r"^#[0-9a-f]{6}$", _("Give a colour as # and six digits or letters."))


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    PROVINCE = "province", _("Province")
    WATER_AUTHORITY = "water_authority", _("Water authority")
    STATE = "state", _("Central government")
    MINISTRY = "ministry", _("Ministry")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def partners(self) -> OrganisationQuerySet:
        """Those who write the strategy together, listed as equals."""
        return self.filter(is_partner=True)


class Organisation(models.Model):
    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    is_partner = models.BooleanField(_("writes along"), default=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("part of")
    )
    code = models.CharField(_("code"), max_length=12, blank=True)
    tooi = models.URLField(_("TOOI identifier"), blank=True)
    website = models.URLField(_("website"), blank=True)
    town = models.CharField(_("seat"), max_length=80, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("row on the map"), null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(_("column on the map"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tile_row__isnull=True, tile_column__isnull=True)
                | Q(tile_row__isnull=False, tile_column__isnull=False),
                name="organisation_tile_is_whole",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="organisation_code_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partner_detail", args=[self.slug])


class HouseStyle(models.Model):
    """What a letter of this organisation looks like. Data, so that nobody needs a programmer."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="house_style", verbose_name=_("organisation")
    )
    colour = models.CharField(
        _("main colour"), max_length=7, default="#17603f", validators=[hex_colour]
    )
    logo = models.FileField(_("logo"), upload_to="logos/", blank=True)
    font = models.CharField(
        _("font of letters"),
        max_length=10,
        choices=[(key, family.name) for key, family in FAMILIES.items()],
        default="sans",
    )
    # Millimetres on A4; above stands the window of the envelope, which no house style moves.
    margin_left = models.PositiveSmallIntegerField(
        _("left margin (mm)"), default=25, validators=MARGINS
    )
    margin_right = models.PositiveSmallIntegerField(
        _("right margin (mm)"), default=24, validators=MARGINS
    )
    address = models.TextField(_("visiting and postal address"), blank=True)
    footer = models.CharField(_("footer"), max_length=200, blank=True)
    clerk_mailbox = models.EmailField(
        _("e-mail address of the griffie"),
        blank=True,
        help_text=_("Letters to the council go to this address; empty: to every clerk."),
    )

    class Meta:
        verbose_name = _("house style")
        verbose_name_plural = _("house styles")

    def __str__(self) -> str:
        return str(self.organisation)


class BodyKind(models.TextChoices):
    COUNCIL = "council", _("Council")
    EXECUTIVE = "executive", _("Executive")
    CONSULTATION = "consultation", _("Consultation")
    PARTNERSHIP = "partnership", _("Partnership")


class BodyQuerySet(models.QuerySet["Body"]):
    def councils(self) -> BodyQuerySet:
        return self.filter(kind=BodyKind.COUNCIL)

    def executives(self) -> BodyQuerySet:
        return self.filter(kind=BodyKind.EXECUTIVE)


class Body(models.Model):
    """Council and executive of one municipality are two bodies: the wall runs between them."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name=_("organisation"),
    )
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    seats_note = models.CharField(_("about the seats"), max_length=300, blank=True)
    task = models.CharField(_("task"), max_length=300, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name"]
        permissions = [
            ("propose_strategy", "Can read drafts of the strategy, discuss them and propose words"),
            ("write_strategy", "Can write chapters of the strategy"),
            ("lead_strategy", "Can publish chapters and set their status"),
            ("give_input", "Can give input as a member of this council"),
            ("run_sessions", "Can run the sessions of this council"),
            ("write_letters", "Can write the letters of this executive"),
            ("hold_portfolio", "Can answer for this executive"),
            ("manage_people", "Can invite people to this organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False)
                | Q(kind__in=[BodyKind.CONSULTATION, BodyKind.PARTNERSHIP]),
                name="body_has_organisation",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(kind__in=[BodyKind.COUNCIL, BodyKind.EXECUTIVE]),
                name="body_one_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def brief_name(self) -> str:
        """As people say it: Almelo."""
        return self.organisation.short_name if self.organisation else self.name


class GroupQuerySet(models.QuerySet["Group"]):
    def on(self, day: date) -> GroupQuerySet:
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)


class Group(models.Model):
    """A political group in a council; groups come and go with elections and splits."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="groups", verbose_name=_("council"))
    name = models.CharField(_("name"), max_length=80)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("political group")
        verbose_name_plural = _("political groups")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name", "from_on"], name="group_is_unique_in_council"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="group_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AdjacentRegion(models.Model):
    """A region next door that the strategy keeps an eye on."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=10)
    touches = models.ManyToManyField(Organisation, blank=True, verbose_name=_("touches"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("adjacent region")
        verbose_name_plural = _("adjacent regions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
