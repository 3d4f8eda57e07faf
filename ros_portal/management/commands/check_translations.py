"""Fails when a text on the screen has no Dutch words."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.management.base import BaseCommand, CommandError

from ros_portal.env import BASE_DIR

CATALOGUE = Path("ros_portal/locale/nl/LC_MESSAGES/django.po")


class Command(BaseCommand):
    help = "Collect the texts anew in a copy and report those without a Dutch translation."

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "checkout"
            self._copy_sources(copy)
            catalogue = self._collect(copy)
            missing = [m.id for m in catalogue if m.id and (m.fuzzy or not self._translated(m))]
        if missing:
            lines = "\n".join(f"  {text!r}" for text in missing)
            raise CommandError(
                f"{len(missing)} texts have no Dutch translation; run `make messages` "
                f"and fill them in {CATALOGUE}:\n{lines}"
            )

    def _copy_sources(self, copy: Path) -> None:
        names = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html",
             "*.txt", str(CATALOGUE)],
            cwd=BASE_DIR, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        for name in names:
            source = BASE_DIR / name
            if name.startswith("tests/") or not source.exists():
                continue
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy / name)

    def _collect(self, copy: Path) -> Catalog:
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale", "nl", "--no-obsolete"],
            cwd=copy,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with (copy / CATALOGUE).open("rb") as file:
            return read_po(file, locale="nl")

    @staticmethod
    def _translated(message: Message) -> bool:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        return all(texts)
