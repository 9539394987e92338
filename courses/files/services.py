"""The only writers of stored files' records. The bytes themselves are in `lms.storage`."""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.files.models import Retention, StoredFile
from courses.files.rules import keep_until


def record_file(
    session: Session,
    *,
    owner_id: int | None,
    sha256: str,
    size: int,
    media_type: str,
    original_name: str,
    storage_key: str,
    retention: Retention,
    location_stripped: bool,
    now: datetime,
) -> StoredFile:
    """Write down a file whose bytes are kept under `storage_key`. `media_type` is what was sniffed."""
    file = StoredFile(
        owner_id=owner_id,
        sha256=sha256,
        size=size,
        media_type=media_type,
        original_name=original_name,
        storage_key=storage_key,
        retention=retention,
        keep_until=keep_until(retention, now),
        location_stripped=location_stripped,
        created_at=now,
    )
    session.add(file)
    session.flush()
    return file


def forget_file(session: Session, *, file: StoredFile, now: datetime) -> str | None:
    """Empty the record; gives the storage key whose bytes must go too, None when done before."""
    key = file.storage_key
    file.storage_key, file.original_name, file.owner_id = None, "", None
    file.erased_at = file.erased_at or now
    file.keep_until = None
    session.flush()
    return key
