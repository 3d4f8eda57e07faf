from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    name = "council"
    verbose_name = _("Council input")

    def ready(self) -> None:
        from strategy.remarks import register

        from .remarks import answers_on

        register(answers_on)
