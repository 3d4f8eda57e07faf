"""What of the register is shown, and having the PDFs of it made."""

from __future__ import annotations

import functools
import operator
import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from letters.models import LetterStatus, ModelLetter
from letters.models.letters import LetterQuerySet
from ros_portal.lib.dates import YEARS


class RegisterFilter(forms.Form):
    """What stands in the register; the address keeps it, so that it can be sent to a colleague."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *LetterStatus.choices], required=False
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=YEARS[0], max_value=YEARS[-1]
    )

    def narrowed(self, letters: LetterQuerySet) -> LetterQuerySet:
        """What cannot be read as a filter narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            named = [f"{name}__icontains" for name in ("subject", "reference", "case_number")]
            letters = letters.filter(
                functools.reduce(operator.or_, (Q(**{name: words}) for name in named))
            )
        if status := chosen.get("status"):
            letters = letters.filter(status=status)
        if year := chosen.get("year"):
            letters = letters.filter(
                Q(date_on__year=year) | Q(date_on__isnull=True, created_at__year=year)
            )
        return letters

    @property
    def words(self) -> str:
        """What was chosen, for a title."""
        chosen = self.cleaned_data
        status = dict(LetterStatus.choices).get(chosen.get("status") or "", "")
        parts = [chosen.get("q"), status, chosen.get("year")]
        return " · ".join(str(part) for part in parts if part) or str(_("All letters"))

    @property
    def query(self) -> str:
        """As it stands in an address; empty when nothing is chosen."""
        return urlencode(
            {name: value for name, value in self.data.items() if value and name in self.fields}
        )


class StartRunForm(forms.Form):
    """Of one model letter, or of what the register shows. The key makes a second click harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    model = forms.ModelChoiceField(
        queryset=ModelLetter.objects.all(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4
