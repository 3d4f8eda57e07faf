from __future__ import annotations

import functools
import operator
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ros_portal.lib import fonts
from ros_portal.lib.choices import RowsField, offer
from ros_portal.lib.dates import YEARS, DayField, MomentField
from stakeholders.models import Body, User

from . import body, facts
from .models import BlockKind, LetterStatus, ModelLetter, Part
from .models.letters import LetterQuerySet
from .starts import STARTS


def start_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Start from"),
        choices=lambda: [
            (start.slug, format_html("<strong>{}</strong><br>{}", start.title, start.description))
            for start in STARTS.values()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to start from.")},
    )


class StartLetterForm(forms.Form):
    """Which executive, and what to start from. The key makes a second click harmless."""

    executive = forms.ModelChoiceField(
        queryset=Body.objects.none(), label=_("In the name of"), empty_label=None
    )
    start = start_field()
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, executives: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        field = offer(
            self,
            "executive",
            Body.objects.filter(pk__in=[executive.pk for executive in executives]),
        )
        if len(executives) == 1:
            field.widget = forms.HiddenInput()
            field.initial = executives[0].pk


class StartModelForm(forms.Form):
    """What the letter of the region starts from. The key makes a second click harmless."""

    start = start_field()
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4


class PrintableField(forms.CharField):
    """Text that the font of the letters can draw; on one line, unless it is typed in a text area."""

    def to_python(self, value: Any) -> str:
        # Before it is looked at: what is not printed counts neither as a word nor in the length.
        text = body.tidy(super().to_python(value) or "")
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if missing := fonts.unprintable(text):
            raise forms.ValidationError(
                _("These characters cannot be printed in a letter: %(characters)s. Remove them."),
                params={"characters": " ".join(missing[:10])},
            )
        return text


class LetterTextarea(forms.Textarea):
    """A draft may be kept without a text, but a letter needs one: so no "(optional)" beside it."""

    plainly_optional = True


