"""The one line of handwriting, drawn from the same list that fills the text beside it.

Dotted is still to trace, solid is done, yellow is "you are here"; the line dips where one tries it in
one's own class, and a return moment is the written loop of the letter l. Pure: states in, SVG out.
What a state means, and every word a person reads, comes from the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

State = Literal["done", "now", "todo"]
Kind = Literal["step", "class", "return", "badge", "end"]

WIDTH, HEIGHT = 430, 160
BASE, DIP = 92, 128
LEFT, RIGHT = 10, 416
LOOP_SCALE = 0.92
LOOP_WIDTH = 56 * LOOP_SCALE
ABOVE, BELOW, LETTER = 66, 38, 14
"""The row above the line, how far under its station a word lies, and the width of a letter on a phone, the widest."""


@dataclass(frozen=True)
class Station:
    """One stop on the track. `class` dips, `return` is the loop, `badge` the open ring, `end` a line with no badge."""

    state: State = "todo"
    kind: Kind = "step"


def loop(scale: float) -> str:
    """The written l as relative path commands; starts and ends on the baseline, 56 units wide at scale 1."""
    points = (
        (30, 0, 52, -30, 52, -60),
        (0, -18, -8, -22, -14, -22),
        (-10, 0, -14, 16, -14, 34),
        (0, 30, 10, 48, 32, 48),
    )
    return "".join("c" + " ".join(f"{value * scale:g}" for value in point) for point in points)


def trace_svg(
    stations: Sequence[Station],
    *,
    label: str,
    done_text: str = "",
    here_text: str = "",
    end_text: str = "",
) -> Markup:
    """The line with a mark at every station, as `<svg class="trace">`.

    `label` is its text alternative, "" for a line that only decorates.
    """
    if not stations:
        return Markup("")
    spots = _spots(stations)
    parts = _segments(stations, spots) + [_mark(station, spot) for station, spot in zip(stations, spots, strict=True)]
    parts += _words(stations, spots, done_text, here_text, end_text)
    name = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="trace" viewBox="0 0 {} {}" {} focusable="false">{}</svg>').format(
        WIDTH,
        HEIGHT,
        name,
        Markup("".join(parts)),  # noqa: S704 - numbers, and words escaped in _words
    )


def _spots(stations: Sequence[Station]) -> list[tuple[float, float]]:
    """Where each station lies; a dip or a loop gets room for two."""
    weights = [1.9 if station.kind in ("class", "return") else 1.0 for station in stations]
    total = sum((weights[i] + weights[i + 1]) / 2 for i in range(len(stations) - 1)) or 1.0
    unit = (RIGHT - LEFT) / total
    x, spots = float(LEFT), []
    for index, station in enumerate(stations):
        if index:
            x += unit * (weights[index - 1] + weights[index]) / 2
        spots.append((round(x, 1), float(DIP if station.kind == "class" else BASE)))
    return spots


def _segments(stations: Sequence[Station], spots: Sequence[tuple[float, float]]) -> list[str]:
    """The line as a solid path up to where one is, then a dotted one."""
    reached = max((i for i, station in enumerate(stations) if station.state != "todo"), default=-1)
    solid = [f"M{spots[0][0]:g} {spots[0][1]:g}"]
    dotted: list[str] = []
    for index in range(1, len(stations)):
        into = solid if index <= reached else dotted
        if into is dotted and not dotted:
            dotted.append(f"M{spots[index - 1][0]:g} {spots[index - 1][1]:g}")
        into.append(_stroke(stations[index - 1], spots[index - 1], stations[index], spots[index]))
    paths = [f'<path d="{"".join(solid)}"/>'] if len(solid) > 1 else []
    return paths + ([f'<path class="todo" d="{"".join(dotted)}"/>'] if dotted else [])


def _stroke(before: Station, start: tuple[float, float], after: Station, end: tuple[float, float]) -> str:
    """From one station to the next; half a loop's width is kept free on either side of a return moment."""
    half = LOOP_WIDTH / 2
    x0 = start[0] + (half if before.kind == "return" else 0)
    x1 = end[0] - (half if after.kind == "return" else 0)
    middle = (x0 + x1) / 2
    line = f"H{x1:g}" if start[1] == end[1] else f"C{middle:g} {start[1]:g} {middle:g} {end[1]:g} {x1:g} {end[1]:g}"
    return line + (loop(LOOP_SCALE) if after.kind == "return" else "")


def _mark(station: Station, spot: tuple[float, float]) -> str:
    x, y = spot
    if station.state == "now":
        return f'<circle class="here" cx="{x:g}" cy="{y:g}" r="12"/>'
    if station.kind == "return":
        return ""
    if station.kind == "badge":
        at = f'cx="{x:g}" cy="{y:g}"'
        return f'<circle class="dot" {at} r="12"/><circle class="done" {at} r="4"/>'
    if station.kind == "end":
        return f'<path d="M{x:g} {y - 12:g}V{y + 12:g}"/>'
    return f'<circle class="{"done" if station.state == "done" else "dot"}" cx="{x:g}" cy="{y:g}" r="7"/>'


def _words(
    stations: Sequence[Station], spots: Sequence[tuple[float, float]], done: str, here: str, end: str
) -> list[str]:
    """At most three words, clear of the line: how far, where one is, what is at the end."""
    words = []
    current = next((i for i, station in enumerate(stations) if station.state == "now"), None)
    told = done if stations[0].state == "done" else ""
    if told:
        words.append(f'<text x="{LEFT}" y="{ABOVE}">{escape(told)}</text>')
    if here and current is not None:
        anchor, x, y = _beside(current, stations, spots, len(here) * LETTER, LEFT + len(told) * LETTER)
        words.append(f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(here)}</text>')
    if end and current != len(stations) - 1:
        words.append(f'<text x="{WIDTH - 4}" y="126" text-anchor="end" class="wide">{escape(end)}</text>')
    return words


def _beside(
    current: int, stations: Sequence[Station], spots: Sequence[tuple[float, float]], reach: float, taken: float
) -> tuple[str, float, float]:
    """Anchor, x and y of a word of this width: under its station, else left above it, else under the dip in the way.

    `taken` is where the word above the line ends.
    """
    x, y = spots[current]
    dips = [spot[0] for i, spot in enumerate(spots) if stations[i].kind == "class" and i != current]
    usual = "end" if x > WIDTH * 0.62 else "middle" if x > LEFT + 50 else "start"
    for anchor in (usual, "end", "middle", "start"):
        left = x - {"end": reach, "middle": reach / 2, "start": 0}[anchor]
        clear = all(dip < left - LETTER or dip > left + reach + LETTER for dip in dips)
        if clear and left >= 0 and left + reach <= WIDTH:
            return anchor, x, y + BELOW
    edge = x - LOOP_WIDTH / 2 - LETTER
    return ("end", edge, ABOVE) if edge - reach > taken + LETTER else (usual, x, DIP + BELOW)
