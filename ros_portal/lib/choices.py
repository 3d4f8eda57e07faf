"""Several rows to tick."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class RowsField(forms.ModelMultipleChoiceField[Row]):
    """A number too large for the key of a row is no choice; SQLite would call it a fault."""

    def clean(self, value: Any) -> QuerySet[Row]:
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": "…"},
            ) from None
