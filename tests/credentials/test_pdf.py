"""A badge attached to a PDF: found wherever a writer of PDF puts it, judged by nothing but its own signature."""

import io
import json
import tracemalloc
import zlib
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from credentials.baking import extract
from credentials.errors import InputTooLargeError, NoCredentialError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_PDF_BYTES, MAX_PDF_STREAMS
from credentials.pdf import is_pdf, pdf_badge
from tests.credentials import badges
from tests.credentials.carriers import JSON, TOKEN, pdf, pdf_object

FLATE = b"/Filter/FlateDecode"
OTHER = b'{"@context":"https://example.org/v1","type":"Invoice"}'


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _attached(*files: tuple[str, bytes]) -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, data in files:
        writer.add_attachment(name, data)
    return writer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A PDF/UA-1 of two pages with a badge, as typst writes it."""
    folder: Path = tmp_path_factory.mktemp("typst")
    (folder / "credential.json").write_bytes(JSON)
    (folder / "main.typ").write_text(
        '#set document(title: "x")\n'
        '#pdf.attach("credential.json", relationship: "source", mime-type: "application/json", description: "d")\n'
        "One #pagebreak() two"
    )
    made = typst.compile(str(folder / "main.typ"), format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


def test_typst(certificate: bytes) -> None:
    assert (extract(certificate).credential, extract(certificate).kind) == (JSON, "pdf")
    assert PdfReader(io.BytesIO(certificate)).attachments == {"credential.json": [JSON]}


def test_pypdf(certificate: bytes) -> None:
    """Plain, among other files, written anew from another program's, and with an update behind it."""
    assert pdf_badge(_written(_attached(("a.json", JSON)))) == JSON
    assert pdf_badge(_written(_attached(("a.txt", b"{x"), ("b.json", JSON), ("c.json", OTHER)))) == JSON
    assert pdf_badge(_written(PdfWriter(clone_from=PdfReader(io.BytesIO(certificate))))) == JSON
    updated = PdfWriter(io.BytesIO(certificate), incremental=True)
    updated.add_attachment("note.txt", b"hello")
    assert pdf_badge(_written(updated)) == JSON


def test_a_token() -> None:
    for body, how in ((TOKEN.encode(), b""), (zlib.compress(TOKEN.encode()), FLATE)):
        assert pdf_badge(pdf(pdf_object(1, body + b"\n" if not how else body, how))) == TOKEN.encode()


DEFLATED = zlib.compress(JSON)
FORMS: dict[str, bytes] = {
    "deflated": pdf_object(1, DEFLATED, FLATE),
    "a list of filters": pdf_object(1, DEFLATED, b"/Filter [ /FlateDecode ]"),
    "lines between": pdf_object(1, DEFLATED, b"\n/Filter\n/FlateDecode\n"),
    "with parameters": pdf_object(1, DEFLATED, b"/Filter/FlateDecode/DecodeParms<</Predictor 1>>"),
    "the length elsewhere": pdf_object(1, DEFLATED, FLATE).replace(b"/Length %d" % len(DEFLATED), b"/Length 9 0 R"),
    "plain, the length elsewhere": pdf_object(1, JSON).replace(b"/Length %d" % len(JSON), b"/Length 9 0 R"),
    "plain, a wrong length": pdf_object(1, JSON).replace(b"/Length %d" % len(JSON), b"/Length 7"),
    "no line before the end": pdf_object(1, JSON, end=b""),
    "words like headers": pdf_object(1, DEFLATED, FLATE + b"/Desc(an object, obj, 1 obj)/Subtype/obj"),
    "a byte order mark": pdf_object(1, zlib.compress(b"\xef\xbb\xbf\n" + JSON), FLATE),
    "on one line": b"1 0 obj <</Filter/FlateDecode>> stream\n" + DEFLATED + b"endstream endobj",
}


@pytest.mark.parametrize("what", FORMS)
def test_forms(what: str) -> None:
    between = pdf_object(4, b"endstream stream\n7 0 obj stream\nstream\r\n"), b"%stream\n"
    assert pdf_badge(pdf(between[0], FORMS[what], *between)) == JSON


def test_the_word_that_ends_a_stream_may_stand_in_a_badge() -> None:
    badge = badges.rich().to_dict()
    badge["credentialSubject"]["achievement"]["description"] = "9 0 obj stream\n endstream\nendobj"
    data = badges.signed(badge).data
    assert pdf_badge(pdf(pdf_object(1, data))) == data


