"""Spreadsheets of strangers: Dutch Excel's CSV, XLSX, and what is refused before it can do harm (BEW-02)."""

import io
import zipfile

import pytest

from courses.results.errors import SheetRefused
from lms import sheets
from lms.sheets import MAX_UNPACKED, read_sheet

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
BOOK = (
    f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{REL}">'
    '<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def xlsx(rows: str, **more: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", TYPES)
        book.writestr(
            "_rels/.rels", RELS.format(f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>')
        )
        book.writestr("xl/workbook.xml", BOOK)
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            RELS.format(f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'),
        )
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
        for name, body in more.items():
            book.writestr(name, body)
    return target.getvalue()


HEAD = f'<row r="1">{text("A1", "code")}{text("B1", "item")}{text("C1", "score")}</row>'
GOOD = HEAD + f'<row r="2">{text("A2", "L01")}{text("B2", "Meten")}<c r="C2"><v>7.5</v></c></row>'


@pytest.mark.parametrize(
    "data",
    [
        b"code;item;score\r\nL01;Meten;7,5\r\n",
        "\ufeffcode;item;score\nL01;Meten;7,5\n".encode(),
        "sep=;\r\ncode;item;score\r\nL01;Meten;7,5".encode("cp1252"),
        b'code,item,score\nL01,Meten,"7,5"\n',
        "code\titem\tscore\nL01\tMeten\t7,5\n".encode("utf-16"),
        b"\n\ncode;item;score\n;;\nL01;Meten;7,5\n",
        xlsx(GOOD),
    ],
)
def test_what_schools_export_is_read_alike(data: bytes) -> None:
    sheet = read_sheet(data)
    assert sheet.headings == ("code", "item", "score")
    assert sheet.rows == (("L01", "Meten", "7,5"),)


def test_letters_of_an_older_excel_stay_letters() -> None:
    assert read_sheet("code;vraag één\nL01;1\n".encode("cp1252")).headings == ("code", "vraag één")


def test_a_formula_is_never_run() -> None:
    """A CSV keeps it as text, an XLSX gives what Excel saved beside it; nothing is worked out here."""
    assert read_sheet(b"code;score\nL01;=1+1\n").rows == (("L01", "=1+1"),)
    formula = HEAD + f'<row r="2">{text("A2", "L01")}{text("B2", "Meten")}<c r="C2"><f>1+1</f><v>7</v></c></row>'
    assert read_sheet(xlsx(formula)).rows == (("L01", "Meten", "7"),)


BAD = {
    "empty": b"",
    "headings only": b"code;score\n",
    "binary": b"\x00\x01\x02",
    "old excel": b"\xd0\xcf\x11\xe0" + bytes(100),
    "not a workbook": b"PK\x03\x04" + bytes(50),
    "a far row": xlsx(GOOD.replace('r="2"', 'r="1000000"').replace('"A2"', '"A1000000"')),
    "a far column": xlsx(GOOD.replace('"C2"', '"XFD2"')),
    "too many columns": ";".join("abc" for _ in range(200)).encode() + b"\n1;2\n",
    "too many rows": b"code;score\n" + b"L01;1\n" * 2500,
    "a long cell": b"code;score\nL01;" + b"x" * 1000,
    "too many bytes": b"code;score\n" + b"L01;1\n" * 400_000,
    "too many members": xlsx(GOOD, **{f"xl/x{number}.xml": b"" for number in range(600)}),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_not_taken_is_said(data: bytes) -> None:
    with pytest.raises(SheetRefused):
        read_sheet(data)


def test_a_bomb_is_stopped_while_it_is_unpacked() -> None:
    bomb = xlsx(GOOD, **{"xl/media/a.bin": bytes(MAX_UNPACKED + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(SheetRefused):
        read_sheet(bomb)


def test_a_member_that_lies_about_its_length_does_not_get_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """What calamine sees was packed here, so its lengths are true; the twin hands the bytes on as they came."""
    honest = xlsx(GOOD, **{"xl/media/a.bin": bytes(5_000_000)})
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(SheetRefused):
        read_sheet(lying)
    monkeypatch.setattr(sheets, "_packed_anew", lambda data: data)
    assert read_sheet(lying).rows == (("L01", "Meten", "7,5"),), "the twin never looks"
