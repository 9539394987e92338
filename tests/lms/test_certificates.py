"""The certificate: one page, for everybody's name, readable aloud, and with the badge itself inside."""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import zxingcpp
from PIL import Image

from lms import typesetting
from lms.badge_art import badge_svg
from lms.certificates import MAX_NAME, CertificateFacts, certificate_pdf
from lms.glyphs import drawable_signs
from tests.lms.look_page import make_app

CREDENTIAL = '{"type": ["VerifiableCredential"], "naam": "Zoë"}\n'.encode()
FACTS = CertificateFacts(
    language="nl-BE",
    issuer="Leerspoor Kempen",
    holder="Nele Wouters",
    title="Arduino inzetten in de les elektriciteit",
    description="Nele gaf een eigen les waarin leerlingen meten en sturen met een microcontroller.",
    awarded_on=date(2026, 11, 26),
    url="https://leerspoor.example/badges/7k4m92qx",
    badge_svg=badge_svg(theme="vak", form="Competency", level="B1", label="B1", title="Arduino"),
    valid_until=date(2031, 11, 26),
    hours="16 uur, 6 in de klas",
    level="B1, DigCompEdu",
    level_indicative=True,
    form="ter plaatse en online",
    supervision="geen, aangemeld account",
    results=(("Doel en context", "voldoet"), ("Digitale aanpak", "sterk")),
    assessor="Trainer: Ilse Maes. Kwaliteit getoetst op 2 september 2026.",
)
NAMES = [
    "Đặng Thị Ngọc Ánh",
    "Łukasz Żółć-Ñandú",
    "Анна Иванова",
    "Ελένη Παπαδοπούλου",
    "محمد الأمين",
    "יעל כהן",
    "नीता शर्मा",
    "İbrahim Şahin",
    "Anne-Sophie Vanden Broucke-van der Westelaken de la Fontaine y González del Castillo von Hohenzollern",
    "A" * 400,
]


@pytest.fixture(autouse=True)
def _context() -> Iterator[None]:
    with make_app().test_request_context():
        yield


def _read(facts: CertificateFacts, credential: bytes = CREDENTIAL) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(certificate_pdf(facts, credential)))


def _words(reader: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_the_badge_inside_is_byte_for_byte_the_signed_one() -> None:
    attachments = _read(FACTS).attachments
    assert list(attachments) == ["credential.json"]
    assert attachments["credential.json"] == [CREDENTIAL]


def test_it_is_pdf_ua_with_tags_a_title_and_a_language() -> None:
    reader = _read(FACTS)
    root = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Certificaat: Arduino inzetten in de les elektriciteit, Nele Wouters"
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"]+1", xmp)


def test_every_picture_has_words() -> None:
    """Logo, badge, line and QR code: a Figure of the tag tree each, with an Alt."""
    alternatives = []
    todo = [_read(FACTS).trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        node = todo.pop().get_object()
        if isinstance(node, list):
            todo.extend(node)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                alternatives.append(str(node.get("/Alt", "")))
            todo.extend([node["/K"]] if "/K" in node else [])
    assert len(alternatives) == 4
    assert all(alternatives)
    assert any("leerspoor.example/badges/7k4m92qx" in words for words in alternatives)


def test_it_says_what_was_shown_and_that_paper_proves_nothing() -> None:
    words = _words(_read(FACTS))
    for said in (
        "Leerspoor Kempen verklaart dat", "Nele Wouters", "26 november 2026", "Arduino inzetten",
        "16 uur, 6 in", "(indicatief)", "26 november 2031", "Digitale aanpak", "sterk", "Ilse Maes", FACTS.url[8:],
        "Een papier zonder geldige controle bewijst niets",
    ):  # fmt: skip
        assert said in words


def test_the_code_on_the_page_leads_to_the_badge() -> None:
    """The page as a printer sees it, read by another decoder."""
    page = b'#set page(width: 794pt, height: 1123pt, margin: 0pt)\n#image("page.pdf", width: 100%)'
    picture = typesetting.compile_folder(
        {"main.typ": page, "page.pdf": certificate_pdf(FACTS, CREDENTIAL)}, output="png"
    )
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert [code.text for code in found] == [FACTS.url]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_gets_its_one_page(name: str) -> None:
    reader = _read(replace(FACTS, holder=name))
    assert len(reader.pages) == 1
    if name.isascii() and len(name) <= MAX_NAME:
        assert name in _words(reader)


@pytest.mark.parametrize("name", ["王小明", "Li 王小明 Wang", "山田 太郎", "", "   ", "\u202e"])
def test_a_name_we_cannot_draw_is_not_mangled(name: str) -> None:
    """Better "the holder" than half a name; the whole name is in the file inside."""
    assert "De houder van deze badge" in _words(_read(replace(FACTS, holder=name)))


def test_a_sign_that_is_no_letter_is_left_out_of_a_name() -> None:
    assert "Zoë Müller" in _words(_read(replace(FACTS, holder="Zoë 🎓 Müller\u202e")))


def test_long_texts_in_every_place_still_fit_one_page_and_keep_the_check() -> None:
    long = "Een lange titel die op drie regels komt, want de aanbieder wilde werkelijk alles zeggen wat kan " * 3
    facts = replace(
        FACTS, holder=NAMES[8], title=long, description=long * 5, issuer=long, hours=long, level=long,
        form=long, supervision=long, results=((long, long),) * 20, assessor=long, url=FACTS.url + "x" * 150,
    )  # fmt: skip
    reader = _read(facts)
    assert len(reader.pages) == 1
    assert "Een papier zonder geldige controle bewijst niets" in _words(reader)


def test_a_badge_without_much_to_say_is_a_page_too() -> None:
    bare = replace(
        FACTS,
        valid_until=None,
        hours="",
        level="",
        form="",
        supervision="",
        results=(),
        assessor="",
        description="",
    )
    words = _words(_read(bare))
    assert "geen einddatum" in words
    assert "Beoordeeld op deze punten" not in words


def test_what_a_person_wrote_is_never_code() -> None:
    hostile = '#read("credential.json") #let x = 1 $x^2$ *vet* _a_ `b` \\ ] } " @a <b> //c'
    words = _words(_read(replace(FACTS, holder=hostile, title=hostile, description=hostile)))
    assert words.count('#read("credential.json")') >= 3
    assert "VerifiableCredential" not in words


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "déclare que"), ("en", "declares that"), ("xx-invented", "declares that")]
)
def test_the_page_speaks_the_language_of_the_badge(language: str, said: str) -> None:
    assert said in _words(_read(replace(FACTS, language=language)))


def test_the_same_facts_give_the_same_bytes() -> None:
    assert certificate_pdf(FACTS, CREDENTIAL) == certificate_pdf(FACTS, CREDENTIAL)


def test_any_text_of_signs_we_can_draw_is_set() -> None:
    signs = sorted(drawable_signs(typesetting.FONTS))
    chance = random.Random(26)
    for _ in range(25):
        text = "".join(chr(chance.choice(signs)) for _ in range(20))
        assert len(_read(replace(FACTS, holder=text, title=text[::-1], description=text)).pages) == 1


def test_the_fonts_can_draw_what_names_in_belgium_and_the_netherlands_need() -> None:
    signs = drawable_signs(typesetting.FONTS)
    assert all(ord(sign) in signs for sign in "éèëêïîôöüçñßøåæœŁłŞşİıĞğČčŠšŽžĐđĆćŐőŰűÁ'’–-")
    assert ord("王") not in signs