class LetterForm(forms.Form):
    subject = PrintableField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Fill in the subject.")},
        help_text=_("What the letter is about, in one line."),
    )
    text = PrintableField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=LetterTextarea(attrs={"rows": 22}),
        help_text=_("The salutation, the closing and the names are added by themselves."),
    )
    date_on = DayField(label=_("Date of the letter"), required=False)
    reference = PrintableField(
        label=_("Our reference"),
        max_length=60,
        required=False,
        help_text=_("The number under which your organisation files this letter."),
    )
    your_reference = PrintableField(label=_("Your reference"), max_length=60, required=False)
    case_number = PrintableField(label=_("Case number"), max_length=60, required=False)
    portfolio_holder = PrintableField(label=_("Portfolio holder"), max_length=120, required=False)
    handled_by = PrintableField(label=_("Handled by"), max_length=120, required=False)
    contact = PrintableField(label=_("Telephone or e-mail"), max_length=120, required=False)
    salutation = PrintableField(
        label=_("Salutation"),
        max_length=120,
        error_messages={"required": _("Fill in the salutation.")},
    )
    closing = PrintableField(
        label=_("Closing"),
        max_length=120,
        error_messages={"required": _("Fill in the closing.")},
    )
    embargo_until = MomentField(
        label=_("Embargo until"),
        required=False,
        help_text=_("Until then only the griffie reads it, and no mail carries the letter."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return makes_a_letter(self.cleaned_data["text"])


class PartsForm(LetterForm):
    """A letter of the region: a field for each block that the secretary may write in."""

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The text is what its parts say together.
        self.fields["text"].widget = forms.HiddenInput()
        self.parts = parts
        for part in parts:
            if part.is_open:
                self.fields[_name(part)] = PrintableField(
                    label=part.block.title,
                    required=False,
                    strip=False,
                    initial=part.text,
                    help_text=part.block.guidance,
                    widget=LetterTextarea(attrs={"rows": min(16, 3 + len(part.text) // 80)}),
                )

    @property
    def rows(self) -> list[tuple[Part, forms.BoundField | None]]:
        """Every block in its order, with its field, or nothing where it is locked."""
        return [(part, self[_name(part)] if part.is_open else None) for part in self.parts]

    @property
    def part_texts(self) -> dict[int, str]:
        """By part id; of what may be written in."""
        return {
            part.pk: self.cleaned_data[_name(part)].strip("\n")
            for part in self.parts
            if part.is_open
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        texts = [cleaned.get(_name(part), "") if part.is_open else part.text for part in self.parts]
        together = "\n\n".join(text.strip("\n") for text in texts if text.strip())
        try:
            cleaned["text"] = makes_a_letter(together)
        except forms.ValidationError as refused:
            self.add_error(None, refused)
        return cleaned


def _name(part: Part) -> str:
    return f"part_{part.pk}"


def makes_a_letter(text: str) -> str:
    text = text.strip("\n")
    try:
        body.to_html(text)
    except body.BodyRefused as refused:
        raise forms.ValidationError(str(refused)) from refused
    return text


class ModelSubjectForm(forms.Form):
    subject = PrintableField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Fill in the subject.")},
        help_text=_("Every executive can change it in its own letter."),
    )


class BlockForm(forms.Form):
    title = PrintableField(
        label=_("Name of the block"),
        max_length=120,
        help_text=_("Only in the portal. A heading in the letter is part of the text."),
        error_messages={"required": _("Give the block a name.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=BlockKind.choices, widget=forms.RadioSelect
    )
    is_locked = forms.BooleanField(
        label=_("An executive cannot change these words"),
        required=False,
        help_text=_("Only for what is the same for all."),
    )
    text = PrintableField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("What stands between braces is filled in for every executive."),
    )
    guidance = PrintableField(
        label=_("What do you ask of the secretary?"),
        required=False,
        max_length=300,
        help_text=_("Stands beside the block in the letter of every executive."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        text = makes_a_letter(self.cleaned_data["text"])
        if unknown := facts.unknown_in(text):
            raise forms.ValidationError(
                _("The portal does not know %(names)s. Choose from: %(known)s."),
                params={
                    "names": ", ".join(f"{{{name}}}" for name in unknown),
                    "known": ", ".join(f"{{{name}}}" for name in facts.FACTS),
                },
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_locked") and cleaned.get("kind") != BlockKind.REGIONAL:
            self.add_error("is_locked", _("What is everybody’s own cannot be locked."))
        return cleaned

    @property
    def fields_of_block(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "edition"}


class HandOutForm(forms.Form):
    executives = RowsField[Body](
        label=_("For whom?"),
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one executive.")},
    )

    def __init__(self, *args: Any, executives: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "executives", executives)


class ListForm(forms.Form):
    listed_on = DayField(
        label=_("On the list of documents that came in since"),
        error_messages={"required": _("Fill in the date.")},
    )


class AdoptForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput)
    decided_on = DayField(
        label=_("Date of the decision"),
        error_messages={"required": _("Fill in the date on which the executive decided.")},
    )
    decision_number = PrintableField(
        label=_("Number of the decision"),
        max_length=60,
        error_messages={"required": _("Fill in the number of the decision.")},
    )
    date_on = DayField(
        label=_("Date of the letter"),
        help_text=_("The names of those who hold office on this date stand under the letter."),
        error_messages={"required": _("Fill in the date of the letter.")},
    )


MAX_ATTACHMENT = 20 * 1024 * 1024
# The first bytes must agree with the name: a renamed program is not a document.
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
}


class AttachmentFileField(forms.FileField):
    widget = forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SIGNATURES)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if not file:
            return None
        suffix = (file.name or "").rpartition(".")[2].lower()
        if suffix not in SIGNATURES:
            raise forms.ValidationError(
                _("An attachment is a PDF, Word, Excel or OpenDocument file or a picture.")
            )
        if (file.size or 0) > MAX_ATTACHMENT:
            raise forms.ValidationError(_("An attachment is at most 20 MB."))
        if not file.read(16).startswith(SIGNATURES[suffix]):
            raise forms.ValidationError(
                _("This file is not what its name says. Save it anew and try again.")
            )
        file.seek(0)
        return file


class AttachmentForm(forms.Form):
    title = PrintableField(
        label=_("Title"),
        max_length=200,
        error_messages={"required": _("Fill in the title of the attachment.")},
    )
    file = AttachmentFileField(
        label=_("File"),
        required=False,
        help_text=_("You can add the file later. Until then it is shown as missing."),
    )


class AttachmentFileForm(forms.Form):
    file = AttachmentFileField(label=_("File"), error_messages={"required": _("Choose the file.")})


class SecrecyForm(forms.Form):
    ground = PrintableField(
        label=_("On what ground?"),
        max_length=200,
        help_text=_("The article of the law, and why. It stands on the letter."),
        error_messages={"required": _("Give the ground.")},
    )
    decided_by = PrintableField(
        label=_("Who imposes it?"),
        max_length=120,
        help_text=_("The body that decided, for example the executive."),
        error_messages={"required": _("Say who decided.")},
    )
    decided_on = DayField(
        label=_("Date of the decision"), error_messages={"required": _("Fill in the date.")}
    )
    recipients = RowsField[User](
        label=_("Who may read the letter?"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of the council and its griffie. Nobody else of them sees that it exists."),
    )

    def __init__(self, *args: Any, readers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "recipients", readers)


class LiftSecrecyForm(forms.Form):
    lifted_by = PrintableField(
        label=_("Who lifts it?"),
        max_length=120,
        error_messages={"required": _("Say who decided.")},
    )
    lifted_on = DayField(
        label=_("Date of the decision"), error_messages={"required": _("Fill in the date.")}
    )


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
