"""A version of twelve long chapters as a file, against the same words in that library and no more."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from io import BytesIO

import docx
import weasyprint
from django.db import transaction

from stakeholders.models import User
from strategy import services
from strategy.models import Export, Revision, Version
from strategy.tasks import make_export
from strategy.text.nodes import children, flat_text
from tests.bench.writing import Row, empty_product, write_chapters

ROUNDS = 3


def measure(only: frozenset[str]) -> dict[str, Row]:
    wanted = [name for name in TARGETS if not only or name in only]
    if not wanted:
        return {}
    with transaction.atomic():
        version, texts = _frozen()
        rows: dict[str, Row] = {
            name: (_ratio(name, version, texts), "× naive", TARGETS[name], "lower")
            for name in wanted
        }
        transaction.set_rollback(True)
    return rows


def _frozen() -> tuple[Version, list[Revision]]:
    lead = User.objects.get(email="projectleider@almelo.demo")
    product = empty_product()
    write_chapters(product)
    version = services.freeze_version(product, name="0.7", note="Meten", by=lead)
    return version, list(Revision.objects.filter(chapter__product=product))


def _ratio(name: str, version: Version, texts: Sequence[Revision]) -> float:
    format = name.rpartition("_")[2]
    export = Export.objects.create(format=format, version=version, by=version.frozen_by)
    ratios = []
    for _round in range(ROUNDS):
        naive = _cost(lambda: NAIVE[format](texts))
        ratios.append(_cost(lambda: make_export.work(export.pk)) / naive)
    return statistics.median(ratios)


def _cost(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _naive_word(texts: Sequence[Revision]) -> None:
    file = docx.Document()
    for text in texts:
        for block in children(text.text):
            file.add_paragraph(flat_text(block))
    file.save(BytesIO())


def _naive_pdf(texts: Sequence[Revision]) -> None:
    weasyprint.HTML(string="".join(text.html for text in texts)).write_pdf()


NAIVE: dict[str, Callable[[Sequence[Revision]], None]] = {"docx": _naive_word, "pdf": _naive_pdf}
# A fifth above what was measured when they were set: they are there to notice growth.
TARGETS = {"export_12_docx": 13.0, "export_12_pdf": 2.2}
