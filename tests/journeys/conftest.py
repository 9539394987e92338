"""One running site and one browser for a file of journeys; a browser context for everybody who comes along.

A test fails, whatever else it looks at, when a page of its visitors asks another host for anything, writes to the
console or breaks the Content-Security-Policy.
"""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from lms.app import create_app
from tests.factories import sign_in
from tests.journeys.site import Site, running_site
from tests.journeys.visitor import NewVisitor, Visitor, new_visitor
from tests.needs import chromium

log = logging.getLogger("leerspoor.journeys")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="session")
def site_app(site: Site) -> Flask:
    """The same app in this process, to read its routes and to sign cookies; it answers nobody."""
    return create_app(wiring=site.wiring)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a file: two at a time cannot be, and other files have their own."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser, site: Site, site_app: Flask) -> Iterator[NewVisitor]:
    """`visit("nele", width=375)`: somebody with a browser, signed in when named. At the end nothing may be wrong."""
    came: list[Visitor] = []

    def come(key: str | None = None, **how: object) -> Visitor:
        cookie = cookie_of(site_app, site.world.people[key]) if key else None
        came.append(new_visitor(browser, site, cookie=cookie, **how))  # type: ignore[arg-type]
        return came[-1]

    yield come
    wrong = [line for visitor in came for line in visitor.wrong]
    for visitor in came:
        log.warning("a visitor ended at %s", visitor.page.url)
        visitor.context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def _regulars(browser: Browser, site: Site, site_app: Flask) -> Iterator[NewVisitor]:
    known: dict[str | None, Visitor] = {}

    def come(key: str | None = None) -> Visitor:
        if key not in known:
            cookie = cookie_of(site_app, site.world.people[key]) if key else None
            known[key] = new_visitor(browser, site, cookie=cookie)
        return known[key]

    yield come
    for visitor in known.values():
        visitor.context.close()


@pytest.fixture
def regular(_regulars: NewVisitor) -> Iterator[NewVisitor]:
    """The same, with one browser for each person in a whole file: for tests that only look."""
    here: list[Visitor] = []

    def come(key: str | None = None) -> Visitor:
        here.append(_regulars(key))
        here[-1].wrong.clear()
        return here[-1]

    yield come
    assert [line for visitor in here for line in visitor.wrong] == []


def cookie_of(app: Flask, person_id: int) -> str:
    """The session cookie of somebody who signed in."""
    client = app.test_client()
    sign_in(client, person_id)
    cookie = client.get_cookie("leerspoor")
    assert cookie is not None
    return cookie.value
