from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.models import InputSession
from letters import mailings
from letters.models import Letter
from ros_portal.lib.choices import offer
from stakeholders.models import User


class MailingForm(forms.Form):
    """How the letter reaches every member, and the session to which it invites them."""

    delivery = forms.ChoiceField(
        label=_("How do you send it?"),
        choices=mailings.Delivery,
        initial=mailings.Delivery.EMAIL,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you send it.")},
    )
    session = forms.ModelChoiceField(
        queryset=InputSession.objects.none(),
        label=_("Invite them to a session"),
        required=False,
        empty_label=_("No, only the letter"),
        help_text=_("Every member gets a link and a QR code of their own below the letter."),
    )

    def __init__(self, *args: Any, letter: Letter, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = mailings.sessions_for(letter, user)
        offer(self, "session", sessions)
        if not sessions:
            del self.fields["session"]
