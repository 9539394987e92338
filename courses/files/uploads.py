"""The only writers of uploads that come in parts: begin, add a part, take or let go.

The bytes of a part are kept before its row is written; who is refused here deletes them again. An upload is found
by its owner and its place only. Not here: what a file may be (`rules`), and its place (`courses.flows.send_file`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.errors import N_
from courses.files.errors import BeingChecked, FileRefused, OutOfStep, UploadGone
from courses.files.models import Upload, UploadPart

KEPT = timedelta(days=1)
"""How long an upload waits for its next part."""
CHECKING = timedelta(minutes=10)
"""After that somebody else may look at the whole file: the first one is thought dead."""
MOST_OPEN = 12
MOST_WAITING = 3_000_000_000
"""Bytes that one person may have under way."""
MOST_PARTS = 2_000


def begin_upload(
    session: Session, *, owner_id: int, place: str, name: str, size: int, fingerprint: str, now: datetime
) -> Upload:
    """The upload of this file to this place: the one that was begun before, or a new one. Raises FileRefused."""
    open_ones = open_uploads(session, owner_id=owner_id)
    for known in open_ones:
        if (known.place, known.name, known.size, known.fingerprint) == (place, name, size, fingerprint):
            known.touched_at = now
            return known
    if len(open_ones) >= MOST_OPEN or size + sum(one.size for one in open_ones) > MOST_WAITING:
        raise FileRefused(
            N_("Too much is under way. Wait until a file is there, or stop one that you do not need."), field="files"
        )
    upload = Upload(
        owner_id=owner_id, place=place, name=name, size=size, fingerprint=fingerprint, received=0, touched_at=now
    )
    session.add(upload)
    session.flush()
    return upload


def open_uploads(session: Session, *, owner_id: int, place: str | None = None) -> Sequence[Upload]:
    """What somebody has under way, everywhere or for one place, the oldest first."""
    query = select(Upload).where(Upload.owner_id == owner_id, Upload.file_id.is_(None)).order_by(Upload.id)
    return session.scalars(query if place is None else query.where(Upload.place == place)).all()


def find_upload(session: Session, *, public_id: str, owner_id: int, place: str, lock: bool = False) -> Upload:
    """The own upload at this place. Raises UploadGone."""
    query = select(Upload).where(Upload.public_id == public_id, Upload.owner_id == owner_id, Upload.place == place)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise UploadGone
    return found


def add_part(session: Session, *, upload: Upload, start: int, size: int, storage_key: str, now: datetime) -> Upload:
    """A locked upload grows by a part. Raises OutOfStep when it does not follow, FileRefused for too many or too much.

    Of two that send the same part at once one is refused; nothing is mixed.
    """
    if start != upload.received:
        raise OutOfStep(upload.received)
    count = session.scalar(select(func.count()).where(UploadPart.upload_id == upload.id)) or 0
    if count >= MOST_PARTS or start + size > upload.size:
        raise FileRefused(N_("This file does not come in as it should. Choose it again."), field="files")
    session.add(UploadPart(upload_id=upload.id, start=start, size=size, storage_key=storage_key))
    upload.received = start + size
    upload.touched_at = now
    session.flush()
    session.expire(upload, ["parts"])
    return upload


def claim_check(session: Session, *, upload: Upload, now: datetime) -> list[str]:
    """The storage keys of a whole, locked upload, for the one who looks at it now. Raises BeingChecked, OutOfStep."""
    if upload.received != upload.size:
        raise OutOfStep(upload.received)
    if upload.checking_until is not None and upload.checking_until > now:
        raise BeingChecked
    upload.checking_until, upload.touched_at = now + CHECKING, now
    session.flush()
    return [part.storage_key for part in upload.parts]


def release_check(session: Session, *, upload: Upload) -> None:
    """Looking at it did not work out for a reason that is not the file's: it may be tried again at once."""
    upload.checking_until = None
    session.flush()


def close_upload(session: Session, *, upload: Upload, file_id: int) -> list[str]:
    """It became this stored file. Gives the keys of the parts, whose bytes must go."""
    upload.file_id, upload.checking_until = file_id, None
    return _drop_parts(session, upload)


def forget_upload(session: Session, *, upload: Upload) -> list[str]:
    """Nothing of it stays. Gives the keys of its parts, whose bytes must go."""
    keys = _drop_parts(session, upload)
    session.delete(upload)
    session.flush()
    return keys


def _drop_parts(session: Session, upload: Upload) -> list[str]:
    keys = [part.storage_key for part in upload.parts]
    upload.parts.clear()
    session.flush()
    return keys


def left_alone(session: Session, *, now: datetime) -> Sequence[Upload]:
    """Uploads to which nothing was added for a day, taken or not."""
    return session.scalars(select(Upload).where(Upload.touched_at < now - KEPT).order_by(Upload.id)).all()
