from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MilestonesConfig(AppConfig):
    name = "milestones"
    verbose_name = _("Schedule")

    def ready(self) -> None:
        from strategy.targets import register

        from .references import items, meetings, milestones

        register("meeting", _("Meetings"), meetings)
        register("item", _("Items of agendas"), items)
        register("milestone", _("Schedule"), milestones)
