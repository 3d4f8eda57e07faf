"""A form that was sent twice is one act; a key that comes back with other words is none."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.http import QueryDict


class UsedForSomethingElse(Exception):
    """The form with this key was sent before, with other words or by somebody else."""


def begin_anew(form: forms.Form) -> None:
    """What was typed stays in the form, and sending it once more is an act of its own."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data["key"] = str(uuid4())
    form.data = data
