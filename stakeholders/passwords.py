"""The rule for a password, in words of our own: Django's catalogue has no Dutch for this one."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("This password is too short. Use at least %(count)s characters.") % {
            "count": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Use at least %(count)s characters.") % {"count": self.min_length}
