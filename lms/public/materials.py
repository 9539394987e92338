"""Sending a file that came with a module. A file of a version never changes, so it may be kept for ever.

Whatever it is, it can do nothing in a browser but be shown: no script, no frame, no form.
Not here: files of participants (`lms.files`).
"""

import io

from flask import Response, make_response, request, send_file

from courses.files.models import StoredFile
from lms.storage import Storage

YEAR = 365 * 24 * 3600
SHOWN = ("image/", "video/")


def answer(storage: Storage, file: StoredFile) -> Response:
    """The bytes, a part of them when the browser asks for one, or "you have it already"."""
    if request.if_none_match.contains(file.sha256):
        found = make_response("", 304)
        found.set_etag(file.sha256)
    else:
        found = send_file(
            io.BytesIO(storage.read(file.storage_key or "")),
            mimetype=file.media_type,
            as_attachment=not file.media_type.startswith(SHOWN),
            download_name=file.original_name,
            etag=file.sha256,
            max_age=YEAR,
        )
    found.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    found.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return found
