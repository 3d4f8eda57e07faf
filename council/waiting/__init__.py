"""What waits for a member, a clerk, an executive or the project team. No query for who has no part."""

from __future__ import annotations

from ros_portal.lib.waiting import Waiting
from stakeholders.models import User

from .councils import for_clerk, for_member, invitations, requests_to_answer, words_to_read
from .executives import (
    answers_to_tell,
    for_executive,
    inquiries_to_answer,
    points_to_place,
    reports_to_make,
    undertakings_to_settle,
)
from .team import answers_to_finish, minutes_to_read, points_to_answer


def waiting_for(user: User) -> list[Waiting]:
    return [
        *for_member(user),
        *words_to_read(user),
        *for_clerk(user),
        *invitations(user),
        *requests_to_answer(user),
        *reports_to_make(user),
        *points_to_place(user),
        *points_to_answer(user),
        *answers_to_finish(user),
        *minutes_to_read(user),
        *answers_to_tell(user),
        *for_executive(user),
        *inquiries_to_answer(user),
        *undertakings_to_settle(user),
    ]
