"""Badge images: drawn from a theme, a way of assessing and a level, and from nothing else.

Deterministic, so the image of a badge can be made again byte for byte. The form says how it was
assessed, the ring how far, the motif about what; all three still differ without colour. Words about a
badge belong on the page beside it. PNG is made from the very same SVG.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

from lms import typesetting

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
PENCIL, CHALK = "#f6c945", "#f2f5ec"
GREY, GREY_TINT, GREY_PENCIL = "#4b5a61", "#e5e9ea", "#c9d0d2"
MAX_LABEL = 6
HEAD_FONTS = "Familjen Grotesk, Atkinson Hyperlegible Next, sans-serif"
TEXT_FONTS = "Atkinson Hyperlegible Next, sans-serif"

THEMES = {
    "vak": ("#1d6179", "#d9e9ee"),
    "toets": ("#a4481f", "#f8e3d5"),
    "denk": ("#87305a", "#f5dfe7"),
    "coach": ("#7d5800", "#f9ecc3"),
    "stapel": ("#17514b", "#dceae2"),
}
MOTIFS = {
    "vak": '<path d="M-40 14h14v-30h18v30h18v-30h14"/><circle cx="32" cy="-16" r="8"/>',
    "toets": '<path d="M30-6a30 30 0 1 0 2 16"/><path d="M33-24v19h-19"/><path d="M-13 2l9 9l17-19"/>',
    "denk": (
        '<rect x="-38" y="-9" width="18" height="18" rx="3"/>'
        '<path d="M-20 0h8M0-12l12 12l-12 12l-12-12zM12 0h8"/>'
        '<rect x="20" y="-9" width="18" height="18" rx="3"/><path d="M0 12v13h29v-16"/>'
    ),
    "coach": (
        '<circle r="6" fill="currentColor"/><path d="M-17 0a17 17 0 0 1 34 0M17 0a17 17 0 0 1-34 0"/>'
        '<path d="M-33 0a33 33 0 0 1 33-33M33 0a33 33 0 0 1-33 33"/>'
        '<circle cx="23.5" cy="-23.5" r="5" fill="currentColor"/>'
        '<circle cx="-23.5" cy="23.5" r="5" fill="currentColor"/>'
    ),
    "stapel": '<circle cy="-13" r="19"/><circle cx="-14" cy="11" r="19"/><circle cx="14" cy="11" r="19"/>',
}
DISC, FULL, SEAL = "CertificateOfCompletion", "Competency", "MicroCredential"
FORMS = (DISC, FULL, SEAL)


@dataclass(frozen=True)
class _Ink:
    """The colours of one drawing: ground, its tint, the pencil, the motif, and arcs that are not reached.

    `traced` is what makes a line dotted: still to trace, like everything that is still to do.
    """

    strong: str
    tint: str
    pencil: str
    motif: str
    faint: str = CHALK
    traced: str = ""


def badge_svg(
    *,
    theme: str,
    form: str,
    level: str | None,
    label: str,
    title: str,
    revoked: bool = False,
    coming: bool = False,
    foreign: bool = False,
) -> str:
    """One badge as a whole SVG document of 240 x 240 units.

    `theme` is a key of THEMES (any other falls back to "vak"); `form` an achievementType (any other is
    drawn as Competency); `level` one of LEVELS or None; `label` the text in the pill, "" for none;
    `title` the text alternative. `revoked` is the same drawing in grey; `coming` one still to trace, in dots;
    `foreign` the dashed disc that stands for somebody else's image.
    """
    if foreign:
        return _document(title, _foreign_art(label))
    strong, tint = (GREY, GREY_TINT) if revoked else THEMES.get(theme, THEMES["vak"])
    disc = form == DISC
    ink = _Ink(strong, tint, strong if disc else GREY_PENCIL if revoked else PENCIL, strong if disc else CHALK)
    if coming:
        ink = _Ink(strong, tint, strong, strong, strong, ' stroke-dasharray="0.1 9"')
    parts = [_ground(form, ink)]
    if not disc:
        parts.append(_ring(LEVELS.index(level) + 1 if level in LEVELS else 0, 93 if form == SEAL else 103, ink))
    parts.append(_handwriting_and_motif(theme, form, ink))
    if label and not disc:
        parts.append(_pill(label[:MAX_LABEL], 193 if form == SEAL else 203, strong))
    return _document(title, "".join(parts))


def motif_svg(theme: str) -> Markup:
    """The motif of a theme as a bare, decorative `<svg>` in the current colour, for covers."""
    motif = MOTIFS.get(theme, MOTIFS["vak"])
    return Markup(  # noqa: S704 - only our own drawings
        '<svg viewBox="-46 -46 92 92" fill="none" stroke="currentColor" stroke-width="5"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{motif}</svg>'
    )


@lru_cache(maxsize=256)
def badge_png(svg: str, pixels: int = 480) -> bytes:
    """The SVG as a square PNG of `pixels` a side with a clear ground."""
    return typesetting.svg_to_png(svg.encode(), pixels)


def _document(title: str, art: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="badge" viewBox="0 0 240 240" width="240" height="240"'
        f' role="img"><title>{escape(title)}</title>{art}</svg>'
    )


def _ground(form: str, ink: _Ink) -> str:
    edge = f'fill="{ink.tint}" stroke="{ink.strong}" stroke-width="4"'
    edge += f' stroke-linecap="round"{ink.traced}' if ink.traced else ""
    if ink.traced and form == SEAL:
        return f'<path d="{_lobes(24, 108, 14.4)}" {edge}/>'
    if ink.traced or form == DISC:
        return f'<circle cx="120" cy="120" r="113" {edge}/>'
    if form == SEAL:
        return (
            f'<path d="{_lobes(24, 108, 14.4)}" fill="{ink.strong}"/>'
            f'<circle cx="120" cy="120" r="101" fill="none" stroke="{CHALK}" stroke-width="1.5"/>'
        )
    return f'<circle cx="120" cy="120" r="117" fill="{ink.strong}"/>'


def _lobes(count: int, radius: float, lobe: float) -> str:
    """A closed wreath of `count` arcs on a circle around the middle, starting at the top."""
    corners = [
        (120 + radius * math.sin(2 * math.pi * i / count), 120 - radius * math.cos(2 * math.pi * i / count))
        for i in range(count + 1)
    ]
    start, *others = corners
    arcs = "".join(f"A{lobe:g} {lobe:g} 0 0 1 {x:.1f} {y:.1f}" for x, y in others)
    return f"M{start[0]:.1f} {start[1]:.1f}{arcs}Z"


def _ring(reached: int, radius: float, ink: _Ink) -> str:
    """Six arcs from 122 degrees over 296 degrees; the reached ones in pencil, the others in faint chalk."""
    parts = []
    for index in range(6):
        first = 122 + 296 / 6 * index
        (x0, y0), (x1, y1) = _on_circle(first + 3.2, radius), _on_circle(first + 296 / 6 - 3.2, radius)
        stroke = f'stroke="{ink.pencil}" stroke-width="{6 if ink.traced else 9}"{ink.traced}'
        if index >= reached:
            stroke = f'stroke="{ink.faint}" stroke-opacity="0.38" stroke-width="4"'
        parts.append(
            f'<path d="M{x0:.1f} {y0:.1f}A{radius:g} {radius:g} 0 0 1 {x1:.1f} {y1:.1f}" {stroke}'
            ' stroke-linecap="round" fill="none"/>'
        )
    return "".join(parts)


def _on_circle(degrees: float, radius: float) -> tuple[float, float]:
    return 120 + radius * math.cos(math.radians(degrees)), 120 + radius * math.sin(math.radians(degrees))


def _handwriting_and_motif(theme: str, form: str, ink: _Ink) -> str:
    """The baseline with one loop of the letter l, and the motif above it."""
    seal = form == SEAL
    start, end, base = (60, 180, 170) if seal else (52, 188, 184)
    place = "translate(120 92)" if seal else "translate(120 94) scale(1.15)"
    writing = "c12.6 0 21.8-12.6 21.8-25.2c0-7.6-3.4-9.2-5.9-9.2c-4.2 0-5.9 6.7-5.9 14.3c0 12.6 4.2 20.2 13.4 20.2"
    motif = MOTIFS.get(theme, MOTIFS["vak"])
    return (
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="M{start} {base}H106{writing}H{end}" stroke="{ink.pencil}" stroke-width="5"{ink.traced}/>'
        f'<g transform="{place}" stroke="{ink.motif}" color="{ink.motif}" stroke-width="5">{motif}</g></g>'
    )


def _pill(label: str, top: int, colour: str) -> str:
    width = max(56, 22 + 13 * len(label))
    return (
        f'<rect x="{120 - width / 2:g}" y="{top}" width="{width}" height="30" rx="15" fill="{CHALK}"/>'
        f'<text x="120" y="{top + 22}" text-anchor="middle" font-family="{HEAD_FONTS}"'
        f' font-weight="700" font-size="20" fill="{colour}">{escape(label)}</text>'
    )


def _foreign_art(label: str) -> str:
    """A picture crossed out on a dashed disc; `label` may hold two lines, split at a line break."""
    lines = [f'<text x="120" y="{172 + 20 * i}">{escape(line)}</text>' for i, line in enumerate(label.split("\n")[:2])]
    return (
        f'<g color="{GREY}" fill="none" stroke="{GREY}">'
        f'<circle cx="120" cy="120" r="108" fill="{GREY_TINT}" stroke-width="3.5" stroke-dasharray="9 9"/>'
        '<g stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round">'
        '<rect x="80" y="76" width="80" height="64" rx="8"/>'
        '<circle cx="104" cy="98" r="7"/><path d="M82 132l26-22 20 16 14-10 16 14M74 148L166 68"/></g>'
        f'<g fill="{GREY}" stroke="none" font-family="{TEXT_FONTS}" font-size="16" text-anchor="middle">'
        f"{''.join(lines)}</g></g>"
    )
