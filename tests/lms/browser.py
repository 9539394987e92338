"""A real server in this process and a real browser on it, for what only a script does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests import factories
from tests.needs import chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Served:
    """The app at an address, and a browser to look at it."""

    app: Flask
    address: str
    browser: Browser

    def page(self, person_id: int, *, width: int = 1280, height: int = 900) -> Page:
        """A fresh window in which this person is signed in."""
        client = self.app.test_client()
        factories.sign_in(client, person_id)
        cookie = client.get_cookie("leerspoor")
        assert cookie is not None
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale="nl-BE")
        context.add_cookies([{"name": "leerspoor", "value": cookie.value, "url": self.address}])
        context.set_default_timeout(15_000)
        return context.new_page()


@contextmanager
def served(app: Flask) -> Iterator[Served]:
    """Serve `app` on a free port for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
            yield Served(app, f"http://127.0.0.1:{server.port}", browser)
            browser.close()
    finally:
        server.shutdown()
        thread.join()
