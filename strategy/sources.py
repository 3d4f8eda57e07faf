"""Files of what stands in rooms above this one; they register how their file is made, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.module_loading import import_string

from stakeholders.models import User

Tell = Callable[[int, int], None]  # (parts done, all parts)


@dataclass(frozen=True)
class Source:
    """`key` says of which thing of its kind: a number, the query of a filter."""

    # By format (models.ExportFormat) what makes the bytes of the file, for who asked.
    makers: Mapping[str, Callable[[str, User, Tell], bytes]]
    # Asked again at every download: rights end.
    may_read: Callable[[User, str], bool]
    url: Callable[[str], str]


_sources: dict[str, str] = {}


def register(kind: str, path: str) -> None:
    """For AppConfig.ready(), once. `path` of a Source, which is imported when it is asked for: what
    makes files is heavy, and most processes make none."""
    _sources[kind] = path


def source_of(name: str) -> tuple[Source, str]:
    """Of "kind:key"; raises KeyError when nobody registered the kind."""
    kind, _colon, key = name.partition(":")
    source: Source = import_string(_sources[kind])
    return source, key
