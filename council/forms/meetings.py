"""The agenda of a BOSS, its advice, its minutes, and its dossier as a file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from council.models import Minutes, Response
from milestones.models import Meeting
from ros_portal.lib.choices import offer
from ros_portal.lib.direction import WordsField
from ros_portal.lib.keys import renew
from stakeholders.models import Body

LONGEST_MINUTES = 100_000  # characters
LONGEST_REMARK = 5_000


class FileForm(forms.Form):
    format = forms.ChoiceField()
    key = forms.UUIDField()

    def __init__(self, *args: Any, formats: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["format"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, one) for one in formats]


class ItemForm(forms.Form):
    title = WordsField(max_length=200, required=False)
    response = forms.ModelChoiceField(queryset=Response.objects.none(), required=False)

    def __init__(self, *args: Any, proposals: QuerySet[Response], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "response", proposals)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("title") or cleaned.get("response")):
            raise forms.ValidationError(_("Write a title, or choose a proposed answer."))
        return cleaned


class ItemStepForm(forms.Form):
    advice = WordsField(max_length=LONGEST_REMARK, required=False)
    to = forms.ModelChoiceField(queryset=Meeting.objects.none(), required=False)

    def __init__(self, *args: Any, consultations: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", consultations)


class MinutesForm(forms.Form):
    text = WordsField(
        label=_("Minutes"),
        help_text=_("Per item what was said and advised. Who spoke is named by organisation."),
        max_length=LONGEST_MINUTES,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": _("Write the minutes first.")},
    )
    edition = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def begin_after(self, minutes: Minutes) -> None:
        """Who saw the newer words and saves again writes over them knowingly."""
        renew(self, edition=minutes.edition)


class CorrectionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    body = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Body.objects.none(), empty_label=None
    )
    text = WordsField(
        label=_("What should be different?"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what should be different.")},
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4()}
        super().__init__(*args, **kwargs)
        offer(self, "body", bodies)


class AdoptForm(forms.Form):
    meeting = forms.ModelChoiceField(
        label=_("In which meeting were they adopted?"),
        queryset=Meeting.objects.none(),
        error_messages={"required": _("Choose the meeting in which they were adopted.")},
    )
    edition = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "meeting", meetings)
