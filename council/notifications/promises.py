"""Between a council and its executive: a question, its answer, and what was promised."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from council.models import Inquiry, Undertaking
from stakeholders.kinds import Kind
from stakeholders.models import Body, Notification
from stakeholders.notifications import message_about
from stakeholders.permissions import Grant, users_with
from stakeholders.services import notify

from .audiences import EXECUTIVE, MEMBERS

INQUIRY_ASKED = "council.inquiry_asked"
INQUIRY_ANSWERED = "council.inquiry_answered"
UNDERTAKEN = "council.undertaken"


def tell_asked(inquiry: Inquiry) -> None:
    """Who speaks for the executive of this council."""
    executives = Body.objects.executives().filter(organisation=inquiry.session.body.organisation_id)
    people = {
        person for body in executives for grant in EXECUTIVE for person in users_with(grant, body)
    }
    with override("nl"):
        notify(
            people,
            INQUIRY_ASKED,
            title=_("%(session)s: a member asks a question") % {"session": inquiry.session.title},
            url=inquiry.get_absolute_url(),
            subject_id=inquiry.pk,
            key=str(inquiry.pk),
        )


def tell_inquiry_answered(inquiry: Inquiry) -> None:
    with override("nl"):
        notify(
            [inquiry.asked_by],
            INQUIRY_ANSWERED,
            title=_("%(session)s: your question has an answer")
            % {"session": inquiry.session.title},
            url=inquiry.get_absolute_url(),
            subject_id=inquiry.pk,
            key=str(inquiry.pk),
        )


def tell_undertaken(undertaking: Undertaking) -> None:
    with override("nl"):
        notify(
            [undertaking.holder],
            UNDERTAKEN,
            title=_("%(session)s: the clerk wrote down what you promised")
            % {"session": undertaking.session.title},
            url=undertaking.get_absolute_url(),
            subject_id=undertaking.pk,
            key=str(undertaking.pk),
        )


def _mail_linking(notification: Notification) -> EmailMessage:
    """Its title and its link, and nothing of what was said."""
    return message_about(
        notification,
        notification.title,
        "council/mail/linking.txt",
        told=notification.title,
    )


KINDS = (
    Kind(
        INQUIRY_ASKED,
        gettext_lazy("A member asks your executive a question"),
        EXECUTIVE,
        readable=Inquiry.objects.visible_to,
        message=_mail_linking,
    ),
    Kind(
        INQUIRY_ANSWERED,
        gettext_lazy("Your question has an answer"),
        MEMBERS,
        readable=Inquiry.objects.visible_to,
        message=_mail_linking,
    ),
    Kind(
        UNDERTAKEN,
        gettext_lazy("The clerk wrote down what you promised"),
        frozenset({Grant.HOLD_PORTFOLIO}),
        readable=Undertaking.objects.visible_to,
        message=_mail_linking,
    ),
)
