"""Who marks choices, fills in projects and their money, and who chooses building blocks.

Seeing is `visible_to`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Organisation, User
from stakeholders.permissions import Grant, bodies_with, organisations_with
from strategy.models import Product

from .models import Project


def can_mark_choices(user: User) -> Decision:
    """Of a text that everybody reads, so the project team decides what in it is a choice."""
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(_("Only a project lead says which paragraphs are choices."))


def can_start_project(user: User, product: Product) -> Decision:
    writes = bodies_with(user, Grant.WRITE_STRATEGY)
    if writes and product.writers.filter(pk__in=writes).exists():
        return ALLOWED
    return denied(_("Only editors of the organisations that write this agenda add projects."))


def can_change_project(user: User, project: Project) -> Decision:
    """The editors of the lead and of its partners, and a project lead."""
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    own = organisations_with(user, Grant.WRITE_STRATEGY)
    if project.lead_id in own or project.partners.filter(pk__in=own).exists():
        return ALLOWED
    return denied(_("Only editors of the lead and the partners of this project change it."))


def can_publish_project(user: User, project: Project) -> Decision:
    if not bodies_with(user, Grant.LEAD_STRATEGY):
        return denied(_("Only a project lead makes a project public."))
    if project.is_public:
        return denied(_("Everybody can read this project already."))
    return ALLOWED


def can_choose_blocks(user: User, organisation: Organisation) -> Decision:
    """The civil servants of its executive: they take over paragraphs and propose what becomes of them."""
    if organisation.pk in organisations_with(user, Grant.WRITE_STRATEGY):
        return ALLOWED
    return denied(_("Only editors of this organisation choose its building blocks."))


def can_decide_blocks(user: User, organisation: Organisation) -> Decision:
    if organisation.pk in organisations_with(user, Grant.RUN_SESSIONS):
        return ALLOWED
    return denied(_("Only the clerk of this council records what it decided."))
