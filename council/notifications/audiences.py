"""Who may get a kind of notification, and so may choose how."""

from typing import Final

from stakeholders.permissions import Grant

MEMBERS: Final = frozenset({Grant.GIVE_INPUT})
CLERKS: Final = frozenset({Grant.RUN_SESSIONS})
# Also a clerk, who wrote down what a meeting brought.
SPEAKERS: Final = MEMBERS | CLERKS
EXECUTIVE: Final = frozenset({Grant.WRITE_LETTERS, Grant.HOLD_PORTFOLIO})
