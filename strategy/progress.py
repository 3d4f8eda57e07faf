"""How far every organisation is with the text, and with the review round about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ros_portal.lib.cells import Cell
from stakeholders.models import Body, User

from .answers import Row, picture_of
from .models import Chapter, ChapterStatus, Level, Product, ReviewRound, RoundState, Version

HOLDERS = {
    Level.OFFICIAL: gettext_lazy("Editors"),
    Level.POLITICAL: gettext_lazy("Portfolio holder"),
}


def text_cells(user: User, executives: Sequence[Body], *, due_on: date) -> dict[int, Cell]:
    """By executive: the chapters that its organisation leads, of the product that is being written.

    From `due_on` councils talk about the text, so by then there is one to read. Three queries.
    """
    chapters = list(Chapter.objects.visible_to(user).select_related("product"))
    product = _being_written(chapters)
    if product is None:
        return {}
    writers = set(product.writers.values_list("pk", flat=True))
    version = _version_in_words(product)
    led: dict[int | None, list[Chapter]] = defaultdict(list)
    for chapter in chapters:
        if chapter.product_id == product.pk:
            led[chapter.lead_id].append(chapter)
    return {
        body.pk: _text_cell(product, led[body.organisation_id], version, due_on)
        if body.pk in writers
        else Cell(_("Does not write along"), url=product.get_absolute_url())
        for body in executives
    }


def _being_written(chapters: Sequence[Chapter]) -> Product | None:
    """The first link of the chain that has not been adopted as a whole, or else the last."""
    unfinished = (one for one in chapters if one.status != ChapterStatus.ADOPTED)
    chapter = next(unfinished, chapters[-1] if chapters else None)
    return chapter.product if chapter else None


def _version_in_words(product: Product) -> str:
    frozen = Version.objects.filter(product=product).values_list("name", "frozen_at").first()
    if frozen is None:
        return ""
    name, frozen_at = frozen
    day = date_format(timezone.localtime(frozen_at), "j F")
    return _("version %(name)s of %(day)s") % {"name": name, "day": day}


def _text_cell(product: Product, led: Sequence[Chapter], version: str, due_on: date) -> Cell:
    if not led:
        words = "; ".join(filter(None, [_("Writes along, leads no chapter"), version]))
        return Cell(words, url=product.get_absolute_url())
    count: dict[str, int] = defaultdict(int)
    for chapter in led:
        count[chapter.status] += 1
    statuses = ", ".join(
        f"{count[status.value]} {str(status.label).lower()}"
        for status in ChapterStatus
        if count[status.value]
    )
    words = ngettext("Leads %(n)s chapter", "Leads %(n)s chapters", len(led)) % {"n": len(led)}
    words = "; ".join(filter(None, [f"{words}: {statuses}", version]))
    unread = [one for one in led if one.published_id is None]
    if not unread:
        return Cell(words, url=product.get_absolute_url(), is_done=True)
    return Cell(words, HOLDERS[Level.OFFICIAL], due_on, unread[0].get_absolute_url())


def review_cells(
    user: User, executives: Sequence[Body], *, since: date, until: date
) -> dict[int, Cell]:
    """By executive, in the round between two BOSS meetings that asks first; five queries at most."""
    rounds = list(
        ReviewRound.objects.visible_to(user)
        .not_withdrawn()
        .filter(closes_on__gt=since, opens_on__lte=until)
        .select_related("product")
        .order_by("closes_on", "pk")
    )
    round_ = _that_counts(rounds)
    if round_ is None:
        return {}
    rows: Mapping[int, Row] = {}
    if round_.state != RoundState.PLANNED:
        asked = round_.product.writers.filter(pk__in=[body.pk for body in executives])
        rows = {row.body.pk: row for row in picture_of(round_, asked).rows}
    return {body.pk: _review_cell(round_, rows.get(body.pk)) for body in executives}


def _that_counts(rounds: Sequence[ReviewRound]) -> ReviewRound | None:
    """The open one that closes first, or else the last that closed, or else the first to come."""
    by_state = {
        state: [one for one in rounds if one.state == state]
        for state in (RoundState.OPEN, RoundState.CLOSED, RoundState.PLANNED)
    }
    for state, place in ((RoundState.OPEN, 0), (RoundState.CLOSED, -1), (RoundState.PLANNED, 0)):
        if by_state[state]:
            return by_state[state][place]
    return None


def _review_cell(round_: ReviewRound, row: Row | None) -> Cell:
    url = round_.get_absolute_url()
    if round_.state == RoundState.PLANNED:
        day = date_format(round_.opens_on, "j F")
        return Cell(_("%(round)s opens on %(day)s") % {"round": round_, "day": day}, url=url)
    if row is None:
        return Cell(_("Is not asked"), url=url)
    if not row.cells:
        return Cell(_("%(round)s: nothing was published yet") % {"round": round_}, url=url)
    words = _("%(round)s: %(answered)s of %(all)s chapters answered") % {
        "round": round_,
        "answered": row.answered,
        "all": len(row.cells),
    }
    if not row.silent:
        return Cell(words, url=url, is_done=True)
    return Cell(words, HOLDERS[Level(round_.level)], round_.closes_on, url)
