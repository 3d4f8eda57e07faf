"""The spreadsheet that the clerk uploads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from council.importing import MOST_BYTES


class ImportForm(forms.Form):
    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("Excel (.xlsx) or CSV, of 5 MB and 2,000 rows at most."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Choose a spreadsheet first."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter name."),
        },
    )

    def clean_sheet(self) -> UploadedFile[Any]:
        sheet: UploadedFile[Any] = self.cleaned_data["sheet"]
        if (sheet.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("This spreadsheet is larger than 5 MB. Divide it over two.")
            )
        return sheet
