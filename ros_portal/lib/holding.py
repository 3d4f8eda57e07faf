"""Rows that many hold at once, and that nobody has alone meanwhile."""

from __future__ import annotations

from django.db import connection, models


def hold(row: models.Model) -> None:
    """Until this transaction ends: `select_for_update` waits for us, others who hold it do not.

    Django has no word for it. SQLite has one writer at a time: there it holds already.
    """
    if connection.vendor != "postgresql":
        return
    table = connection.ops.quote_name(row._meta.db_table)
    key = connection.ops.quote_name(str(row._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {key} = %s FOR SHARE", [row.pk])
