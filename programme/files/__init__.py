from .agenda import AS_FILE
from .building import BUILDING_AS_FILE

__all__ = ["AS_FILE", "BUILDING_AS_FILE"]
