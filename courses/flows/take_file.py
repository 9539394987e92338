"""Keep an uploaded file as part of a draft. The bytes were checked and stored before; here they get their
rows.

Not here: looking into the bytes (`lms.uploads`). When this is refused the caller deletes the bytes again.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.files.models import Retention, StoredFile
from courses.files.services import record_file
from courses.flows.drop_file import plan_expiry
from courses.practice.locks import lock_own
from courses.practice.services import attach_file


def take_file(
    session: Session,
    *,
    participation_id: int,
    unit_id: int,
    person_id: int,
    sha256: str,
    size: int,
    media_type: str,
    original_name: str,
    storage_key: str,
    location_stripped: bool,
    now: datetime,
) -> StoredFile:
    """Record the file and attach it to the own draft. Raises NotFound, Invalid (too many), WorkClosed."""
    lock_own(session, participation_id=participation_id, person_id=person_id)
    file = record_file(
        session,
        owner_id=person_id,
        sha256=sha256,
        size=size,
        media_type=media_type,
        original_name=original_name,
        storage_key=storage_key,
        retention=Retention.DRAFT,
        location_stripped=location_stripped,
        now=now,
    )
    attach_file(session, participation_id=participation_id, unit_id=unit_id, file_id=file.id, now=now)
    plan_expiry(session, file=file, now=now)
    return file
