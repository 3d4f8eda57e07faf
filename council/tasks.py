from milestones.models import Meeting
from ros_portal.audit.models import AuditEvent
from ros_portal.jobs.services import job
from stakeholders.models import Body

from . import notifications
from .models import Input, SessionRequest


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


@job("council.tell_boss_moved", max_attempts=8)
def tell_boss_moved(event_id: int) -> None:
    """The line in the log holds which councils no longer fitted when it was moved."""
    moved = AuditEvent.objects.get(pk=event_id)
    meeting = Meeting.objects.select_related("body").get(pk=moved.subject_id)
    for body in Body.objects.filter(pk__in=moved.facts["told"]):
        notifications.mail_boss_moved(meeting, body, event_id=moved.pk)
