from .dates import calendar_addresses, council_date_remove, council_dates, schedule
from .milestones import milestone_add, milestone_detail, milestone_edit, schedule_timeline

__all__ = [
    "calendar_addresses",
    "council_date_remove",
    "council_dates",
    "milestone_add",
    "milestone_detail",
    "milestone_edit",
    "schedule",
    "schedule_timeline",
]
