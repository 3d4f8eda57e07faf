"""Between a council and its executive: a question, its answer, and what was promised."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from council.models import Inquiry, Undertaking
from stakeholders.kinds import Kind
from stakeholders.services import notify

from .audiences import EXECUTIVE, HOLDERS, MEMBERS, executives_of
from .linking import mail_linking

INQUIRY_ASKED = "council.inquiry_asked"
INQUIRY_ANSWERED = "council.inquiry_answered"
UNDERTAKEN = "council.undertaken"


def tell_asked(inquiry: Inquiry) -> None:
    """Who speaks for the executive of this council."""
    people = executives_of([inquiry.session.body], EXECUTIVE)
    with override("nl"):
        notify(
            people[inquiry.session.body.organisation_id],
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


KINDS = (
    Kind(
        INQUIRY_ASKED,
        gettext_lazy("A member asks your executive a question"),
        EXECUTIVE,
        readable=Inquiry.objects.visible_to,
        waiting=lambda user: Inquiry.objects.filter(answered_at__isnull=True),
        message=mail_linking,
    ),
    Kind(
        INQUIRY_ANSWERED,
        gettext_lazy("Your question has an answer"),
        MEMBERS,
        readable=Inquiry.objects.visible_to,
        message=mail_linking,
    ),
    Kind(
        UNDERTAKEN,
        gettext_lazy("The clerk wrote down what you promised"),
        HOLDERS,
        readable=Undertaking.objects.visible_to,
        message=mail_linking,
    ),
)
