"""The one door to typst: markup and data in, PDF or PNG out. Nothing is fetched, no system font is used.

Text of people travels as data (`sys_inputs`), never as typst source, so a name can never be code.
What a page looks like is in templates/certificate/; what it says is decided by the caller.
"""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

from lms.glyphs import drawable_signs

FONTS = Path(__file__).with_name("static") / "vendor" / "print"

_PICTURE = """#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#image("art.svg", width: 100%, height: 100%)
"""


def drawable(text: str) -> str:
    """`text` without the signs that none of our fonts can draw."""
    signs = drawable_signs(FONTS)
    return "".join(sign for sign in text if ord(sign) in signs)


def svg_to_png(svg: bytes, width: int, height: int = 0) -> bytes:
    """An SVG as PNG with a clear ground, in pixels; square without a `height`."""
    page = _PICTURE.format(width=width, height=height or width)
    return compile_folder({"main.typ": page.encode(), "art.svg": svg}, output="png")


def compile_folder(
    files: Mapping[str, bytes],
    *,
    output: Literal["png", "pdf"],
    inputs: Mapping[str, str] | None = None,
    standards: tuple[Literal["ua-1"], ...] = (),
    made_at: datetime | None = None,
) -> bytes:
    """Compile `main.typ` among `files` (name -> content) in a folder of its own, gone afterwards.

    `output` is "png" (72 dots an inch: one point, one pixel) or "pdf"; `standards` as typst names them,
    such as "ua-1"; `made_at` stands in the file instead of the hour of making.
    """
    with tempfile.TemporaryDirectory(prefix="leerspoor-set-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        made = typst.compile(
            Path(folder) / "main.typ",
            root=Path(folder),
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format=output,
            ppi=72.0,
            sys_inputs=dict(inputs or {}),
            pdf_standards=list(standards),
            timestamp=made_at,
        )
    if not isinstance(made, bytes):
        raise TypeError("one page was expected")
    return made
