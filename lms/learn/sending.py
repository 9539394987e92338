"""Files that come in parts, by the rules of tus 1.0 (creation, termination, expiration; tus.io/protocols).

A part that breaks off keeps what came, and another window, tab or day goes on from there. No transaction is open
while bytes arrive or the whole is looked at. Not here: what a draft takes (`courses.flows.send_file`), and files
in one piece (`hand_in`), which need no script.
"""

import base64
import binascii
import tempfile
from email.utils import format_datetime
from typing import IO, TYPE_CHECKING

from flask import Response, request, url_for
from werkzeug.exceptions import BadRequest, ClientDisconnected, PreconditionFailed, UnsupportedMediaType

from courses.files.errors import FileRefused, OutOfStep, UploadGone
from courses.files.models import Upload
from courses.files.uploads import KEPT, add_part, claim_check, find_upload, release_check
from courses.flows.send_file import begin_sending, finish_sending, let_go, place_of
from lms import clock
from lms.db import reading, transaction
from lms.guards import accepts
from lms.learn import blueprint
from lms.learn.hand_in import ADDRESS, UPLOAD, stop
from lms.learn.hand_in_page import Place, files_part, find_place, keep_file
from lms.policy import Permission, requires
from lms.storage import StoredFileMissing
from lms.uploads import CHUNK, look_early, take_in
from lms.wiring import wiring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
ENOUGH = 4096
"""Bytes by which a file can be told."""


@blueprint.get(f"{ADDRESS}/bestanden")
@requires(Permission.LEARN)
def list_files(participation: str, unit_slug: str) -> Response:
    """The files of the draft as they are now, for the page's script."""
    return files_part(find_place(participation, unit_slug))


@blueprint.post(f"{ADDRESS}/zenden")
@requires(Permission.LEARN)
def begin_upload(participation: str, unit_slug: str) -> Response:
    """Name and length are looked at before a byte is sent; the same file again goes on where it was."""
    place = find_place(participation, unit_slug)
    _speaks_tus()
    upload = _begin(place, _metadata(request.headers.get("Upload-Metadata", "")))
    answer = _says(upload, 201)
    answer.headers["Location"] = url_for(
        "learn.upload_state", participation=participation, unit_slug=unit_slug, upload_id=upload.public_id
    )
    return answer


def _begin(place: Place, named: dict[str, str]) -> Upload:
    with transaction() as session:
        return begin_sending(
            session,
            participation_id=place.participation_id,
            unit_id=place.unit_id,
            person_id=place.person_id,
            name=named.get("filename", ""),
            size=_number("Upload-Length"),
            fingerprint=named.get("fingerprint", ""),
            now=clock.now(),
        )


@blueprint.get(f"{ADDRESS}/zenden/<upload_id>")
@requires(Permission.LEARN)
def upload_state(participation: str, unit_slug: str, upload_id: str) -> Response:
    """How far it is; asked with HEAD."""
    place = find_place(participation, unit_slug)
    with reading() as session:
        return _says(_upload(session, place, upload_id), 200)


@blueprint.patch(f"{ADDRESS}/zenden/<upload_id>")
@accepts(UPLOAD)
@requires(Permission.LEARN)
def add_to_upload(participation: str, unit_slug: str, upload_id: str) -> Response:
    """The next part. With the last one the whole is looked at and becomes a file of the draft."""
    place, start = find_place(participation, unit_slug), _number("Upload-Offset")
    _speaks_tus()
    if request.mimetype != PART:
        raise UnsupportedMediaType
    with reading() as session:
        upload = _upload(session, place, upload_id)
    if upload.file_id is None:
        upload = _take_part(place, upload, start)
        if upload.received == upload.size:
            _take_whole(place, upload)
    return _says(upload, 204)


@blueprint.delete(f"{ADDRESS}/zenden/<upload_id>")
@requires(Permission.LEARN)
def stop_upload(participation: str, unit_slug: str, upload_id: str) -> Response:
    """Let go of what is half there."""
    stop(find_place(participation, unit_slug), upload_id)
    return Response(status=204, headers={"Tus-Resumable": VERSION})


