"""The one door to qrcode: an address in, a QR code out as SVG that scales to any paper.

Level M survives a coffee stain; the quiet zone of four modules is part of the picture, so no page can
forget it. Reading codes does not belong here.
"""

from functools import lru_cache
from html import escape
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
MAX_LENGTH = 1000
DARK, LIGHT = "#16302e", "#ffffff"
_KEPT = 512
"""Codes kept in memory (about 5 KB each): a class that looks at its badges asks for the same ones again and again."""


def qr_svg(url: str, *, title: str = "") -> bytes:
    """A whole SVG document (UTF-8) that leads to `url`; `title` is its text alternative, else the address.

    Dark on its own white ground, so it also reads on a dark page. Raises ValueError for an empty or
    overlong address.
    """
    if not url or len(url) > MAX_LENGTH:
        raise ValueError(f"a QR code needs an address of 1 to {MAX_LENGTH} characters")
    size, rows = _drawn(url)
    box = f'viewBox="0 0 {size} {size}" width="{size * 8}" height="{size * 8}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img"'
        f' shape-rendering="crispEdges"><title>{escape(title or url)}</title>'
        f'<path fill="{LIGHT}" d="M0 0h{size}v{size}H0z"/>'
        # the hair of a stroke closes the seams some renderers leave between rows
        f'<path fill="{DARK}" stroke="{DARK}" stroke-width="0.04" d="{rows}"/></svg>'
    ).encode()


@lru_cache(maxsize=_KEPT)
def _drawn(url: str) -> tuple[int, str]:
    """The width in modules and the dark rows. Choosing the mask that scans best is nearly all the work, and an
    address always gets the same code, so it is done once."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(url)
    code.make(fit=True)
    matrix = code.get_matrix()
    return len(matrix), _rows(matrix)


def _rows(matrix: list[list[bool]]) -> str:
    """Each run of dark modules in a row as one rectangle."""
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                parts.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(parts)
