"""Mail about accounts. Plain text; confidential things are linked, never quoted."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Invitation
from .tokens import invitation_token


def mail_invitation(invitation: Invitation) -> None:
    path = reverse("invitation_accept", args=[invitation_token(invitation)])
    context = {"invitation": invitation, "link": settings.SITE_URL + path}
    EmailMessage(
        subject=_("Your invitation to the ROS-portaal"),
        body=render_to_string("stakeholders/mail/invitation.txt", context),
        to=[invitation.email],
        # The same invitation is the same message, however often the job is tried.
        headers={"Message-ID": f"<invitation-{invitation.pk}@ros-portaal>"},
    ).send()