def _speaks_tus() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise PreconditionFailed


def _number(header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdecimal() or len(value) > 15:
        raise BadRequest
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """`Upload-Metadata`: pairs of a name and a base64 value; what cannot be read is left out."""
    found = {}
    for pair in header.split(","):
        name, _blank, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found


def _says(upload: Upload, status: int) -> Response:
    answer = Response(status=status)
    answer.headers["Tus-Resumable"] = VERSION
    answer.headers["Upload-Offset"] = str(upload.received)
    answer.headers["Upload-Length"] = str(upload.size)
    answer.headers["Upload-Expires"] = format_datetime(upload.touched_at + KEPT, usegmt=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _upload(session: "Session", place: Place, public_id: str, *, lock: bool = False) -> Upload:
    where = place_of(place.participation_id, place.unit_id)
    return find_upload(session, public_id=public_id, owner_id=place.person_id, place=where, lock=lock)


def _take_part(place: Place, upload: Upload, start: int) -> Upload:
    """Keep what comes, whole or broken off; its row is written when the bytes are kept."""
    if start != upload.received:
        raise OutOfStep(upload.received)
    storage = wiring().storage
    with tempfile.TemporaryFile() as copy:
        size = _receive(copy, upload.size - upload.received)
        if not size:
            return upload
        _look_at_begin(place, upload, copy, size)
        key = storage.put(copy)
        try:
            with transaction() as session:
                found = _upload(session, place, upload.public_id, lock=True)
                return add_part(session, upload=found, start=start, size=size, storage_key=key, now=clock.now())
        except BaseException:
            storage.delete(key)
            raise


def _receive(copy: IO[bytes], most: int) -> int:
    """Copy what is sent, at most `most` bytes; a connection that breaks leaves what came before it."""
    size = 0
    while size < most and (piece := _next_piece(min(CHUNK, most - size))):
        copy.write(piece)
        size += len(piece)
    copy.seek(0)
    return size


def _next_piece(most: int) -> bytes:
    try:
        return request.stream.read(most)
    except (ClientDisconnected, OSError):
        return b""


def _look_at_begin(place: Place, upload: Upload, copy: IO[bytes], size: int) -> None:
    """The first bytes tell most of what is not taken, so that nobody waits for 500 MB to hear it."""
    if upload.received == 0 and size >= min(ENOUGH, upload.size):
        try:
            look_early(copy.read(ENOUGH), upload.name)
        except FileRefused:
            _forget(place, upload)
            raise
        copy.seek(0)


def _forget(place: Place, upload: Upload) -> None:
    with transaction() as session:
        let_go(session, upload=_upload(session, place, upload.public_id, lock=True), now=clock.now())


def _take_whole(place: Place, upload: Upload) -> None:
    """One request at a time looks at the whole; when that dies another may do it later."""
    with transaction() as session:
        keys = claim_check(session, upload=_upload(session, place, upload.public_id, lock=True), now=clock.now())
    try:
        _keep(place, upload, keys)
    except FileRefused:
        _forget(place, upload)
        raise
    except StoredFileMissing:
        _forget(place, upload)
        raise UploadGone from None
    except BaseException:
        with transaction() as session:
            release_check(session, upload=_upload(session, place, upload.public_id, lock=True))
        raise


def _keep(place: Place, upload: Upload, keys: list[str]) -> None:
    """Check and clean the whole, and keep it as a file of the draft."""
    stream = wiring().storage.joined(keys)
    with take_in(stream, name=upload.name, accepted=place.types, max_bytes=place.max_bytes) as intake:

        def done(session: "Session", file_id: int) -> None:
            found = _upload(session, place, upload.public_id, lock=True)
            finish_sending(session, upload=found, file_id=file_id, now=clock.now())

        keep_file(place, intake, also=done)
