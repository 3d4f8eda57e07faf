from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = _("Council letters")

    def ready(self) -> None:
        from .notifications import register_kinds

        register_kinds()
