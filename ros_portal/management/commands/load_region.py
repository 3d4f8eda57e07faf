"""Put a region in the portal: its partners, its chain of products, its dates."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from ros_portal.env import BASE_DIR

REGIONS = BASE_DIR / "ros_portal" / "regions"
# From the ground up: each room finds what the rooms below it have loaded.
LOADERS = [
    "stakeholders.region",
    "strategy.region",
    "milestones.region",
    "council.region",
    "programme.region",
    "letters.region",
]


class Command(BaseCommand):
    help = (
        "Load a region from ros_portal/regions/<name>.json or from a file of your own. "
        "Loading again adds what is new and never overwrites what users changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("region", help="a name such as 'twente', or the path of a file")
        parser.add_argument(
            "--without-examples",
            action="store_true",
            help="leave out the demo people, the example texts and the coming example dates",
        )

    def handle(self, *args: Any, region: str, without_examples: bool, **options: Any) -> None:
        data = read_region(region)
        with transaction.atomic(), translation.override("nl"):
            for name in LOADERS:
                try:
                    import_module(name).load(
                        data, today=timezone.localdate(), examples=not without_examples
                    )
                except KeyError as missing:
                    raise CommandError(f"The file of this region lacks {missing}.") from missing
        self.stdout.write(f"{data['name']} is in the portal.")


def read_region(name: str) -> dict[str, Any]:
    path = Path(name) if name.endswith(".json") else REGIONS / f"{name}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(p.stem for p in REGIONS.glob("*.json")))
        raise CommandError(f"There is no region file {path}; known here: {known}.") from None
    except json.JSONDecodeError as error:
        raise CommandError(f"{path} is no valid JSON: {error}.") from error
    if not isinstance(data, dict):
        raise CommandError(f"{path} holds no region: it must be one object with a name.")
    data["directory"] = str(path.parent)  # example texts lie beside the file
    return data
