"""The one door to spreadsheets that go out: rows as CSV or XLSX, in which no cell is ever run as a formula.

A cell that a spreadsheet would take for a formula gets an apostrophe before it in CSV, and in XLSX every text is
stored as text, marked so that it stays text when the file is saved again. Numbers are numbers only where the caller
gives an int. Not here: what is exported, and spreadsheets that come in (`sheets`).
"""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | None
Rows = Sequence[Sequence[Cell]]

FORMULA = re.compile(r"[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
"""What begins a formula or a command, also in full width as an input method writes it."""
BEGINNING = re.compile(rf"((?:^|[;,])[ \"]*)(?={FORMULA.pattern})")
"""Where a cell begins, also for a program that was set to commas and splits there."""
BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]+")
"""Blanks and signs that cannot be seen: before a formula they would hide it; a line break would begin a row."""
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(rows: Rows) -> bytes:
    """Semicolons and a mark for UTF-8, as a spreadsheet in Dutch or French expects; every text between quotes."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> str | int:
    if isinstance(cell, int):
        return cell
    return BEGINNING.sub(r"\1'", _plain(cell))


def _plain(cell: str | None) -> str:
    return BLANKS.sub(" ", cell or "").strip()


def xlsx_file(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook (ECMA-376) of these sheets, by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _parts(list(sheets)).items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{body}')
        for number, rows in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
    return target.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _parts(names: Sequence[str]) -> dict[str, str]:
    """All that stands around the sheets. Style 1 is text that stays text (`quotePrefix`)."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>' for n in numbers
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    listed = "".join(
        f'<sheet name={quoteattr(_plain(NOT_IN_A_NAME.sub(" ", name))[:31])} sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="styles" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf/><xf quotePrefix="1"/></cellXfs></styleSheet>',
    }


def _sheet(rows: Rows) -> str:
    body = "".join(f"<row>{''.join(_cell(cell) for cell in row)}</row>" for row in rows)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    )


def _cell(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr" s="1"><is><t>{escape(_plain(cell))}</t></is></c>'
