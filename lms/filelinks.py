"""Short-lived signed permission to fetch one file, for one reader: files come from a path without cookies.

A token says who asked and for which file; whether that reader may still have it is asked again when it is
used.
Not here: deciding that (`courses.practice.queries.files`).
"""

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

LIFETIME = 120
"""Seconds: a page's link makes a fresh token when it is followed."""


@dataclass(frozen=True)
class FileToken:
    """Who may fetch which file, as signed by us."""

    file_id: str
    """Public id."""
    reader_id: int
    preview: bool = False


def _serializer(secret: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="file-link")


def seal_token(token: FileToken, *, secret: bytes) -> str:
    """The token as text for an address."""
    return _serializer(secret).dumps([token.file_id, token.reader_id, token.preview])


def open_token(text: str, *, file_id: str, secret: bytes) -> FileToken | None:
    """What the text permits, or None: not ours, too old, or for another file."""
    try:
        found, reader_id, preview = _serializer(secret).loads(text, max_age=LIFETIME)
    except (BadData, ValueError, TypeError):
        return None
    token = FileToken(str(found), int(reader_id), bool(preview))
    return token if token.file_id == file_id else None
