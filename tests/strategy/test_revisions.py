"""A revision never changes, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from strategy.models import Publication, Revision


def test_python_refuses(published):
    revision = published.head
    revision.reason = "anders"
    for attempt in (
        revision.save,
        revision.delete,
        Revision.objects.all().delete,
        lambda: Revision.objects.update(reason="anders"),
        published.publications.get().save,
        lambda: Publication.objects.update(reason="anders"),
    ):
        with pytest.raises(TypeError):
            attempt()


@pytest.mark.parametrize("table", ["strategy_revision", "strategy_publication"])
def test_the_database_refuses(published, table):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute(f"UPDATE {table} SET reason = 'anders'")


def test_postgresql_refuses_to_delete_too(published):
    if connection.vendor != "postgresql":
        # SQLite's guard is the foreign key: the chapter points at its head.
        return
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute("DELETE FROM strategy_publication")
