"""Input about people, cleaned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.dates import DayField

from .kinds import Kind
from .models import Body, BodyKind, Channel, Group, Organisation, Role, User
from .permissions import can_invite


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget = forms.EmailInput(attrs={"autocomplete": "username"})
        self.fields["login"].error_messages["required"] = _("Fill in your e-mail address.")
        self.fields["password"].label = _("Password")
        self.fields["password"].widget = forms.PasswordInput(
            attrs={"autocomplete": "current-password"}
        )
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = _("Fill in your password.")
        self.fields.pop("remember", None)


class PasswordResetForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email"})
        self.fields["email"].error_messages["required"] = _("Fill in your e-mail address.")


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As it may stand beside your input and in letters."),
        error_messages={"required": _("Fill in your name.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class NotificationChoicesForm(forms.Form):
    """One question for each kind."""

    def __init__(
        self, *args: Any, kinds: Iterable[Kind], chosen: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label,
                choices=Channel.choices,
                initial=chosen.get(kind.name, kind.default),
                error_messages={"required": _("Choose how you want to hear of this.")},
            )


class InvitePersonForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Fill in the name.")}
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Fill in the e-mail address."),
            "invalid": _("Fill in an e-mail address, for example naam@gemeente.nl."),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        error_messages={"required": _("Choose a role.")},
    )
    group = forms.ModelChoiceField(
        label=_("Political group"),
        queryset=Group.objects.none(),
        required=False,
        help_text=_("Only for a council member."),
        empty_label=_("No group"),
    )

    def __init__(self, *args: Any, organisation: Organisation, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies: dict[str, Body] = {
            body.kind: body
            for body in organisation.bodies.filter(kind__in=[BodyKind.COUNCIL, BodyKind.EXECUTIVE])
        }
        roles, group = self.fields["role"], self.fields["group"]
        assert isinstance(roles, forms.ChoiceField) and isinstance(group, forms.ModelChoiceField)
        roles.choices = [
            (role.value, role.label)
            for role in Role
            if role.body_kind in self.bodies and can_invite(by, self.bodies[role.body_kind], role)
        ]
        if any(role == Role.COUNCIL_MEMBER for role, _label in roles.choices):
            group.queryset = Group.objects.filter(body=self.bodies[BodyKind.COUNCIL])
        else:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role = cleaned.get("role")
        if role:
            cleaned["body"] = self.bodies[Role(role).body_kind]
        if cleaned.get("group") and role != Role.COUNCIL_MEMBER:
            self.add_error("group", _("Only a council member sits in a group: choose no group."))
        cleaned.setdefault("group", None)
        return cleaned


class AcceptInvitationForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Fill in your name.")}
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Three words that you can remember work well."),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        newcomer = User(email=self.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, newcomer)
        return password


class EndAppointmentForm(forms.Form):
    until_on = DayField(
        label=_("Last day"), error_messages={"required": _("Fill in the last day.")}
    )
