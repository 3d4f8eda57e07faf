"""What is uploaded with a letter: known by what is in it, not by its name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .fields import PrintableField

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
