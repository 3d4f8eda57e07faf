from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from strategy.signals import text_published

        from .services import on_text_published

        text_published.connect(on_text_published)
