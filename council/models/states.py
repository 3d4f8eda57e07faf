"""How far what somebody says is: sessions count by it, inputs hold it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InputStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
