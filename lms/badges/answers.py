"""How a badge's documents are answered: exact bytes, which of two forms the caller asked for, what caches may do.

Public documents may be read by any site (CORS `*`): they are public and carry no cookie. Not here: what is in them.
"""

from datetime import datetime
from urllib.parse import quote

from flask import Response, make_response, request

from courses.recognition.queries import OwnDocument

VC_TYPES = ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json")
HTML = "text/html"


def wanted(types: tuple[str, ...], *, default: str) -> str:
    """The best of `types` for this caller; `default` when it does not care, as `Accept: */*` or none at all."""
    accept = request.accept_mimetypes
    named = [value for value, quality in accept if quality > 0 and value != "*/*"]
    if not named:
        return default
    return accept.best_match([default, *(kind for kind in types if kind != default)], default=default)


def document(body: bytes, media_type: str, *, etag: str, max_age: int, modified: datetime | None = None) -> Response:
    """`body` as it is, the same for everybody, with ETag; 304 when the caller has it already."""
    answer = make_response(body)
    answer.headers["Content-Type"] = media_type
    answer.set_etag(etag)
    if modified is not None:
        answer.last_modified = modified
    answer.headers["Cache-Control"] = f"public, max-age={max_age}" if max_age else "public, no-cache"
    open_to_all(answer)
    answer.make_conditional(request)
    return answer


def own(found: OwnDocument, *, media_type: str | None = None, max_age: int = 300) -> Response:
    """A document that an issuer of ours publishes."""
    return document(
        found.body, media_type or found.media_type, etag=found.etag, max_age=max_age, modified=found.modified
    )


def open_to_all(answer: Response) -> Response:
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers.add("Vary", "Accept")
    return answer


def attachment(answer: Response, name: str) -> Response:
    """Offered as a file with this name, whatever letters are in it."""
    plain = "".join(sign if sign.isascii() and sign not in '"\\' and sign.isprintable() else "_" for sign in name)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return answer


def inert(answer: Response) -> Response:
    """Whatever the bytes are, a browser does not run them."""
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
