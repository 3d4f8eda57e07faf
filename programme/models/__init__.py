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
from .projects import Citation, Health, Look, Phase, ProgressNote, Project, ProjectKind

__all__ = [
    "MOST_EUROS",
    "YEARS",
    "Choice",
    "Citation",
    "Commitment",
    "Contribution",
    "DecisionBy",
    "Health",
    "InvestmentLine",
    "Look",
    "Phase",
    "ProgressNote",
    "Project",
    "ProjectKind",
    "YearOfLine",
]
