"""What every template needs that is not data: hashed addresses of our own files, and the drawings.

A static address carries the hash of its content, so it may be kept for a year and a new release is
seen at once. No route, no rule and no wording belongs here.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for

from lms.badge_art import badge_svg, motif_svg
from lms.line_art import Station, trace_svg

STATIC = Path(__file__).with_name("static")
YEAR = 365 * 24 * 3600
HASH_LENGTH = 12


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


def init_app(app: Flask) -> None:
    """Give templates `asset`, `trace_svg`, `Station`, `badge_svg` and `motif_svg`; set caching on /static."""
    app.jinja_env.globals.update(
        asset=asset, trace_svg=trace_svg, Station=Station, badge_svg=badge_svg, motif_svg=motif_svg
    )
    app.after_request(_keep_for_ever)
