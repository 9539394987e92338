"""Take a file out of a draft; bytes that nothing else holds are deleted after the commit.

Also here: what happens to a draft's file when its time is over. Not here: deleting bytes
(`lms.relay_handlers.files`).
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.files.models import StoredFile
from courses.files.services import forget_file
from courses.outbox.services import enqueue
from courses.practice.locks import lock_own
from courses.practice.models import AttemptPiece, DraftFile
from courses.practice.services import detach_file

DELETE_FILE = "delete_file"
EXPIRE_FILE = "expire_file"


def drop_file(
    session: Session,
    *,
    participation_id: int,
    unit_id: int,
    file_public_id: str,
    person_id: int,
    now: datetime,
) -> None:
    """Remove the file from the own draft; twice is once. Raises NotFound, WorkClosed."""
    lock_own(session, participation_id=participation_id, person_id=person_id)
    free = detach_file(
        session, participation_id=participation_id, unit_id=unit_id, file_public_id=file_public_id, now=now
    )
    if free is not None:
        discard(session, file=free, now=now)


def discard(session: Session, *, file: StoredFile, now: datetime) -> None:
    """Forget a file and have its bytes deleted."""
    key = forget_file(session, file=file, now=now)
    if key is not None:
        enqueue(
            session,
            kind=DELETE_FILE,
            subject_id=file.id,
            dedupe_key=f"{DELETE_FILE}:{file.id}",
            now=now,
            payload={"key": key},
        )


def plan_expiry(session: Session, *, file: StoredFile, now: datetime) -> None:
    """Have a draft's file looked at again when its time is over."""
    if file.keep_until is not None:
        enqueue(
            session,
            kind=EXPIRE_FILE,
            subject_id=file.id,
            dedupe_key=f"{EXPIRE_FILE}:{file.id}",
            now=now,
            due_at=file.keep_until,
        )


def expire_file(session: Session, *, file_id: int, now: datetime) -> bool:
    """Discard a file whose time is over, unless work that was handed in holds it. Says whether it went."""
    file = session.get(StoredFile, file_id)
    if file is None or file.erased_at is not None or file.keep_until is None or file.keep_until > now:
        return False
    if session.scalar(select(AttemptPiece.id).where(AttemptPiece.file_id == file.id).limit(1)) is not None:
        return False
    session.execute(delete(DraftFile).where(DraftFile.file_id == file.id))
    discard(session, file=file, now=now)
    return True
