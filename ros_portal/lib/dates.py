"""Days and moments that a person can mean."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import holidays
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

YEARS = range(1990, 2150)
SATURDAY = 5


def in_our_time(day: date) -> None:
    """A year 1 is a slip of the finger, and no database or time zone knows what to do with it."""
    if day.year not in YEARS:
        raise ValidationError(
            _("Fill in a year from %(first)s to %(last)s."),
            params={"first": YEARS[0], "last": YEARS[-1]},
        )


class DayField(forms.DateField):
    """A day, asked with the date picker of the browser."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Fill in a date, for example 24-11-2026.")}
    default_validators = [in_our_time]


class MomentField(forms.DateTimeField):
    """A day and a time, asked with the picker of the browser."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "required": _("Fill in a date and a time."),
        "invalid": _("Fill in a date and a time, for example 24-11-2026 19.30."),
    }
    default_validators = [in_our_time]


def begin_of(day: date) -> datetime:
    """Its first moment, where the portal stands."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Its last minute, as people say it: 23.59 and not the midnight that is the day after."""
    return begin_of(day + timedelta(days=1)) - timedelta(minutes=1)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no public holiday."""
    return day.weekday() < SATURDAY and day not in holidays.country_holidays("NL")
