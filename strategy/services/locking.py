"""One at a time in a chapter: every service that changes one begins here."""

from __future__ import annotations

from stakeholders.models import User
from strategy.models import Chapter

from .folding import fold


def locked_chapter(chapter: Chapter, by: User | None, *, folded: bool = True) -> Chapter:
    """The chapter as it is now, under lock until the transaction ends, as `by` sees it.

    What people are writing in it together is taken into its line first.

    Its head is read after the lock is there and never joined to it: PostgreSQL would join the
    chapter of after the wait to the heads of before it, and find none.
    """
    chapters = Chapter.objects.for_viewer(by) if by else Chapter.objects.all()
    locked = chapters.select_for_update(of=("self",)).get(pk=chapter.pk)
    if folded:
        fold(locked)
    return locked
