from django.apps import AppConfig


class WeeklyConfig(AppConfig):
    name = "ros_portal.weekly"
    label = "weekly"

    def ready(self) -> None:
        from .notifications import register_kinds

        register_kinds()
