from .building import BlockDecision, BuildingBlock, DecidedBlock, Use
from .choices import Choice
from .investments import (
    MOST_EUROS,
    YEARS,
    Commitment,
    Contribution,
    DecisionBy,
    InvestmentLine,
    YearOfLine,
)
from .projects import (
    AGENDA,
    Citation,
    Health,
    Look,
    Phase,
    ProgressNote,
    Project,
    ProjectKind,
)

__all__ = [
    "AGENDA",
    "MOST_EUROS",
    "YEARS",
    "BlockDecision",
    "BuildingBlock",
    "Choice",
    "Citation",
    "Commitment",
    "Contribution",
    "DecidedBlock",
    "DecisionBy",
    "Health",
    "InvestmentLine",
    "Look",
    "Phase",
    "ProgressNote",
    "Project",
    "ProjectKind",
    "Use",
    "YearOfLine",
]
