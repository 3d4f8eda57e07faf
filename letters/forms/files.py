"""What is uploaded with a letter: known by what is in it, not by its name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from letters.inspection import Locked, Unreadable, inspect

from .fields import PrintableField

MAX_ATTACHMENT = 20 * 1024 * 1024
MAX_SIGNED_PAGES = 1_000
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


class SignedCopyForm(forms.Form):
    file = forms.FileField(
        label=_("Signed letter (PDF)"),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text=_("It is kept for good, beside the letter: it cannot be replaced afterwards."),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("This file is empty. Scan the letter anew."),
        },
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_ATTACHMENT:
            raise forms.ValidationError(
                _("A signed letter is at most 20 MB. Scan it in black and white, or coarser.")
            )
        try:
            # Not by its name or first bytes alone: it has to open, without a password.
            found = inspect(file.read())
        except Locked as locked:
            raise forms.ValidationError(
                _("This PDF asks for a password. Save it without one and try again.")
            ) from locked
        except Unreadable as refused:
            raise forms.ValidationError(
                _("This is no PDF that can be opened. Save it anew as PDF and try again.")
            ) from refused
        self.pages = found.pages
        if not self.pages:
            raise forms.ValidationError(_("This PDF has no pages. Scan the letter anew."))
        if self.pages > MAX_SIGNED_PAGES:
            raise forms.ValidationError(
                _("A signed letter has at most 1,000 pages. Scan it without its attachments.")
            )
        if found.acts:
            raise forms.ValidationError(
                _(
                    "This PDF holds more than pages: a script or another file. "
                    "Print it to a new PDF and try again."
                )
            )
        file.seek(0)
        return file
