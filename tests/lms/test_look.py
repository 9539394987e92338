"""Every component in a real browser: axe finds nothing, nothing scrolls sideways, the policy holds.

WCAG 2.2 AA on every component at desk and telephone size, by day and by night (LOC-05).
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, render_template
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.lms.look_page import make_app
from tests.needs import chromium

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()
ERRORS = ["400", "401", "403", "404", "405", "409", "413", "422", "429", "500", "503", "csrf", "error"]


def _app() -> Flask:
    app = make_app()
    app.add_url_rule("/error/<name>", view_func=lambda name: render_template(f"errors/{name}.html", status=500))

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, _app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield found
        found.close()


def _open(browser: Browser, url: str, width: int = 1280, **how: Any) -> tuple[Page, list[str]]:
    """The page and what went wrong on it: messages of the console and requests that leave or fail."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **how)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(url[:21]) or request.url.startswith("data:") else wrong.append(request.url)
        ),
    )
    page.on(
        "response",
        lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    page.goto(url, wait_until="load")
    return page, wrong


def _found_by_axe(page: Page) -> list[str]:
    result = AXE.run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    return [f"{v['id']}: {node['html'][:160]}" for v in result.response["violations"] for node in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375, 320])
def test_axe_finds_nothing_on_any_component(browser: Browser, address: str, width: int, scheme: str) -> None:
    page, wrong = _open(browser, address, width, color_scheme=scheme)
    assert _found_by_axe(page) == []
    assert wrong == [], "the Content-Security-Policy, a missing file or a request to somebody else"
    assert page.evaluate("document.documentElement.scrollWidth") == width, "the page scrolls sideways"
    page.close()


def test_axe_would_find_a_missing_label(browser: Browser, address: str) -> None:
    """The same run on a page we broke: it shows that the test above can fail."""
    page, _wrong = _open(browser, address)
    page.evaluate("document.querySelector('label[for=name]').remove()")
    assert any(line.startswith("label:") for line in _found_by_axe(page))
    page.close()


def test_the_policy_would_refuse_an_inline_style(browser: Browser, address: str) -> None:
    page, wrong = _open(browser, address)
    page.evaluate("document.querySelector('main').innerHTML = '<p style=\"color:red\">x</p>'")
    assert any("inline style" in line for line in wrong)
    page.close()


def test_axe_finds_nothing_on_the_pages_that_say_something_went_wrong(browser: Browser, address: str) -> None:
    for name, width in [(name, 320) for name in ERRORS] + [("404", 1280)]:
        page, wrong = _open(browser, f"{address}/error/{name}", width)
        assert _found_by_axe(page) == [], name
        assert wrong == [], name
        assert page.locator("h1").count() == 1
        assert page.locator("main a.btn").count() >= 1, "a way on"
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        page.close()


def test_everything_one_can_press_is_large_enough(browser: Browser, address: str) -> None:
    """2.5.8: 24 px, words in a sentence excepted; buttons and fields 40 and more."""
    page, _wrong = _open(browser, address, 375)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input:not(.sr, [type=hidden]), select')]
          .filter(e => !(e.closest('p, li') && e.tagName === 'A' && !e.classList.contains('btn')))
          .filter(e => !e.closest('label'))
          .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
          .filter(([, r]) => r.width && (r.height < 24 || r.width < 24))
          .map(([h, r]) => h + ' ' + r.height)"""
    )
    assert small == []
    low = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .in, .opt')]
          .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
          .filter(([, h]) => h && h < 40)"""
    )
    assert low == []
    page.close()


def test_the_focus_is_seen_on_everything_one_can_reach(browser: Browser, address: str) -> None:
    page, _wrong = _open(browser, address)
    seen = 0
    for _press in range(60):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
              const box = s => getComputedStyle(s).boxShadow !== 'none';
              const round = [e, e.closest('.book'), e.closest('label')].filter(x => x);
              return round.some(box) || e.outerHTML.slice(0, 120); }"""
        )
        if shown is None:
            break
        assert shown is True, shown
        seen += 1
    assert seen > 25
    page.close()


def test_the_skip_link_comes_first_and_leads_to_the_content(browser: Browser, address: str) -> None:
    page, _wrong = _open(browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_our_fonts_are_the_ones_on_the_page(browser: Browser, address: str) -> None:
    page, _wrong = _open(browser, address)
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert any("Familjen" in family for family in loaded)
    assert any("Atkinson" in family for family in loaded)
    page.close()


def test_in_forced_colours_buttons_and_stations_keep_a_border(browser: Browser, address: str) -> None:
    page, _wrong = _open(browser, address, forced_colors="active")
    for part in (".btn", ".stn", ".tag", ".chip", ".note", ".verdict", ".board"):
        width = page.evaluate(f"getComputedStyle(document.querySelector('{part}')).borderTopWidth")
        assert float(width.removesuffix("px")) >= 1, part
    page.close()


def test_paper_has_no_menu_and_no_buttons(browser: Browser, address: str) -> None:
    page, _wrong = _open(browser, address, color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert page.locator("main .btn:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.close()


def test_inside_an_lms_the_page_has_no_frame(browser: Browser, address: str) -> None:
    page, _wrong = _open(browser, f"{address}/?embedded=1", 320)
    assert page.locator("header.top").count() == 0
    assert page.locator("footer").count() == 0
    assert page.locator("main h1").count() == 1
    page.close()


def test_without_motion_nothing_moves(browser: Browser, address: str) -> None:
    page, _wrong = _open(browser, address, reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.book')).transitionDuration") in (
        "0s",
        "1e-05s",
    )
    page.close()
