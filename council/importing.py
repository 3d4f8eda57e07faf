"""A spreadsheet of the clerk with what members said: read wholly, and every row said what is wrong."""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from ros_portal.lib.archives import (
    MEGABYTE,
    ArchiveRefused,
    Harm,
    open_archive,
    read_member,
)
from ros_portal.lib.one_line import one_line
from ros_portal.lib.sheets import text_cell
from stakeholders.models import Appointment
from strategy.models import Chapter

from .models import POSTED, InputKind, InputSession, InputSource, Question
from .speech import LONGEST_ANSWER, Heard, Said

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_BYTES: Final = 5 * MEGABYTE
MOST_UNPACKED: Final = 30 * MEGABYTE
MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 50
LAST_ROW: Final = 1_048_576  # of a spreadsheet, by its own standard

_SHEET: Final = b"spreadsheetml.sheet.main+xml"

SAVE_AS: Final = gettext_lazy(
    "This is not a spreadsheet that the portal can read. Save it as an Excel Workbook (.xlsx) or "
    "as CSV, and try again."
)
DAMAGED: Final = gettext_lazy(
    "This spreadsheet is damaged. Open it, save it under another name and try again."
)
LOCKED: Final = gettext_lazy("This spreadsheet is locked with a password. Take the password off.")
MACROS: Final = gettext_lazy(
    "There are macros in this spreadsheet, small programs that could do harm. Save it as an "
    "ordinary Excel Workbook (.xlsx) and try again."
)
UNSAFE: Final = gettext_lazy(
    "This spreadsheet becomes far too large when it is unpacked, so the portal does not open it. "
    "Copy the rows to a new one and try again."
)
TOO_MANY: Final = gettext_lazy("This spreadsheet has more than 2,000 rows. Divide it over two.")
REASONS: Final = {
    Harm.NO_ARCHIVE: SAVE_AS,
    Harm.LOCKED: LOCKED,
    Harm.DAMAGED: DAMAGED,
    Harm.UNSAFE: UNSAFE,
}


class SheetRefused(Exception):
    """`reason` is a sentence for the user: what is the matter, and what to do."""

    def __init__(self, reason: StrOrPromise) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Reading:
    """What a spreadsheet says, and what is wrong with it: rows by the number they have there."""

    heard: list[Heard] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    # It was no UTF-8: letters with accents may have become others.
    is_guessed: bool = False


def column_names() -> dict[str, str]:
    """As they stand above the columns; the file is Dutch, whoever uploads it."""
    with override("nl"):
        return {
            "speaker": pgettext("column", "speaker"),
            "for_group": pgettext("column", "for the group"),
            "source": pgettext("column", "source"),
            "question": pgettext("column", "question"),
            "chapter": pgettext("column", "chapter"),
            "text": pgettext("column", "text"),
            "arrived_on": pgettext("column", "came in on"),
        }


# As people write a day, and as a spreadsheet keeps one.
DAYS: Final = ("%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")

# A spreadsheet of before this column was there is read as it was.
MAY_BE_MISSING: Final = frozenset({"arrived_on"})


def source_names() -> dict[str, str]:
    """How something came in, by the word in the file."""
    with override("nl"):
        return {
            pgettext("source", "room"): InputSource.ROOM,
            pgettext("source", "mail"): InputSource.MAIL,
            pgettext("source", "letter"): InputSource.LETTER,
        }


def read_sheet(
    content: bytes,
    *,
    session: InputSession,
    members: Sequence[Appointment],
    chapters: Sequence[Chapter],
) -> Reading:
    """`members` may have spoken, `chapters` may be spoken about. Raises SheetRefused."""
    reading = Reading()
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        lines = _lines_of_workbook(content)
    else:
        text, reading.is_guessed = _decoded(content)
        lines = _lines_of_csv(text)
    reader = _RowReader(session, members, chapters)
    for number, row in _rows(lines):
        try:
            reading.heard.append(reader.heard(row))
        except _RowRefused as refused:
            reading.errors.append(
                _("Row %(number)s: %(what)s") % {"number": number, "what": refused}
            )
    if not reading.heard and not reading.errors:
        raise SheetRefused(_("There are no rows in this spreadsheet."))
    return reading


