from .choices import DropChoiceForm, MarkChoiceForm, RenameChoiceForm
from .investments import LineForm, PlanForms
from .projects import AgendaFilter, CiteForm, LookForm, NoteForm, ProjectForm, StartProjectForm

__all__ = [
    "AgendaFilter",
    "CiteForm",
    "DropChoiceForm",
    "LineForm",
    "LookForm",
    "MarkChoiceForm",
    "NoteForm",
    "PlanForms",
    "ProjectForm",
    "RenameChoiceForm",
    "StartProjectForm",
]
