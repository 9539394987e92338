"""How somebody does things on a page: with a pointer or a finger, or with the keyboard alone.

A step of a journey is written once and walked both ways. With the keyboard an element is reached by the tab key, and
nothing is focused, clicked or filled by a script: `keyboard_alone` makes any such call fail.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol
from unittest.mock import patch

from playwright.sync_api import FilePayload, Locator, Page, TimeoutError

MOST = 300
"""Presses of the tab key after which an element counts as out of reach."""
PATIENCE = 5_000
"""Milliseconds until the window to choose files opens; a page that was just drawn may ask for the key once more."""
PASTED = 40
"""Texts longer than this are pasted, not typed."""
POINTERS = ("click", "dblclick", "tap", "check", "uncheck", "set_checked", "fill", "type")
BY_KEY = ("press", "press_sequentially")
OTHERS = ("select_option", "set_input_files", "hover", "drag_to", "focus", "dispatch_event", "clear")

WAY = """target => {
  const at = document.activeElement;
  if (at === target) return "here";
  if (at && at.type === "radio" && target.type === "radio" && at.name === target.name && at.form === target.form)
    return "here";
  if (!at || at === document.body) return "Tab";
  return at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING ? "Tab" : "Shift+Tab";
}"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
"""A page that was opened at one of its parts takes the focus there when it is drawn."""
RADIOS = """target => {
  const all = [...target.form.elements].filter(e => e.type === "radio" && e.name === target.name)
    .filter(e => e.checkVisibility());
  return [all.indexOf(document.activeElement), all.indexOf(target)];
}"""
CHOICES = """([list, wanted]) => [list.selectedIndex, [...list.options].findIndex(one => one.value === wanted)]"""


class Hands(Protocol):
    """What a person does to an element of a page."""

    def press(self, wanted: Locator) -> None:
        """Follow a link or push a button."""

    def write(self, wanted: Locator, text: str) -> None:
        """Put this text in a field, in the place of what stood there."""

    def tick(self, wanted: Locator, on: bool = True) -> None:
        """Set a tick or choose one of several."""

    def choose(self, wanted: Locator, value: str) -> None:
        """Choose from a list."""

    def give(self, wanted: Locator, files: Sequence[FilePayload]) -> None:
        """Choose files from the device."""


class Pointer:
    """A mouse, or a finger."""

    def __init__(self, finger: bool) -> None:
        self.finger = finger

    def press(self, wanted: Locator) -> None:
        if self.finger:
            wanted.first.tap()
        else:
            wanted.first.click()

    def write(self, wanted: Locator, text: str) -> None:
        wanted.first.fill(text)

    def tick(self, wanted: Locator, on: bool = True) -> None:
        wanted.first.set_checked(on)

    def choose(self, wanted: Locator, value: str) -> None:
        wanted.first.select_option(value)

    def give(self, wanted: Locator, files: Sequence[FilePayload]) -> None:
        wanted.first.set_input_files(files)


class Keyboard:
    """Keys and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: Locator) -> Any:
        """Tab until this element, or the group of choices that it is in, has the focus."""
        target = wanted.first.element_handle()
        self.page.wait_for_load_state()
        self.page.evaluate(SETTLED)
        for _press in range(MOST):
            way = self.page.evaluate(WAY, target)
            if way == "here":
                return target
            self.page.keyboard.press(way)
        raise AssertionError(f"the tab key never gets to {wanted}")

    def press(self, wanted: Locator) -> None:
        self.reach(wanted)
        self.page.keyboard.press("Enter")

    def write(self, wanted: Locator, text: str) -> None:
        target = self.reach(wanted)
        if target.get_attribute("type") in ("date", "time"):
            self._write_moment(target, text)
            return
        self.page.keyboard.press("Control+A")
        if not text:
            self.page.keyboard.press("Delete")
        elif len(text) > PASTED:
            self.page.keyboard.insert_text(text)
        else:
            self.page.keyboard.type(text)

    def _write_moment(self, target: Any, text: str) -> None:
        """The parts of a day in the order of an English browser; those of a time are the same everywhere."""
        if "-" in text:
            year, month, day = text.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            hour, minute = (int(part) for part in text.split(":"))
            self.page.keyboard.type(f"{(hour - 1) % 12 + 1:02}{minute:02}{'PM' if hour > 11 else 'AM'}")
        assert target.input_value() == text

    def tick(self, wanted: Locator, on: bool = True) -> None:
        target = self.reach(wanted)
        if target.get_attribute("type") == "radio":
            at, to = self.page.evaluate(RADIOS, target)
            for _step in range(abs(to - at)):
                self.page.keyboard.press("ArrowDown" if to > at else "ArrowUp")
        if target.is_checked() != on:
            self.page.keyboard.press("Space")
        assert target.is_checked() == on

    def choose(self, wanted: Locator, value: str) -> None:
        target = self.reach(wanted)
        at, to = self.page.evaluate(CHOICES, [target, value])
        assert to >= 0, f"{value} is no choice of {wanted}"
        for _step in range(abs(to - at)):
            self.page.keyboard.press("ArrowDown" if to > at else "ArrowUp")
        assert target.input_value() == value

    def give(self, wanted: Locator, files: Sequence[FilePayload]) -> None:
        for last in (False, True):
            self.reach(wanted)
            try:
                with self.page.expect_file_chooser(timeout=PATIENCE) as opened:
                    self.page.keyboard.press("Enter")
            except TimeoutError:
                if last:
                    raise
            else:
                opened.value.set_files(files)
                return


@contextmanager
def keyboard_alone() -> Iterator[None]:
    """Until this ends, everything that a pointer or a script would do to an element fails."""

    def refused(self: Locator, *_words: object, **_named: object) -> None:
        raise AssertionError(f"{self} was not reached by the keyboard")

    with ExitStack() as stack:
        for name in (*POINTERS, *BY_KEY, *OTHERS):
            stack.enter_context(patch.object(Locator, name, refused))
        yield
