"""Somebody with a browser of their own: opens pages, and keeps everything that goes wrong on them.

Wrong is: a message of the console (a violation of the Content-Security-Policy is one), an error in a script, and a
request to any other host than the site.
"""

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any, Literal
from urllib.parse import urlsplit

from babel.support import Translations
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from lms.resources import resource
from tests.journeys.hands import Hands, Keyboard, Pointer
from tests.journeys.site import Site

PHONE, DESK, NARROW = 375, 1280, 320
dutch: Any = Translations.load(str(resource("translations")), ["nl"])
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


def nl(words: str, **values: object) -> str:
    """What a Dutch reader sees for the message `words`."""
    return str(dutch.gettext(words)) % values if values else str(dutch.gettext(words))


@dataclass
class Visitor:
    """One browser context with one page."""

    site: Site
    context: BrowserContext
    page: Page
    hands: Hands = field(default_factory=lambda: Pointer(finger=False))
    wrong: list[str] = field(default_factory=list)
    answered: int = 0
    """The status of the last page that a press led to."""
    _expected: int = 200
    _away: bool = False

    def watch(self) -> None:
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        self.context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        refused = _REFUSED.match(message.text)
        if refused and int(refused.group(1)) == self._expected:
            return
        if self._away and "ERR_INTERNET_DISCONNECTED" in message.text:
            return
        self.wrong.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != urlsplit(self.site.base).netloc:
            self.wrong.append(f"request to another host: {request.url}")

    def open(self, path: str, status: int = 200) -> None:
        """Go to a path of the site, and get that status."""
        self._expected = status
        answer = self.page.goto(path if path.startswith("http") else self.site.base + path, wait_until="load")
        assert answer is not None
        assert answer.status == status, f"{answer.status} at {self.page.url}"

    @contextmanager
    def expecting(self, status: int) -> Any:
        """Do something that is refused with this status; the browser says so in its console."""
        before, self._expected = self._expected, status
        yield
        self._expected = before

    @contextmanager
    def without_network(self) -> Any:
        """Do something where there is no network; the browser says of every request that it failed."""
        self._away = True
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)

    def arrive(self, path: str) -> None:
        """Wait until the page is at this path (a glob), whatever stands behind it."""
        self.page.wait_for_url(lambda url: fnmatch(urlsplit(url).path, path))

    def sign_in_by_mail(self, key: str) -> None:
        """Fill in the address, open the link that comes by mail, and press its button."""
        address = self.site.world.addresses[key]
        before = len(self.site.mails(address))
        self.hands.write(self.page.get_by_label(nl("E-mail address"), exact=True), address)
        self.press("Sign in")
        link = self.site.mail(address, r"http\S+/aanmelden/link/\S+", after=before)
        self.open(link.group(0))
        self.press("Sign in")

    def press(self, words: str, **values: object) -> None:
        """Push the button or follow the link of the page with these words."""
        self.hands.press(self.main_button(words, **values))

    def main_button(self, words: str, **values: object) -> Locator:
        """The button or link in the page itself (not in its frame) with these words."""
        text = nl(words, **values)
        inside = self.page.locator("main")
        return (
            inside.get_by_role("button", name=text, exact=True)
            .or_(inside.get_by_role("link", name=text, exact=True))
            .first
        )

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())


NewVisitor = Callable[..., Visitor]


def new_visitor(
    browser: Browser,
    site: Site,
    *,
    width: int = DESK,
    scripts: bool = True,
    scheme: Literal["light", "dark"] = "light",
    cookie: str | None = None,
    keys: bool = False,
) -> Visitor:
    """A fresh browser context; a telephone when it is narrow. With `keys` its owner has a keyboard and nothing else."""
    phone = width < 600
    context = browser.new_context(
        viewport={"width": width, "height": 812 if phone else 900},
        locale="nl-BE",
        timezone_id="Europe/Brussels",
        java_script_enabled=scripts,
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=phone,
        is_mobile=phone,
        accept_downloads=True,
    )
    context.set_default_timeout(30_000)
    if cookie:
        context.add_cookies([{"name": "leerspoor", "value": cookie, "url": site.base}])
    page = context.new_page()
    visitor = Visitor(site, context, page, Keyboard(page) if keys else Pointer(finger=phone))
    visitor.watch()
    return visitor
