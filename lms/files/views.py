"""Two steps to a file: a page's link asks who you are and makes a token; the token fetches the bytes."""

from urllib.parse import quote

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from courses.errors import N_, NotFound
from courses.files.models import StoredFile
from courses.people.services import audit
from lms import clock
from lms.db import reading, transaction
from lms.filelinks import LIFETIME, FileToken, open_token, seal_token
from lms.files import blueprint
from lms.policy import Permission, public, requires
from lms.signin import actor
from lms.storage import StoredFileMissing
from lms.uploads import preview
from lms.wiring import wiring
from lms.workscope import file_for

GONE = N_("This file does not exist, or it is not yours to see.")
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})
MAX_PREVIEW = 60_000_000


@blueprint.get("/werk/bestanden/<public_id>")
@requires(Permission.LEARN)
def open_file(public_id: str) -> Answer:
    """Follow a link on a page: the reader's own right is looked up, then a token for two minutes."""
    reader, wants_preview = actor(), "klein" in request.args
    with reading() as session:
        file = file_for(session, public_id=public_id, reader_id=reader.person_id)
    if not wants_preview and file.owner_id != reader.person_id:
        _note_download(file.id, reader.person_id)
    token = FileToken(public_id, reader.person_id, wants_preview)
    sealed = seal_token(token, secret=wiring().secret)
    answer = redirect(url_for("files.download", public_id=public_id, t=sealed), code=303)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _note_download(file_id: int, reader_id: int) -> None:
    """Somebody else's file was fetched: that is written down. A preview is part of the page, which says so itself."""
    with transaction() as session:
        audit(
            session,
            action="file_read",
            subject_kind="stored_file",
            subject_id=file_id,
            actor_id=reader_id,
            organisation_id=None,
            now=clock.now(),
        )


@blueprint.get("/bestanden/<public_id>")
@public
def download(public_id: str) -> Response:
    """The bytes, for whoever holds a token whose reader still has the right. Anything else is 404."""
    token = open_token(request.args.get("t", ""), file_id=public_id, secret=wiring().secret)
    if token is None:
        raise NotFound(GONE)
    with reading() as session:
        file = file_for(session, public_id=public_id, reader_id=token.reader_id)
    try:
        return _preview(file) if token.preview else _attachment(file)
    except StoredFileMissing:
        raise NotFound(GONE) from None


def _attachment(file: StoredFile) -> Response:
    pieces = wiring().storage.open(file.storage_key or "")
    answer = Response(pieces, mimetype=file.media_type)
    if file.media_type.startswith("text/"):
        answer.headers["Content-Type"] = f"{file.media_type}; charset=utf-8"
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in file.original_name)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.original_name, safe='')}"
    )
    answer.headers["Content-Length"] = str(file.size)
    return _guarded(answer)


def _preview(file: StoredFile) -> Response:
    """A photo drawn anew and small; only this may be shown inside a page."""
    if file.media_type not in SHOWN or file.size > MAX_PREVIEW:
        raise NotFound(GONE)
    try:
        drawn = preview(wiring().storage.read(file.storage_key or ""))
    except OSError:
        raise NotFound(GONE) from None
    answer = Response(drawn, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = 'inline; filename="foto.jpg"'
    return _guarded(answer)


def _guarded(answer: Response) -> Response:
    """Whatever the bytes are, a browser does not run them (OWASP file upload; CSP sandbox)."""
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = f"private, max-age={LIFETIME}"
    return answer
