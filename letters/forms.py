from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ros_portal.lib import fonts
from ros_portal.lib.dates import DayField
from stakeholders.models import Body

from . import body
from .starts import STARTS


class StartLetterForm(forms.Form):
    """Which executive, and what to start from. The key makes a second click harmless."""

    executive = forms.ModelChoiceField(
        queryset=Body.objects.none(), label=_("In the name of"), empty_label=None
    )
    start = forms.ChoiceField(
        label=_("Start from"),
        choices=lambda: [
            (start.slug, format_html("<strong>{}</strong><br>{}", start.title, start.description))
            for start in STARTS.values()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to start from.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, executives: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        field = self.fields["executive"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Body.objects.filter(pk__in=[executive.pk for executive in executives])
        if len(executives) == 1:
            field.widget = forms.HiddenInput()
            field.initial = executives[0].pk


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


class LetterForm(forms.Form):
    subject = PrintableField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Fill in the subject.")},
        help_text=_("What the letter is about, in one line."),
    )
    text = PrintableField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=LetterTextarea(attrs={"rows": 22}),
        help_text=_("The salutation, the closing and the names are added by themselves."),
    )
    date_on = DayField(label=_("Date of the letter"), required=False)
    reference = PrintableField(
        label=_("Our reference"),
        max_length=60,
        required=False,
        help_text=_("The number under which your organisation files this letter."),
    )
    your_reference = PrintableField(label=_("Your reference"), max_length=60, required=False)
    case_number = PrintableField(label=_("Case number"), max_length=60, required=False)
    portfolio_holder = PrintableField(label=_("Portfolio holder"), max_length=120, required=False)
    handled_by = PrintableField(label=_("Handled by"), max_length=120, required=False)
    contact = PrintableField(label=_("Telephone or e-mail"), max_length=120, required=False)
    salutation = PrintableField(
        label=_("Salutation"),
        max_length=120,
        error_messages={"required": _("Fill in the salutation.")},
    )
    closing = PrintableField(
        label=_("Closing"),
        max_length=120,
        error_messages={"required": _("Fill in the closing.")},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip("\n")
        try:
            body.to_html(text)
        except body.BodyRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return text


class AdoptForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput)
    decided_on = DayField(
        label=_("Date of the decision"),
        error_messages={"required": _("Fill in the date on which the executive decided.")},
    )
    decision_number = PrintableField(
        label=_("Number of the decision"),
        max_length=60,
        error_messages={"required": _("Fill in the number of the decision.")},
    )
    date_on = DayField(
        label=_("Date of the letter"),
        help_text=_("The names of those who hold office on this date stand under the letter."),
        error_messages={"required": _("Fill in the date of the letter.")},
    )


MAX_ATTACHMENT = 20 * 1024 * 1024
# The first bytes must agree with the name: a renamed program is not a document.
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
}


class AttachmentFileField(forms.FileField):
    widget = forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SIGNATURES)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if not file:
            return None
        suffix = (file.name or "").rpartition(".")[2].lower()
        if suffix not in SIGNATURES:
            raise forms.ValidationError(
                _("An attachment is a PDF, Word, Excel or OpenDocument file or a picture.")
            )
        if (file.size or 0) > MAX_ATTACHMENT:
            raise forms.ValidationError(_("An attachment is at most 20 MB."))
        if not file.read(16).startswith(SIGNATURES[suffix]):
            raise forms.ValidationError(
                _("This file is not what its name says. Save it anew and try again.")
            )
        file.seek(0)
        return file


class AttachmentForm(forms.Form):
    title = PrintableField(
        label=_("Title"),
        max_length=200,
        error_messages={"required": _("Fill in the title of the attachment.")},
    )
    file = AttachmentFileField(
        label=_("File"),
        required=False,
        help_text=_("You can add the file later. Until then it is shown as missing."),
    )


class AttachmentFileForm(forms.Form):
    file = AttachmentFileField(label=_("File"), error_messages={"required": _("Choose the file.")})
