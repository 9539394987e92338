"""A pasted list or a CSV of people, read row by row: which address each row holds, and what is wrong with the others.

A spreadsheet's columns may come in any order: the first cell that looks like an address counts. Not here: who has
an address (`courses.recognition.queries.candidates`).
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

MAX_ROWS = 1_000
MAX_BYTES = 1024 * 1024
_ADDRESS = re.compile(r"[^\s@<>,;\"']+@[^\s@<>,;\"']+\.[^\s@<>,;\"'.]+")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row; `address` is empty when it holds none."""

    number: int
    text: str
    address: str


def rows_of(text: str) -> list[ListedRow]:
    """At most `MAX_ROWS` rows, numbered as a spreadsheet does; empty ones and a heading are left out.

    A row of the list that holds several addresses and nothing else gives one row for each of them.
    """
    found: list[ListedRow] = []
    for number, line in enumerate(text.splitlines(), start=1):
        addresses = _ADDRESS.findall(line)
        if not line.strip() or (number == 1 and not addresses):
            continue
        if len(addresses) > 1 and not _ADDRESS.sub("", line).strip(" ,;\t<>\"'"):
            found += [ListedRow(number, address, address) for address in addresses]
        else:
            found.append(ListedRow(number, _plain(line), addresses[0] if addresses else ""))
    return found[:MAX_ROWS]


def text_of(file: FileStorage | None) -> str:
    """What a dropped file says, in whichever of the usual encodings; nothing when there is none."""
    if file is None or not file.filename:
        return ""
    data = file.stream.read(MAX_BYTES)
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    for encoding in ("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _plain(line: str) -> str:
    """A row of a spreadsheet as a person reads it."""
    return " · ".join(_cells(line))[:200]


def _cells(line: str) -> Iterator[str]:
    separator = max(";\t,", key=line.count)
    for row in csv.reader([line], delimiter=separator):
        yield from (cell.strip() for cell in row if cell.strip())
