"""What somebody was told, how they want to hear it, and the mail of the morning."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import User


class Channel(models.TextChoices):
    MAIL = "mail", _("By e-mail at once")
    DIGEST = "digest", _("In the e-mail of the morning")
    PORTAL = "portal", _("Only in the portal")
    OFF = "off", _("Not at all")


class NotificationChoice(models.Model):
    """How one person wants to hear of one kind; without a choice the kind says it itself."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notification_choices")
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)

    class Meta:
        verbose_name = _("choice about notifications")
        verbose_name_plural = _("choices about notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="notification_choice_one_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}, {self.get_channel_display()}"


class Digest(models.Model):
    """One mail of one morning; the row and what goes along in it are written together."""

    user = models.ForeignKey(User, models.CASCADE, related_name="digests")
    on = models.DateField(_("day"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("e-mail of the morning")
        verbose_name_plural = _("e-mails of the morning")
        constraints = [
            models.UniqueConstraint(fields=["user", "on"], name="digest_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.on}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def shown_to(self, user: User) -> NotificationQuerySet:
        """What was off stays a row, so that the same thing is never told twice."""
        return self.filter(user=user).exclude(channel=Channel.OFF)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)

    def for_digest(self) -> NotificationQuerySet:
        """Not mailed, in no digest yet, however long ago."""
        return self.filter(channel=Channel.DIGEST, mailed_at__isnull=True, digest__isnull=True)

    def outlived(self, before: datetime) -> NotificationQuerySet:
        """Read before then. What still waits for a mail of the morning stays, however long it waits."""
        was_mailed = ~Q(channel=Channel.DIGEST) | Q(mailed_at__isnull=False)
        return self.filter(was_mailed | Q(digest__created_at__lt=before), read_at__lt=before)

    def unmailed_of(self, digest: Digest) -> NotificationQuerySet:
        return self.filter(digest=digest, mailed_at__isnull=True)


class Notification(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=60)
    # The row it is about, of the kind's own model: whoever may not read that hears nothing.
    subject_id = models.BigIntegerField()
    # Names the thing and never says what was said in it.
    title = models.CharField(_("title"), max_length=200)
    url = models.CharField(_("address"), max_length=500)
    # The same key is the same news: telling it twice makes one row.
    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    digest = models.ForeignKey(
        Digest, models.SET_NULL, null=True, blank=True, related_name="notifications"
    )
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notifications_of_somebody"),
            models.Index(
                fields=["user"],
                condition=Q(channel=Channel.DIGEST, mailed_at=None, digest=None),
                name="notifications_for_digest",
            ),
            models.Index(fields=["kind", "subject_id"], name="notifications_about_a_thing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="/"), name="notification_stays_in_the_portal"
            )
        ]

    def __str__(self) -> str:
        return self.title
