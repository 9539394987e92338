"""What people do on the pages, step by step: as they would, by the words on the buttons.

Not here: what should follow from it (the tests).
"""

import io
import random
import re
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import FilePayload, Page

from courses.catalogue.package import Package, read_package
from courses.practice.quiz_rules import Question, QuestionType, quiz_of
from lms.demo.stage import right_answer
from lms.markup import parse
from tests.house.source import ROOT
from tests.journeys.visitor import Visitor, nl
from tests.journeys.world import ARDUINO

REFLECTION = (
    "Ik gaf de les aan vier EM, elf leerlingen, twee lesuren. Elk duo bouwde eerst de schakeling na en noteerde een "
    "voorspelling. Daarna lazen ze de waarde van de sensor af en vergeleken ze die met hun verwachting. "
)


def package() -> Package:
    """The module of the journey, as its authors wrote it."""
    return read_package(ROOT / "courses" / "content" / ARDUINO, parse=parse)


def quizzes() -> dict[str, dict[str, Question]]:
    """Questions of the module by unit and question."""
    return {
        unit.slug: {question.slug: question for question in quiz_of(unit.settings).questions}
        for unit in package().units
        if unit.settings.get("quiz")
    }


def answer(visitor: Visitor, question: Question) -> None:
    """Give the right answer to the question on the page, and look at it."""
    page, hands = visitor.page, visitor.hands
    given = right_answer(question, visitor.site.wiring.secret)
    if question.type is QuestionType.ORDER:
        for place, token in enumerate(given, start=1):
            hands.choose(page.locator(f"#place-{token}"), str(place))
    elif question.type in (QuestionType.NUMBER, QuestionType.SHORT):
        hands.write(page.locator("#answer"), given[0].replace(".", ","))
    else:
        for token in given:
            hands.tick(page.locator(f'input[value="{token}"]'))
    visitor.press("Look at my answer")
    feedback = page.locator("#feedback")
    feedback.wait_for()
    assert feedback.get_attribute("data-tone") == "ok", f"{question.slug}: {feedback.inner_text()}"


def asked(page: Page) -> tuple[str, str]:
    """Unit and question that the page asks now; "" where it asks none."""
    form = page.locator("form.ask")
    if form.count() == 0:
        return "", ""
    found = re.search(r"/leren/[^/]+/([^/]+)/vraag/([^/#]+)", form.get_attribute("action") or "")
    assert found is not None
    return found.group(1), found.group(2)


def take_quiz(visitor: Visitor, questions: dict[str, Question], only: int | None = None) -> None:
    """Answer every question of the unit on the page (or the first `only`), the introduction read."""
    page = visitor.page
    if asked(page)[1] == "":
        visitor.press("To the first question")
        page.locator("form.ask").wait_for()
    for _question in range(only or len(questions)):
        unit, slug = asked(page)
        answer(visitor, questions[slug])
        visitor.hands.press(page.locator("#feedback a.btn"))
        page.wait_for_url(lambda url, was=slug: f"vraag={was}" not in url and "/vraag/" not in url)
    if only is None:
        assert page.locator("#feedback").get_attribute("data-tone") == "ok", f"{unit} is not passed"


def next_step(visitor: Visitor) -> str:
    """Take the one next step of the own home page; answers with the path that it leads to."""
    visitor.open("/mijn-leerspoor")
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.hands.press(visitor.page.locator(".board a.btn"))
    return urlsplit(visitor.page.url).path


def unit_of(path: str) -> str:
    """The unit in a path of the reader."""
    return path.split("/")[3]


def file(name: str, kind: str, data: bytes) -> FilePayload:
    """Something on the device that can be chosen."""
    return {"name": name, "mimeType": kind, "buffer": data}


def photo(width: int = 900) -> bytes:
    """A picture that is large enough for its upload to take a moment."""
    noise = random.Random(7)
    image = Image.frombytes("RGB", (width, width * 3 // 4), noise.randbytes(width * (width * 3 // 4) * 3))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def decode(picture: bytes) -> str:
    """What a telephone reads in a picture with one QR code."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert len(found) == 1, f"{len(found)} codes in the picture"
    return found[0].text


def send_photo(visitor: Visitor, name: str) -> None:
    """Upload a photo with the page's script, and see its progress go by."""
    page = visitor.page
    page.evaluate(
        """() => { window.seen = [];
          new MutationObserver(() => { for (const bar of document.querySelectorAll('#sending progress'))
            window.seen.push([bar.getAttribute('aria-label'), bar.value]); })
            .observe(document.getElementById('sending'), { childList: true, subtree: true, attributes: true }); }"""
    )
    visitor.hands.give(page.locator("#files"), [file(name, "image/png", photo())])
    page.locator("#files-list").get_by_text(name).first.wait_for()
    seen = page.evaluate("window.seen")
    assert seen, "no progress was shown"
    assert {label for label, _part in seen} == {nl("Sending %(name)s", name=name)}


def write(visitor: Visitor, text: str) -> None:
    """Write the text of the work, and wait until the page says that it is kept."""
    page = visitor.page
    with page.expect_response(lambda response: response.url.endswith("/concept") and response.ok):
        visitor.hands.write(page.locator("#text"), text)
    page.locator("#saved", has_text=re.compile(r"\d")).wait_for()
