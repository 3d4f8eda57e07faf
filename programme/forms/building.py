"""Which paragraphs become building blocks, what is proposed about them and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import BuildingBlock, Use
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField

LONG: Final = 5000
OWN_WORDS = gettext_lazy("Write down the words as they become.")


def _long(label: Any, **options: Any) -> WordsField:
    return WordsField(
        label=label, max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}), **options
    )


class TakeForm(forms.Form):
    whole = forms.BooleanField(label=gettext_lazy("The whole chapter"), required=False)
    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("Or single paragraphs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, offered: Iterable[tuple[str, list[tuple[str, str]]]], **kwargs: Any
    ) -> None:
        """`offered`: by heading, id and words of what can be taken over."""
        super().__init__(*args, **kwargs)
        field = self.fields["blocks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(heading, paragraphs) for heading, paragraphs in offered]
        self.all = [key for _heading, paragraphs in offered for key, _words in paragraphs]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("whole") and not cleaned.get("blocks") and "blocks" not in self.errors:
            self.add_error("blocks", _("Tick the whole chapter, or at least one paragraph."))
        return cleaned

    @property
    def chosen(self) -> list[str]:
        return self.all if self.cleaned_data["whole"] else list(self.cleaned_data["blocks"])


class _EditionForm(forms.Form):
    """Who saves on top of somebody else's newer words is told."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ProposeForm(_EditionForm):
    use = forms.ChoiceField(
        label=gettext_lazy("What does the executive propose?"),
        choices=Use.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is proposed.")},
    )
    own_words = _long(
        gettext_lazy("Own words"),
        required=False,
        help_text=gettext_lazy("Only for “adapt”: the words as they become in your own vision."),
    )
    reason = _long(
        gettext_lazy("Why?"),
        error_messages={"required": gettext_lazy("Say why: the council reads it.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("use") != Use.ADAPT:
            cleaned["own_words"] = ""
        elif not cleaned.get("own_words") and "own_words" not in self.errors:
            self.add_error("own_words", OWN_WORDS)
        return cleaned


class LandedForm(_EditionForm):
    landed_in = WordsField(
        label=gettext_lazy("Where does it stand in your own vision?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: omgevingsvisie, chapter 4, section 2."),
    )


class FollowForm(_EditionForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        label=gettext_lazy("What do you do with it?"),
        choices=[
            ("follow", gettext_lazy("Take over the new text and make a new proposal")),
            ("keep", gettext_lazy("Stay with the old text")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    because = WordsField(
        label=gettext_lazy("Why do you stay with the old text?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, is_gone: bool, **kwargs: Any) -> None:
        """`is_gone`: there is no new text to take over."""
        super().__init__(*args, **kwargs)
        if is_gone:
            field = self.fields["answer"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("keep", _("Stay with the old text"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "keep" and not cleaned.get("because"):
            self.add_error("because", _("Say why the old text stays."))
        return cleaned


class Row(NamedTuple):
    block: BuildingBlock
    use: BoundField
    own_words: BoundField
    edition: BoundField


class DecideForm(forms.Form):
    """One decision over several blocks, with the outcome for each."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    number = WordsField(
        label=gettext_lazy("Number of the decision"),
        max_length=60,
        error_messages={"required": gettext_lazy("Under which number was it decided?")},
    )
    decided_on = DayField(
        label=gettext_lazy("Day of the decision"),
        error_messages={"required": gettext_lazy("On which day was it decided?")},
    )

    def __init__(self, *args: Any, blocks: Iterable[BuildingBlock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = list(blocks)
        for block in self.blocks:
            held = block.decided.outcome if block.decided else ""
            self.fields[f"use_{block.pk}"] = forms.ChoiceField(
                label=_("What did the council decide?"),
                choices=Use.choices,
                initial=block.proposal or held,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose what was decided.")},
            )
            own_words = block.own_words or (block.decided.own_words if block.decided else "")
            self.fields[f"words_{block.pk}"] = _long(
                _("Words as the council decided them"),
                required=False,
                initial=own_words,
                help_text=_("Only for “adapt”."),
            )
            self.fields[f"edition_{block.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=block.edition, max_value=2**31 - 1
            )

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("This day is still to come. Record it once it was decided.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for block in self.blocks:
            name = f"words_{block.pk}"
            if cleaned.get(f"use_{block.pk}") != Use.ADAPT:
                cleaned[name] = ""
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, OWN_WORDS)
        return cleaned

    @property
    def own_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in ("number", "decided_on"))

    @property
    def rows(self) -> Iterator[Row]:
        for block in self.blocks:
            yield Row(block, *(self[f"{name}_{block.pk}"] for name in ("use", "words", "edition")))

    @property
    def outcomes(self) -> dict[int, tuple[str, str, int]]:
        """By the key of the block: what was decided, in which words, and its edition as it was read."""
        sent = self.cleaned_data
        return {
            one.pk: (sent[f"use_{one.pk}"], sent[f"words_{one.pk}"], sent[f"edition_{one.pk}"])
            for one in self.blocks
        }
