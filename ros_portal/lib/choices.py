"""Rows of the database to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

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


class AtOnce(ModelChoiceIterator[Row]):
    """Django reads choices by a cursor on the server, which takes three questions instead of one."""

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        if self.field.empty_label is not None:
            yield ("", str(self.field.empty_label))
        for row in self.queryset.all():
            yield self.choice(row)


class FewField(forms.ModelChoiceField[Row]):
    """One of a few rows, in the filter of a table."""

    iterator = AtOnce  # type: ignore[assignment]  # the stubs forget that it is generic
