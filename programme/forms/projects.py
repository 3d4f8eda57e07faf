"""The fields of a project, what is written about its progress, and how the agenda is narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council.models import Theme
from programme.models import Choice, Health, Look, Phase, Project, ProjectKind
from programme.models.projects import ProjectQuerySet
from ros_portal.lib.choices import FewField, RowsField, offer
from ros_portal.lib.dates import DayField
from ros_portal.lib.direction import WordsField
from stakeholders.models import Body, Organisation

LONG: Final = 5000


def _long(label: Any, **options: Any) -> WordsField:
    return WordsField(
        label=label,
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class ProjectForm(forms.Form):
    """Every field carries what stood in it when the form was opened: two people who fill in other
    fields of one project both keep their words."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ProjectKind.choices)
    title = WordsField(
        label=gettext_lazy("Title"),
        max_length=160,
        error_messages={"required": gettext_lazy("Give the project a title.")},
    )
    challenge = _long(gettext_lazy("Challenge"))
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"), queryset=Theme.objects.all(), required=False
    )
    research_question = _long(
        gettext_lazy("Research question"), help_text=gettext_lazy("Only for research.")
    )
    goal = _long(gettext_lazy("Goal"))
    result = _long(gettext_lazy("Result"))
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead"),
        queryset=Organisation.objects.partners(),
        error_messages={"required": gettext_lazy("Choose who leads it.")},
    )
    partners = RowsField(
        label=gettext_lazy("Partners"),
        queryset=Organisation.objects.partners(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = RowsField(
        label=gettext_lazy("Where is it?"),
        queryset=Organisation.objects.partners(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    client = forms.ModelChoiceField(
        label=gettext_lazy("Political client"),
        queryset=Body.objects.executives(),
        required=False,
    )
    starts_on = DayField(label=gettext_lazy("Starts on"), required=False)
    ends_on = DayField(label=gettext_lazy("Ends on"), required=False)
    after = RowsField(
        label=gettext_lazy("Waits for"),
        queryset=Project.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    risks = _long(gettext_lazy("Risks"))
    source = WordsField(label=gettext_lazy("Source"), max_length=200, required=False)
    decision_reference = WordsField(
        label=gettext_lazy("Decision"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Who decided about it, when, and under which number."),
    )

    def __init__(self, *args: Any, others: QuerySet[Project], **kwargs: Any) -> None:
        """`others`: the projects that this one can wait for."""
        super().__init__(*args, **kwargs)
        offer(self, "after", others)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end lies before the start."))
        if cleaned.get("kind") == ProjectKind.RESEARCH and not cleaned.get("research_question"):
            self.add_error("research_question", _("Say what has to be found out."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in self.cleaned_data.items() if name != "key"}

    @property
    def changed(self) -> dict[str, Any]:
        """What this person filled in otherwise than it stood there."""
        return {name: value for name, value in self.facts.items() if name in self.changed_data}

    @property
    def seen(self) -> dict[str, Any]:
        """What stood in those fields when the form was opened, as it was sent back."""
        return {name: _plain(self._seen(name)) for name in self.changed}

    def see_anew(self, standing: Mapping[str, Any]) -> None:
        """What was typed stays, and saving once more changes what stands there now."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        for name, value in standing.items():
            kept = self.fields[name].prepare_value(value)
            rows = kept if isinstance(kept, list) else ["" if kept is None else kept]
            data.setlist(self.add_initial_prefix(name), [str(one) for one in rows])
        self.data = data

    def _seen(self, name: str) -> Any:
        field = self.fields[name]
        sent = field.hidden_widget().value_from_datadict(
            self.data, self.files, self.add_initial_prefix(name)
        )
        try:
            return field.to_python(sent) if not isinstance(field, RowsField) else field.clean(sent)
        except forms.ValidationError:
            return None  # no value that ever stood there


class StartProjectForm(ProjectForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def _plain(value: Any) -> Any:
    return sorted(value, key=lambda row: row.pk) if isinstance(value, QuerySet) else value


class NoteForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = DayField(label=gettext_lazy("Date"), initial=timezone.localdate)
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), choices=Phase.choices)
    health = forms.ChoiceField(label=gettext_lazy("Status"), choices=Health.choices)
    percent = forms.IntegerField(label=gettext_lazy("Done, in percent"), min_value=0, max_value=100)
    text = WordsField(
        label=gettext_lazy("What happened?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a sentence what happened.")},
    )

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: fill in today or earlier."))
        return on


class CiteForm(forms.Form):
    choices = RowsField(
        label=gettext_lazy("Choices of the strategy"),
        queryset=Choice.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: QuerySet[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "choices", offered)


class LookForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Is it still right?"), choices=Look.Answer.choices
    )
    note = WordsField(label=gettext_lazy("Note"), max_length=300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class AgendaFilter(forms.Form):
    """What stands on the agenda; the address keeps it, so that it can be sent to a colleague."""

    ORDERS: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
        "": (gettext_lazy("By title"), (Lower("title"), "pk")),
        "start": (gettext_lazy("By start"), (F("starts_on").asc(nulls_last=True), "pk")),
        "cost": (gettext_lazy("Most expensive first"), ("-cost", "pk")),
        "gap": (gettext_lazy("Largest gap first"), ((F("cost") - F("covered")).desc(), "pk")),
        "changed": (gettext_lazy("Newest change first"), ("-changed_at", "-pk")),
    }

    q = WordsField(label=gettext_lazy("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("All kinds")), *ProjectKind.choices],
        required=False,
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("Phase"),
        choices=[("", gettext_lazy("All phases")), *Phase.choices],
        required=False,
    )
    health = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("", gettext_lazy("Every status")), *Health.choices],
        required=False,
    )
    lead = FewField(
        label=gettext_lazy("Lead"),
        queryset=Organisation.objects.partners().only("name"),
        required=False,
        empty_label=gettext_lazy("All partners"),
    )
    theme = FewField(
        label=gettext_lazy("Theme"),
        queryset=Theme.objects.all(),
        required=False,
        empty_label=gettext_lazy("All themes"),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[(name, label) for name, (label, _by) in ORDERS.items()],
        required=False,
    )

    def narrowed(self, projects: ProjectQuerySet) -> ProjectQuerySet:
        """In their order; `projects` come with_facts. A filter that makes no sense narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            projects = projects.filter(
                Q(title__icontains=words) | Q(challenge__icontains=words) | Q(goal__icontains=words)
            )
        for name in ("kind", "phase", "health", "lead", "theme"):
            if value := asked.get(name):
                projects = projects.filter(**{name: value})
        _label, order = self.ORDERS[asked.get("order", "")]
        return projects.order_by(*order)
