"""What every template needs that is not data: hashed addresses of our own files, and the drawings.

A static address carries the hash of its content, so it may be kept for a year and a new release is
seen at once. No route, no rule and no wording belongs here.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for

from lms.badge_art import badge_svg, motif_svg
from lms.line_art import Station, trace_svg

STATIC = Path(__file__).with_name("static")
YEAR = 365 * 24 * 3600
HASH_LENGTH = 12
PACKED = frozenset(("text/css", "text/javascript", "image/svg+xml"))
"""Texts that say the same to everybody. Never pages: from the size of a packed one a secret in it could be guessed."""


def content_hash(name: str) -> str:
    """Hex digest (12 characters) of the static file `name`. Raises FileNotFoundError where there is none."""
    path = STATIC / name
    return _hash_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _hash_of(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]


def asset(name: str, *, external: bool = False) -> str:
    """`css/base.css` -> `/static/css/base.css?v=<hash>`, below wherever the site is mounted.

    `external` adds scheme and host, for readers that do not know where they found it.
    """
    return url_for("static", filename=name, v=content_hash(name), _external=external)


def _keep_for_ever(response: Response) -> Response:
    """Only an address that carries the right hash is immutable; any other is asked again."""
    if request.endpoint != "static" or response.status_code not in (200, 206, 304):
        return response
    name = (request.view_args or {}).get("filename", "")
    wanted = request.args.get("v")
    if wanted and wanted == content_hash(name):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "public, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@lru_cache(maxsize=64)
def _packed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


def _pack(response: Response) -> Response:
    """A third of the weight for a phone, also without a proxy that does it."""
    if request.endpoint != "static" or response.status_code != 200 or response.mimetype not in PACKED:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip"):
        return response
    path, tag = STATIC / (request.view_args or {})["filename"], response.get_etag()[0]
    response.close()
    response.direct_passthrough = False
    response.set_data(_packed(path, path.stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "gzip"
    if tag:
        response.set_etag(tag, weak=True)
    return response


def init_app(app: Flask) -> None:
    """Give templates `asset`, `trace_svg`, `Station`, `badge_svg` and `motif_svg`; set caching on /static."""
    app.jinja_env.globals.update(
        asset=asset, trace_svg=trace_svg, Station=Station, badge_svg=badge_svg, motif_svg=motif_svg
    )
    app.after_request(_keep_for_ever)
    app.after_request(_pack)