def template_sheet(
    questions: Iterable[Question], members: Iterable[Appointment], chapters: Iterable[Chapter]
) -> bytes:
    """An empty one to fill in; the second sheet says what can stand in each column."""
    names = column_names()
    book = Workbook(write_only=True)

    def add(sheet: WriteOnlyWorksheet, *cells: str | int) -> None:
        sheet.append(text_cell(sheet, one) if isinstance(one, str) else one for one in cells)

    with override("nl"):
        sheet = book.create_sheet(_("Input"))
        sheet.freeze_panes = "A2"
        for letter, width in zip("ABCDEFG", (32, 20, 12, 10, 12, 80, 14), strict=True):
            sheet.column_dimensions[letter].width = width
        add(sheet, *names.values())
        help_sheet = book.create_sheet(_("What can be filled in"))
        add(help_sheet, names["for_group"], _("yes"), _("no"))
        add(help_sheet, names["source"], *source_names())
        for question in questions:
            add(help_sheet, names["question"], question.position, question.text)
        for chapter in chapters:
            add(help_sheet, names["chapter"], chapter.number, chapter.title)
        for member in members:
            add(help_sheet, names["speaker"], member.user.name, member.user.email)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


class _RowRefused(Exception):
    """Says what is wrong with one row."""


class _RowReader:
    def __init__(
        self,
        session: InputSession,
        members: Sequence[Appointment],
        chapters: Sequence[Chapter],
    ) -> None:
        self.session = session
        self.questions = {str(one.position): one for one in session.questions.all()}
        # Of the products in the chain the first has the number, and then the next.
        self.chapters = {str(one.number): one for one in reversed(chapters)}
        self.sources = source_names()
        with override("nl"):
            self.answers = {_("yes"): True, _("no"): False, "": False}
        self.members: dict[str, list[Appointment]] = defaultdict(list)
        for member in members:
            for name in {member.user.name, member.user.email}:
                self.members[_key(name)].append(member)

    def heard(self, row: Mapping[str, str]) -> Heard:
        speaker = self._speaker(row["speaker"])
        for_group = self.answers.get(_key(row["for_group"]))
        if for_group is None:
            raise _RowRefused(_("fill in “ja” or “nee” for the group."))
        if for_group and speaker.group is None:
            raise _RowRefused(_("this member sits in no group."))
        source = self.sources.get(_key(row["source"]))
        if source is None:
            raise _RowRefused(
                _("fill in how it came in: %(words)s.") % {"words": ", ".join(self.sources)}
            )
        return Heard(
            author=speaker.user,
            kind=InputKind.GROUP if for_group else InputKind.MEMBER,
            group=speaker.group,
            source=source,
            said=self._said(row),
            arrived_on=self._arrival(source, row.get("arrived_on", "")),
        )

    def _arrival(self, source: str, written: str) -> date | None:
        """The day on which a letter came in; while the session is open it may be left out."""
        if source not in POSTED:
            return None
        if not written and self.session.is_open(timezone.now()):
            return None
        for form in DAYS:
            with suppress(ValueError):
                day = datetime.strptime(written, form).date()
                break
        else:
            raise _RowRefused(_("fill in on which day it came in, for example 24-11-2026."))
        if day > timezone.localdate():
            raise _RowRefused(_("the day on which it came in is still to come."))
        if day > self.session.last_day:
            raise _RowRefused(_("it came in after the session closed."))
        return day

    def _speaker(self, name: str) -> Appointment:
        if not name:
            raise _RowRefused(_("fill in who said it."))
        known = self.members.get(_key(name), [])
        if not known:
            raise _RowRefused(
                _("we know no council member with the name “%(name)s”.") % {"name": one_line(name)}
            )
        if len({member.user_id for member in known}) > 1:
            raise _RowRefused(
                _("there are two members with the name “%(name)s”: fill in the e-mail address.")
                % {"name": one_line(name)}
            )
        return known[0]

    def _said(self, row: Mapping[str, str]) -> Said:
        if not row["text"]:
            raise _RowRefused(_("there is no text."))
        if len(row["text"]) > LONGEST_ANSWER:
            raise _RowRefused(_("the text is longer than 10,000 characters."))
        if bool(row["question"]) == bool(row["chapter"]):
            raise _RowRefused(_("fill in the number of a question or that of a chapter."))
        question = self.questions.get(row["question"])
        chapter = self.chapters.get(row["chapter"])
        if row["question"] and question is None:
            raise _RowRefused(
                _("there is no question %(number)s in this session.")
                % {"number": one_line(row["question"], 20)}
            )
        if row["chapter"] and chapter is None:
            raise _RowRefused(
                _("there is no chapter %(number)s.") % {"number": one_line(row["chapter"], 20)}
            )
        return Said(row["text"], question=question, chapter=chapter)


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _rows(lines: Iterable[Sequence[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """What stands under the names of the columns, with the number of the row; no empty ones."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if any(line))
    _number, head = next(numbered, (0, ()))
    found = [_key(name) for name in head]
    names = column_names()
    missing = [
        name for column, name in names.items() if name not in found and column not in MAY_BE_MISSING
    ]
    if missing:
        raise SheetRefused(
            _("The first row has to name the columns. We miss: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    places = {column: found.index(name) for column, name in names.items() if name in found}
    for count, (number, line) in enumerate(numbered, start=1):
        if count > MOST_ROWS:
            raise SheetRefused(TOO_MANY)
        yield (
            number,
            {column: line[place] if place < len(line) else "" for column, place in places.items()},
        )


def _lines_of_workbook(content: bytes) -> Iterator[list[str]]:
    _require_harmless(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # A row that claims to stand at two milliard would bring all the empty ones before it.
        for row in sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True):
            yield [_clean(_written(value)) for value in row] if row.count(None) < len(row) else []
    except SheetRefused:
        raise
    except Exception as error:
        # What openpyxl stumbles over has as many names as there are ways to damage a file.
        raise SheetRefused(DAMAGED) from error


def _require_harmless(content: bytes) -> None:
    try:
        archive = open_archive(content, most_unpacked=MOST_UNPACKED)
        for info in archive.infolist():
            name, part = info.filename.lower(), read_member(archive, info)
            if name.endswith(("vbaproject.bin", "vbadata.xml")):
                raise SheetRefused(MACROS)
            # A spreadsheet has no entities of its own; who brings them means harm.
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in part.replace(b"\0", b""):
                raise SheetRefused(UNSAFE)
            if name == "[content_types].xml":
                if b"macroenabled" in part.lower():
                    raise SheetRefused(MACROS)
                if _SHEET not in part:
                    raise SheetRefused(SAVE_AS)
    except ArchiveRefused as refused:
        raise SheetRefused(REASONS[refused.harm]) from None


def _written(value: object) -> str:
    """A number as it is read, and a formula as its text."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed."""
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), True
    except UnicodeDecodeError:
        raise SheetRefused(SAVE_AS) from None


def _lines_of_csv(text: str) -> Iterator[list[str]]:
    head = text.lstrip().partition("\n")[0]
    # The names of the columns have none of these in them. (`csv.Sniffer` takes minutes for quotes.)
    delimiter = max(";,\t", key=head.count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            yield [_clean(cell) for cell in islice(row, MOST_COLUMNS)]
    except csv.Error:
        raise SheetRefused(DAMAGED) from None


def _clean(words: str) -> str:
    """Without what cannot be seen, or turns the direction of what follows."""
    return "".join(
        one
        for one in words.replace("\r\n", "\n")
        if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cf", "Cs"}
    ).strip()
