"""What goes along from this room as a file: the dossier of a BOSS, the list of points."""

from .dossier import DOSSIER
from .points import POINTS

__all__ = ["DOSSIER", "POINTS"]
