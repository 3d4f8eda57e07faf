from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    name = "council"
    verbose_name = _("Council input")

    def ready(self) -> None:
        from strategy import remarks, sources
        from strategy.signals import text_published

        from . import notifications
        from .remarks import answers_on

        remarks.register(answers_on)
        sources.register("dossier", "council.files.DOSSIER")
        sources.register("points", "council.files.POINTS")
        notifications.register_kinds()
        text_published.connect(notifications.on_text_published)
