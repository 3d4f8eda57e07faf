"""A form that was sent twice is one act; a key that comes back with other words is none."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID, uuid4

from django import forms
from django.db import models
from django.http import QueryDict

Row = TypeVar("Row", bound=models.Model)


class UsedForSomethingElse(Exception):
    """The form with this key was sent before, with other words or by somebody else."""


def write_once(model: type[Row], *, key: UUID, **facts: object) -> tuple[Row, bool]:
    """The row with this `key`, made of `facts`, and whether it is new. Raises UsedForSomethingElse."""
    row, is_new = model._default_manager.get_or_create(key=key, defaults=facts)
    if any(getattr(row, name) != value for name, value in facts.items()):
        raise UsedForSomethingElse
    return row, is_new


def begin_anew(form: forms.Form) -> None:
    """What was typed stays in the form, and sending it once more is an act of its own."""
    renew(form, key=uuid4())


def renew(form: forms.Form, **hidden: object) -> None:
    """What was typed stays in the form, and these fields of it are sent with another value."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    for name, value in hidden.items():
        data[name] = str(value)
    form.data = data
