from .dates import CouncilDateForm, DateListForm
from .milestones import MilestoneForm

__all__ = ["CouncilDateForm", "DateListForm", "MilestoneForm"]
