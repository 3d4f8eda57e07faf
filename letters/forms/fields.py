"""Words that can be printed, and a text that makes a letter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters import body
from ros_portal.lib import fonts


class PrintableField(forms.CharField):
    """Text that the font of the letters can draw; on one line, unless it is typed in a text area."""

    def to_python(self, value: Any) -> str:
        # Before it is looked at: what is not printed counts neither as a word nor in the length.
        text = body.tidy(super().to_python(value) or "")
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if missing := fonts.unprintable(text):
            raise forms.ValidationError(
                _("These characters cannot be printed in a letter: %(characters)s. Remove them."),
                params={"characters": " ".join(missing[:10])},
            )
        return text


class LetterTextarea(forms.Textarea):
    """A draft may be kept without a text, but a letter needs one: so no "(optional)" beside it."""

    plainly_optional = True


def makes_a_letter(text: str) -> str:
    text = text.strip("\n")
    try:
        body.to_html(text)
    except body.BodyRefused as refused:
        raise forms.ValidationError(str(refused)) from refused
    return text
