"""`make bench`: ratios within one run, in a table and in var/bench.json.

    ONLY=read_cached,letter_single make bench

Every row is measured against something on the same machine in the same minute, because a
time alone says more about the machine than about the portal.
"""

from __future__ import annotations

import json
import os
import sys

from tests import environment  # noqa: F401  # before Django reads its settings

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django

django.setup()

from ros_portal.env import BASE_DIR
from tests.bench import exports, letters, live, mailings, pages, points, submissions, writing
from tests.bench.server import prepare_database

REPORT = BASE_DIR / "var" / "bench.json"


def main() -> int:
    only = frozenset(name for name in os.environ.get("ONLY", "").split(",") if name)
    prepare_database()
    rows = []
    for room in (pages, writing, exports, submissions, points, letters, mailings, live):
        for name, (value, unit, target, better) in room.measure(only).items():
            holds = value <= target if better == "lower" else value >= target
            rows.append(
                {
                    "name": name,
                    "value": round(value, 3),
                    "unit": unit,
                    "target": target,
                    "better": better,
                    "holds": holds,
                }
            )
            sign = "≤" if better == "lower" else "≥"
            verdict = "ok" if holds else "MISSED"
            print(f"{name:28} {value:9.3f} {unit:14} {sign} {target:<7} {verdict}", flush=True)  # noqa: T201
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"rows": rows}, indent=2) + "\n", encoding="utf-8")
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
