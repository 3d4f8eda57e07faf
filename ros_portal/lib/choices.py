"""Rows of the database to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

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


class PlainSelect(forms.Select):
    """The select of templates/django/forms/widgets/select.html without its groups, written at once:
    a template for each of fifty options costs as much as the table that they narrow."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html(
            '<select name="{}" class="utrecht-select"{}>{}</select>', name, attributes, options
        )


class FewField(forms.ModelChoiceField[Row]):
    """One of a few rows, in the filter of a table."""

    widget = PlainSelect
    iterator = AtOnce  # type: ignore[assignment]  # the stubs forget that it is generic


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> forms.ModelChoiceField[Any]:
    """What may be chosen in this field, one or several, by whoever fills the form in."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
    return field
