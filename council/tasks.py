from ros_portal.jobs.services import job

from . import notifications
from .models import Input


@job("council.tell_speaker", max_attempts=8)
def tell_speaker(input_id: int) -> None:
    """Somebody else wrote down what this person said: it must be possible to say that it is wrong."""
    submitted = Input.objects.select_related("author", "entered_by", "session__body").get(
        pk=input_id
    )
    notifications.mail_written_down(submitted)
