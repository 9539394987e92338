"""The picture of a badge with its signed file baked in (OB 3.0, "Baking"). Not here: drawing (`lms.badge_art`)."""

from credentials.baking import bake_png
from lms.badge_art import badge_png

PIXELS = 640


def baked_png(svg: str, credential: bytes) -> bytes:
    """PNG of `svg` with `credential` in its iTXt chunk; the same input gives the same bytes."""
    return bake_png(badge_png(svg, PIXELS), credential)
