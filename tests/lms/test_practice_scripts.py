"""What the scripts of the hand-in and grading pages add, in a real browser: saving, sending, keys."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from courses.practice.models import Attempt, Submission, SubmissionState
from lms.db import Database
from tests.lms.browser import Served, served
from tests.lms.pictures import SVG, photo
from tests.lms.practice_site import Site, make_site

pytestmark = pytest.mark.browser

TEXT = "De leerlingen bouwden de lichtsluis in duo's."


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database, min_words=5)


@pytest.fixture
def there(site: Site) -> Iterator[Served]:
    with served(site.app) as found:
        yield found


def draft(site: Site) -> str:
    with site.database.reading() as session:
        return session.scalars(select(Submission.draft_text)).one()


def chosen(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("#rubric input:checked", "all => all.map(one => one.value)")
    return found


def test_the_draft_saves_itself_and_files_say_how_far_they_are(site: Site, there: Served) -> None:
    page = there.page(site.people["nele"], width=375, height=800)
    page.goto(there.address + site.work)
    page.fill("#text", TEXT)
    page.wait_for_selector("#saved:has-text('Bewaard om')")
    assert draft(site) == TEXT
    assert page.inner_text("#words") == "7 woorden"
    page.set_input_files(
        "#files",
        [
            {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo()},
            {"name": "tekening.svg", "mimeType": "image/svg+xml", "buffer": SVG},
        ],
    )
    page.wait_for_selector("#files-list li:has-text('foto.jpg')")
    page.wait_for_selector("#sending .wrong:has-text('kunnen we niet aannemen')")
    page.click("#files-list button[name=remove]")
    page.wait_for_selector("#files-list li", state="detached")
    assert page.input_value("#text") == TEXT


def test_too_large_is_said_before_it_is_sent(site: Site, there: Served) -> None:
    page = there.page(site.people["nele"])
    page.goto(there.address + site.work)
    page.eval_on_selector("#work", "form => { form.dataset.maxBytes = '1000'; }")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.set_input_files("#files", [{"name": "film.mp4", "mimeType": "video/mp4", "buffer": bytes(2_000_000)}])
    page.wait_for_selector("#sending .wrong:has-text('Deze video is te groot (2 MB, het mag 1 MB zijn).')")
    assert sent == []


def test_without_a_network_the_text_stays_on_the_device_and_goes_along_later(site: Site, there: Served) -> None:
    page = there.page(site.people["nele"])
    page.goto(there.address + site.work)
    page.context.set_offline(True)
    page.fill("#text", TEXT)
    page.wait_for_selector("#state:has-text('Je bent even offline')")
    kept = json.loads(page.evaluate("JSON.stringify(localStorage)"))
    assert [json.loads(value)["text"] for key, value in kept.items() if "draft" in key] == [TEXT]
    page.context.set_offline(False)
    page.wait_for_selector("#saved:has-text('Bewaard om')")
    assert draft(site) == TEXT
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('draft')).length") == 0


def test_a_session_that_ends_while_typing_costs_nothing(site: Site, there: Served) -> None:
    page = there.page(site.people["nele"])
    page.goto(there.address + site.work)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.fill("#text", TEXT)
    page.wait_for_selector("#state:has-text('Je was even weg')")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.reload()
    page.click("#state button >> nth=0")
    page.wait_for_selector("#saved:has-text('Bewaard om')")
    assert draft(site) == TEXT


def test_grading_takes_keys_alone_and_only_inside_the_rubric(site: Site, there: Served) -> None:
    """WCAG 2.2, 2.1.4: single letters work only in the rubric, not in text, and can be switched off."""
    nele = site.as_("nele")
    nele.post(site.work, text=TEXT, version=0)
    nele.post(f"{site.work}/keuze", version=1)
    with site.database.reading() as session:
        attempt = session.scalars(select(Attempt.public_id)).one()
    page = there.page(site.people["ilse"])
    page.goto(f"{there.address}/nakijken/{attempt}")
    page.keyboard.press("3")
    assert chosen(page) == [], "outside the rubric a digit does nothing"
    page.focus("#rubric input[type=radio]")
    for key in ("2", "j", "1", "k"):
        page.keyboard.press(key)
    assert chosen(page) == ["2", "1"]
    assert page.evaluate("document.activeElement.name").endswith(str(site.world.first))
    page.focus("#rubric textarea >> nth=1")
    page.keyboard.type("j3 Toon een foto.")
    assert page.input_value("#rubric textarea >> nth=1") == "j3 Toon een foto."
    assert chosen(page) == ["2", "1"]
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys-switch")
    page.keyboard.press("?")
    page.click("#keys-switch")
    page.focus("#rubric input[type=radio]")
    page.keyboard.press("0")
    assert chosen(page) == ["2", "1"]
    page.wait_for_selector("#saved:has-text('Bewaard om')")
    with page.expect_navigation(url="**/nakijken"):
        page.keyboard.press("Control+Enter")
    with site.database.reading() as session:
        assert session.scalars(select(Submission.state)).one() is SubmissionState.RETURNED


def test_two_trainers_see_each_other_and_neither_loses_a_word(site: Site, there: Served) -> None:
    nele = site.as_("nele")
    nele.post(site.work, text=TEXT, version=0)
    nele.post(f"{site.work}/keuze", version=1)
    with site.database.reading() as session:
        address = f"{there.address}/nakijken/{session.scalars(select(Attempt.public_id)).one()}"
    ilse, els = there.page(site.people["ilse"]), there.page(site.people["els"])
    ilse.goto(address)
    ilse.focus("#rubric input[type=radio]")
    for key in ("2", "j", "3"):
        ilse.keyboard.press(key)
    ilse.wait_for_selector("#saved:has-text('Bewaard om')")
    els.goto(address)
    els.wait_for_selector("#presence:has-text('Wordt beoordeeld door Ilse Maes (sinds')")
    els.focus("#rubric input[type=radio]")
    for key in ("3", "j", "3"):
        els.keyboard.press(key)
    els.fill("#comment", "Woorden van Els.")
    with ilse.expect_navigation(url="**/nakijken"):
        ilse.keyboard.press("Control+Enter")
    els.click("button[value=decide]")
    els.wait_for_selector("text=Een collega keek dit werk net voor jou na.")
    assert "Woorden van Els." in els.inner_text("#rubric")
