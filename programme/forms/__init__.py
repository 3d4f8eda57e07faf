from .building import DecideForm, FollowForm, LandedForm, ProposeForm, TakeForm
from .choices import DropChoiceForm, MarkChoiceForm, RenameChoiceForm
from .investments import LineForm, PlanForms
from .projects import AgendaFilter, CiteForm, LookForm, NoteForm, ProjectForm, StartProjectForm

__all__ = [
    "AgendaFilter",
    "CiteForm",
    "DecideForm",
    "DropChoiceForm",
    "FollowForm",
    "LandedForm",
    "LineForm",
    "LookForm",
    "MarkChoiceForm",
    "NoteForm",
    "PlanForms",
    "ProjectForm",
    "ProposeForm",
    "RenameChoiceForm",
    "StartProjectForm",
    "TakeForm",
]
