"""Every page that somebody without an account sees; and that no page of the site is forgotten (LOC-05).

axe finds nothing at 1280 and 375 px, nothing scrolls sideways down to 320 px, focus can be seen, words are Dutch.
"""

import io

import pypdf
import pytest
from flask import Flask

from tests.journeys.looking import axe, look_at, show
from tests.journeys.pages import NOT_PAGES, PAGES, Shown
from tests.journeys.visitor import NewVisitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
HERE = [page for page in PAGES if page.who is None]


@pytest.mark.parametrize("page", HERE, ids=lambda page: page.label)
def test_the_page_is_good(regular: NewVisitor, page: Shown) -> None:
    visitor = regular()
    show(visitor, page)
    assert not (wrong := look_at(visitor, page.label, dark=page.dark)), "\n".join(wrong)


def test_every_page_is_looked_at(site_app: Flask) -> None:
    """A new route has to be named in `tests/journeys/pages.py`."""
    rules = [*site_app.url_map.iter_rules()]
    named = {page.endpoint for page in PAGES if page.endpoint != "error"} | set(NOT_PAGES)
    assert {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - named == set()
    assert named - {rule.endpoint for rule in rules} == set()
    assert len({page.label for page in PAGES}) == len(PAGES)


def test_what_looks_at_a_page_can_see_what_is_wrong(visit: NewVisitor) -> None:
    """The same look on a page that we broke in each of the ways it knows."""
    visitor = visit()
    visitor.open("/aanmelden")
    visitor.page.evaluate(
        """() => {
          document.querySelector('label[for]').remove();
          const heading = document.createElement('h1');
          heading.textContent = 'Sign in';
          heading.className = 'wide';
          const raw = document.createElement('p');
          raw.textContent = '%(name)s';
          document.querySelector('main').append(heading, raw);
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(
            '.wide { width: 2000px } *, *:focus-visible { outline: none !important; box-shadow: none !important }');
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    found = "\n".join(look_at(visitor, "broken"))
    for fault in (
        "label:",
        "2 times h1",
        "in English: 'Sign in'",
        "not for people: '%(name)s'",
        "sideways",
        "no focus ring",
    ):
        assert fault in found
    assert axe(visitor.page) != []


def test_what_watches_a_visitor_sees_other_hosts_and_broken_rules(visit: NewVisitor) -> None:
    """An inline style, an error in a script and an image from elsewhere, each on a page that was good."""
    visitor = visit()
    visitor.open("/aanmelden")
    assert visitor.wrong == []
    with visitor.page.expect_console_message(lambda message: "img-src" in message.text):
        visitor.page.evaluate(
            """() => {
              document.querySelector('main').innerHTML = '<p style="color: red">x</p>';
              setTimeout(() => { throw new Error('broken') });
              setTimeout(() => { document.images; new Image().src = 'http://elders.example/x.png' }, 1);
            }"""
        )
    found = "\n".join(visitor.wrong)
    assert "style-src" in found
    assert "broken" in found
    assert "elders.example" in found
    visitor.wrong.clear()


@pytest.mark.parametrize("state", ["valid", "attended", "revoked", "expired", "tampered", "erased"])
def test_a_badge_page_fits_one_sheet_of_paper(regular: NewVisitor, state: str) -> None:
    """A4, in black on white: what a school puts in its file."""
    visitor = regular()
    visitor.open(f"/badges/{visitor.site.world.badges[state]}")
    assert len(pypdf.PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages) == 1