def test_a_few_lines_before_the_header() -> None:
    assert is_pdf(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n")
    assert not is_pdf(b" " * 1024 + b"%PDF-1.4\n")
    for other in (b"<!-- %PDF-1.4 --><svg/>", b'{"a":"%PDF-1.4"}', b'\xef\xbb\xbf ["%PDF-1.4"]'):
        assert not is_pdf(other), "what only speaks of one is none"


def test_of_one_object_the_last_counts() -> None:
    """An update of a PDF writes an object anew behind the old one."""
    newer = badges.signed(badges.small()).data
    assert pdf_badge(pdf(pdf_object(7, JSON), pdf_object(7, newer))) == newer
    with pytest.raises(NoCredentialError, match="no badge in this PDF"):
        pdf_badge(pdf(pdf_object(7, JSON), pdf_object(7, b"removed")))


def test_several_badges_are_not_chosen_from() -> None:
    newer = badges.signed(badges.small()).data
    with pytest.raises(NoCredentialError) as caught:
        pdf_badge(pdf(pdf_object(1, JSON), pdf_object(2, zlib.compress(newer), FLATE), pdf_object(3, TOKEN.encode())))
    assert (caught.value.code, caught.value.params) == ("reading.pdf_several", {"count": 3})
    assert pdf_badge(pdf(pdf_object(1, JSON), pdf_object(2, zlib.compress(JSON), FLATE))) == JSON, "the same one twice"


def test_what_is_no_badge_is_handed_over_to_be_named() -> None:
    older = b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}'
    assert pdf_badge(pdf(pdf_object(1, older))) == older
    calculator = pdf_object(2, b"{ 360 mul sin 2 div exch }", b"/FunctionType 4")
    assert pdf_badge(pdf(calculator, pdf_object(1, older))) == older


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n%%EOF", "reading.pdf_without_badge"),
        (b"%PDF-", "reading.pdf_without_badge"),
        (pdf(pdf_object(1, b"hello")), "reading.pdf_without_badge"),
        (pdf(pdf_object(1, b"{ 360 mul sin }")), "reading.pdf_without_badge"),
        (pdf(pdf_object(1, OTHER), pdf_object(2, OTHER + b"\n\n{")), "reading.pdf_without_badge"),
        (pdf(pdf_object(1, DEFLATED[:-9], FLATE)), "reading.pdf_without_badge"),
        (pdf(pdf_object(1, DEFLATED.replace(DEFLATED[900:910], b"0123456789"), FLATE)), "reading.pdf_without_badge"),
        (pdf(pdf_object(1, DEFLATED, b"/Filter/LZWDecode")), "reading.pdf_without_badge"),
        (pdf(pdf_object(1, JSON)).replace(b"1 0 obj", b""), "reading.pdf_without_badge"),
        (pdf(pdf_object(1, JSON))[:-60], "reading.pdf_without_badge"),
        (pdf(pdf_object(1, b"\x80" * 99), trailer=b"/Encrypt 9 0 R"), "reading.pdf_locked"),
        (pdf(pdf_object(1, b"x"), trailer=b"/EncryptMetadata false"), "reading.pdf_without_badge"),
    ],
    ids=range(12),
)
def test_pdf_without_a_badge(data: bytes, code: str) -> None:
    with pytest.raises(NoCredentialError) as caught:
        extract(data)
    assert caught.value.code == code


def test_encrypted(certificate: bytes) -> None:
    """Also with an empty password, which every viewer opens without asking."""
    for algorithm in ("RC4-128", "AES-256"):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(certificate)))
        writer.encrypt("", owner_password="secret", algorithm=algorithm)
        with pytest.raises(NoCredentialError) as caught:
            pdf_badge(_written(writer))
        assert caught.value.code == "reading.pdf_locked"


def _long(size: int) -> bytes:
    text = json.dumps(badges.signed().document | {"filler": ""})
    return text.replace('"filler": ""', '"filler": "' + "x" * (size - len(text)) + '"').encode()


def test_bounds() -> None:
    """To the letter: the largest badge, the most streams, and one more."""
    assert len(_long(MAX_CREDENTIAL_BYTES)) == MAX_CREDENTIAL_BYTES
    for make in (lambda data: pdf_object(1, data), lambda data: pdf_object(1, zlib.compress(data), FLATE)):
        assert pdf_badge(pdf(make(_long(MAX_CREDENTIAL_BYTES)))) == _long(MAX_CREDENTIAL_BYTES)
        with pytest.raises(InputTooLargeError) as caught:
            pdf_badge(pdf(make(_long(MAX_CREDENTIAL_BYTES + 1))))
        assert caught.value.code == "structure.too_large"
    filler = b"stream " * (MAX_PDF_STREAMS - 3)
    assert pdf_badge(pdf(filler, pdf_object(1, JSON))) == JSON
    with pytest.raises(InputTooLargeError) as caught:
        pdf_badge(pdf(filler + b"stream ", pdf_object(1, JSON)))
    assert caught.value.code == "reading.pdf_too_many"
    with pytest.raises(InputTooLargeError) as caught:
        pdf_badge(pdf(pdf_object(1, JSON)).ljust(MAX_PDF_BYTES + 1))
    assert caught.value.code == "reading.pdf_too_large"


def test_a_bomb_stays_small() -> None:
    """A12: a stream that inflates to 100 MB is read no further than a badge may be long."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b'{"@context":'), *(packer.compress(b" " * (1 << 20)) for _ in range(100)), packer.flush()]
    for bomb in (b"".join(parts), zlib.compress(bytes(100 << 20), 9)):
        data = pdf(pdf_object(1, bomb, FLATE))
        assert len(data) < 2_000_000
        tracemalloc.start()
        with pytest.raises((InputTooLargeError, NoCredentialError)):
            pdf_badge(data)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
        tracemalloc.stop()


def test_many_small_bombs_are_given_up() -> None:
    bomb = zlib.compress(b'{"@context":' + b" " * (MAX_CREDENTIAL_BYTES - 100) + b"}", 9)
    many = [
        pdf(*(pdf_object(number, bomb, FLATE) for number in range(100))),
        pdf(*[b"1 0 obj<<>>stream\n{"] * 100) + bytes(1 << 20),
        pdf(*(pdf_object(number, bomb[:-1] + b"x", FLATE) for number in range(100))),
    ]
    for data in many:
        with pytest.raises(InputTooLargeError) as caught:
            pdf_badge(data)
        assert caught.value.code == "reading.pdf_too_many"
