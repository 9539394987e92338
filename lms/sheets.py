"""The one door to spreadsheets that people upload: CSV and XLSX in, rows of text out. No formula is ever run.

An XLSX is packed anew before calamine sees it, member by member within a limit, because a ZIP may say less than it
unpacks to; and a sheet that claims a cell far away is refused, because room is made for all cells before it.
Not here: what the columns mean (`courses.results.rules`).
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from courses.errors import N_
from courses.results.errors import SheetRefused

MAX_BYTES = 2_000_000
MAX_UNPACKED = 20_000_000
MAX_MEMBERS = 500
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 2_000, 80, 300
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br\s*=\s*["\']([A-Za-z]{1,4})(\d{1,9})["\']')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br\s*=\s*["\'](\d{1,9})["\']')
SEPARATORS = ";\t,|"


@dataclass(frozen=True)
class Sheet:
    """The first row that is not empty, and what stands under it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_sheet(data: bytes) -> Sheet:
    """CSV or XLSX, told by the bytes. Raises SheetRefused with a way out."""
    if len(data) > MAX_BYTES:
        raise SheetRefused(
            N_("This sheet is larger than %(max)s MB. Keep only the rows you need."), field="sheet", max=2
        )
    if data[:4] == b"PK\x03\x04":
        return _sheet(_xlsx(data))
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise SheetRefused(N_("This is an old Excel file. Save it as .xlsx or .csv and try again."), field="sheet")
    return _sheet(_csv(_text(data)))


def _sheet(rows: list[list[str]]) -> Sheet:
    filled = [tuple(cell.strip() for cell in row) for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        raise SheetRefused(N_("There is nothing in this sheet. It needs headings, and rows under them."), field="sheet")
    if len(filled) > MAX_ROWS + 1 or max(map(len, filled)) > MAX_COLUMNS:
        raise _too_large()
    if any(len(cell) > MAX_CELL for row in filled for cell in row):
        raise SheetRefused(N_("A cell of this sheet is very long. Keep only codes, items and scores."), field="sheet")
    return Sheet(filled[0], tuple(filled[1:]))


def _too_large() -> SheetRefused:
    return SheetRefused(
        N_("This sheet is too large: at most %(rows)s rows and %(columns)s columns."),
        field="sheet",
        rows=MAX_ROWS,
        columns=MAX_COLUMNS,
    )


def _text(data: bytes) -> str:
    """UTF-8 or UTF-16 with a mark, UTF-8, or else Windows-1252 as an older Excel writes it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise _unreadable()
    return text


def _unreadable() -> SheetRefused:
    return SheetRefused(N_("We cannot read this sheet. Save it as .xlsx or .csv and try again."), field="sheet")


def _csv(text: str) -> list[list[str]]:
    """Cells as they stand, whichever separator the first line has most; Excel may name it in a line of its own."""
    first, _end, rest = text.partition("\n")
    named = re.fullmatch(r'"?sep=(.)"?\s*', first)
    if named:
        text = rest
    separator = named.group(1) if named else max(SEPARATORS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except (csv.Error, TypeError) as error:
        raise _unreadable() from error


def _xlsx(data: bytes) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_packed_anew(data)))
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python()
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError) as error:
        raise _unreadable() from error
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    return "" if value is None else str(value)


def _packed_anew(data: bytes) -> bytes:
    """The same members, each unpacked here within the limit. Raises SheetRefused for a bomb or a far cell."""
    target, total = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as fresh:
        members = source.infolist()
        if len(members) > MAX_MEMBERS:
            raise _too_large()
        for member in members:
            with source.open(member) as file:
                body = file.read(MAX_UNPACKED - total + 1)
            total += len(body)
            if total > MAX_UNPACKED:
                raise _too_large()
            if member.filename.startswith("xl/worksheets/"):
                _no_far_cell(body)
            fresh.writestr(member.filename, body)
    return target.getvalue()


def _no_far_cell(body: bytes) -> None:
    rows = [int(row) for row in ROW.findall(body)]
    cells = CELL.findall(body)
    far = any(row > 10 * MAX_ROWS for row in rows)
    if far or any(len(column) > 2 or int(row) > 10 * MAX_ROWS for column, row in cells):
        raise _too_large()
