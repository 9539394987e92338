"""What holds for every page: looked at with axe and with eyes that measure, at three widths, by day and by night."""

import os
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.journeys.pages import Shown
from tests.journeys.visitor import DESK, NARROW, PHONE, Visitor, dutch, nl

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
"""Put into a page once; the runner of that package puts it there again for every look."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = Path(__file__).parent / "screenshots"
PHOTOGRAPHING = os.environ.get("LEERSPOOR_SCREENSHOTS") == "1"
"""Keep pictures, and look at every page by night too, not only at those that are marked for it."""
TABS = 14
"""How many stops of the tab key are looked at; what is further down is made of the same components."""

#: Elements that reach past the right edge of the window, outside of boxes that scroll by themselves.
SIDEWAYS = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 60)).slice(-5)
    .concat('the page scrolls sideways')"""

#: The focused element: whether a ring shows on it or on the label or card that stands for it, and what covers it.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const ringed = n => { const s = getComputedStyle(n);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
  const stands = [e, e.closest('label'), e.closest('.opt, .tick, .drop, .book, .level, .levels, .cards > *, li')];
  for (const label of e.labels ?? []) stands.push(label);
  const box = (e.labels?.[0] && e.classList.contains('sr') ? e.labels[0] : e).getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
  const bar = top?.closest('.bar');
  return { name: e.outerHTML.slice(0, 120), ring: stands.some(n => n && ringed(n)),
           covered: Boolean(bar) && !bar.contains(e) };
}"""

#: Every run of visible text, and every name that only a screen reader says.
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const place = walk.currentNode.parentElement;
    if (place.closest('script, style, noscript, textarea, [lang]:not(html), code')) continue;
    found.push(walk.currentNode.textContent.trim().replace(/\\s+/g, ' '));
  }
  for (const e of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]'))
    for (const name of ['aria-label', 'alt', 'title', 'placeholder']) found.push((e.getAttribute(name) ?? '').trim());
  found.push(document.title);
  return found.filter(Boolean);
}"""
RAW = re.compile(
    r"%\(\w+\)|\{\{|\}\}|\bNone\b|\bUndefined\b|\bnull\b|<Markup|datetime\.|\{'|Translations|\w+\.\w+Error\b"
)


def show(visitor: Visitor, page: Shown) -> None:
    """Bring the page in front of this visitor, in its state."""
    visitor.page.set_viewport_size({"width": DESK, "height": 900})
    visitor.answered = 200
    visitor.open(page.address(visitor.site), page.status)
    if page.act is not None:
        with visitor.expecting(page.answer):
            page.act(visitor)
        assert visitor.answered == page.answer
    if page.heading:
        assert visitor.heading == nl(page.heading)


def look_at(visitor: Visitor, label: str, *, dark: bool = False) -> list[str]:
    """Everything that is wrong with the page in front of us; [] is a good page."""
    page = visitor.page
    wrong = _once(page) + _texts(page)
    for width in (DESK, PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": 900 if width == DESK else 812})
        wrong += [f"{width}: {line}" for line in page.evaluate(SIDEWAYS)]
        if width != NARROW:
            wrong += [f"{width}: {line}" for line in axe(page)]
            _picture(page, f"{label}-{width}")
        if width == PHONE:
            wrong += [f"{width}: {line}" for line in _focus(page)]
    if dark or PHOTOGRAPHING:
        page.emulate_media(color_scheme="dark")
        for width in (PHONE, DESK) if PHOTOGRAPHING else (DESK,):
            page.set_viewport_size({"width": width, "height": 900 if width == DESK else 812})
            _picture(page, f"{label}-{width}-dark")
        wrong += [f"dark: {line}" for line in axe(page)]
        page.emulate_media(color_scheme="light")
    return wrong


def axe(page: Page) -> list[str]:
    """The violations of WCAG 2.2 A, AA and good practice, one line for each element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    result = page.evaluate("rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", RULES)
    return [
        f"{violation['id']}: {node['html'][:160]}{''.join(_related(node))}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def _related(node: Mapping[str, Any]) -> list[str]:
    """The other elements that a violation speaks of."""
    return [f" with {other['html'][:90]}" for check in node["any"] for other in check["relatedNodes"][:1]]


def _once(page: Page) -> list[str]:
    wrong = []
    if (count := page.locator("h1").count()) != 1:
        wrong.append(f"{count} times h1")
    if page.locator("html").get_attribute("lang") != "nl":
        wrong.append("the language of the page is not said to be Dutch")
    if not page.title().strip(" ·").removesuffix("Leerspoor").strip(" ·"):
        wrong.append("no title")
    return wrong


@cache
def _english() -> Mapping[str, str]:
    """Messages whose Dutch is another text, and their Dutch."""
    catalog: dict[Any, str] = dutch._catalog
    return {key: words for key, words in catalog.items() if isinstance(key, str) and key and words != key}


def _texts(page: Page) -> list[str]:
    """English words where there is Dutch for them, and keys and values that are not for people."""
    found = page.evaluate(TEXTS)
    dutch = set(_english().values())
    wrong = [f"in English: {text!r}" for text in found if text in _english() and text not in dutch]
    return wrong + [f"not for people: {text[:80]!r}" for text in found if RAW.search(text)]


def _focus(page: Page) -> list[str]:
    """Step through the page with the tab key: each stop shows a ring and is not under the bar."""
    wrong = []
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    for _stop in range(TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None:
            break
        if not here["ring"]:
            wrong.append(f"no focus ring: {here['name']}")
        if here["covered"]:
            wrong.append(f"focused under the bar: {here['name']}")
    return wrong


def _picture(page: Page, name: str) -> None:
    """Keep what it looks like, for people to look at."""
    if PHOTOGRAPHING:
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
