"""The worker. It is woken by `ros_portal.jobs`; the rows there are what it works from."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ros_portal.settings")

app = Celery("ros_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")  # above the services, which tasks are below


def make_folders() -> None:
    """The file broker publishes into folders that must exist before the first message."""
    options = app.conf.broker_transport_options or {}
    for key in ("data_folder_in", "processed_folder", "control_folder"):
        if key in options:
            Path(options[key]).mkdir(parents=True, exist_ok=True)
    Path(app.conf.beat_schedule_filename).parent.mkdir(parents=True, exist_ok=True)
