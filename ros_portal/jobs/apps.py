from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ros_portal.jobs"
    label = "jobs"
