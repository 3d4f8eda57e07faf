from .choices import (
    AlreadyMarked,
    NotInTheText,
    drop_choice,
    mark_choice,
    on_text_published,
    rename_choice,
)
from .investments import LineChangedMeanwhile, add_line, change_line, remove_line
from .projects import (
    ChangedMeanwhile,
    WaitsForItself,
    answer_look,
    change_project,
    cite,
    note_progress,
    publish_project,
    start_project,
)

__all__ = [
    "AlreadyMarked",
    "ChangedMeanwhile",
    "LineChangedMeanwhile",
    "NotInTheText",
    "WaitsForItself",
    "add_line",
    "answer_look",
    "change_line",
    "change_project",
    "cite",
    "drop_choice",
    "mark_choice",
    "note_progress",
    "on_text_published",
    "publish_project",
    "remove_line",
    "rename_choice",
    "start_project",
]
