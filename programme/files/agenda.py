"""The agenda as a spreadsheet: what the table on the screen shows with the same filter."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from programme.models import Project
from ros_portal.lib.sheets import as_csv, as_xlsx


def rows_of(projects: QuerySet[Project]) -> Iterator[list[str | int]]:
    """The head, then a row for each; dates as year-month-day, money in whole euros.

    `projects` come with_facts and with_after.
    """
    yield [
        _("Number"), _("Kind"), _("Title"), _("Theme"), _("Challenge"), _("Research question"),
        _("Goal"), _("Result"), _("Lead"), _("Partners"), _("Where"), _("Political client"),
        _("Phase"), _("Status"), _("Percent"), _("Starts on"), _("Ends on"), _("Waits for"), _("Choices"),
        _("Cost"), _("Covered"), _("Gap"), _("Risks"), _("Source"), _("Decision"), _("State"),
    ]  # fmt: skip
    beside = projects.select_related("client").prefetch_related("partners", "places", "cited")
    for one in beside:
        yield [
            one.pk,
            one.get_kind_display(),
            one.title,
            str(one.theme or ""),
            one.challenge,
            one.research_question,
            one.goal,
            one.result,
            one.lead.name,
            _listed(partner.name for partner in one.partners.all()),
            _listed(place.short_name for place in one.places.all()),
            str(one.client or ""),
            one.get_phase_display(),
            one.get_health_display(),
            one.percent,
            one.starts_on.isoformat() if one.starts_on else "",
            one.ends_on.isoformat() if one.ends_on else "",
            _listed(earlier.title for earlier in one.after.all()),
            _listed(choice.title for choice in one.cited.all()),
            one.cost,
            one.covered,
            one.gap,
            one.risks,
            one.source,
            one.decision_reference,
            _("Public") if one.is_public else _("Not public yet"),
        ]


def _listed(words: Iterator[str]) -> str:
    return "; ".join(sorted(words))


def _as_csv(projects: QuerySet[Project]) -> bytes:
    with override("nl"):
        return as_csv(rows_of(projects))


def _as_xlsx(projects: QuerySet[Project]) -> bytes:
    with override("nl"):
        return as_xlsx(_("Projects"), rows_of(projects))


AS_FILE = {
    "csv": (_as_csv, "text/csv; charset=utf-8"),
    "xlsx": (_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
