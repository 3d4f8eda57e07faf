"""Query ceilings: a page may not ask more because there is more to show."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def ceiling(most: int) -> Iterator[list[str]]:
    """What was asked is in the list afterwards."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [query["sql"] for query in captured]
    assert len(asked) <= most, "\n".join([f"{len(asked)} queries, {most} allowed:", *asked])
