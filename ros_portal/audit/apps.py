from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ros_portal.audit"
    label = "audit"
