from ros_portal.jobs.services import job

from . import notifications
from .models import Input, Reading, SessionRequest


@job("council.tell_speaker", max_attempts=8)
def tell_speaker(input_id: int) -> None:
    """Somebody else wrote down what this person said: it must be possible to say that it is wrong."""
    submitted = Input.objects.select_related("author", "entered_by", "session__body").get(
        pk=input_id
    )
    notifications.mail_written_down(submitted)


@job("council.tell_clerks", max_attempts=8)
def tell_clerks(request_id: int) -> None:
    """The executive asks for a session."""
    asked = SessionRequest.objects.with_everything_to_show().get(pk=request_id)
    notifications.mail_session_asked(asked)


@job("council.tell_asker", max_attempts=8)
def tell_asker(request_id: int) -> None:
    """The clerk planned the session, or said why not."""
    asked = SessionRequest.objects.with_everything_to_show().get(pk=request_id)
    notifications.mail_session_answered(asked)


@job("council.ask_to_read", max_attempts=8)
def ask_to_read(reading_id: int) -> None:
    """Who spoke in a session gets to see what was written down."""
    reading = Reading.objects.select_related("session__body", "asked_by").get(pk=reading_id)
    notifications.mail_reading_asked(reading)
