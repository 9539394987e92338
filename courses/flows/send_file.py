"""Send a file to a draft in parts, so that a break costs nothing: begin, find, stop, and let go after a day.

Not here: the rows of an upload (`courses.files.uploads`) and what becomes of a whole file (`flows.take_file`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.errors import N_, Invalid
from courses.files.models import Upload
from courses.files.rules import check_size, clean_name, file_type
from courses.files.uploads import begin_upload, close_upload, find_upload, forget_upload, left_alone, open_uploads
from courses.flows.drop_file import DELETE_FILE
from courses.outbox.services import enqueue
from courses.practice.locks import lock_own
from courses.practice.models import DraftFile
from courses.practice.services.drafts import open_submission


def place_of(participation_id: int, unit_id: int) -> str:
    """How an upload names the draft that it is for."""
    return f"work/{participation_id}/{unit_id}"


def begin_sending(
    session: Session,
    *,
    participation_id: int,
    unit_id: int,
    person_id: int,
    name: str,
    size: int,
    fingerprint: str,
    now: datetime,
) -> Upload:
    """Begin to send, or go on with the same file. Raises what an upload in one piece would, before a byte is sent."""
    lock_own(session, participation_id=participation_id, person_id=person_id)
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    asked = submission.assignment
    there = session.scalar(select(func.count()).where(DraftFile.submission_id == submission.id)) or 0
    if not asked.accepts_files or there >= asked.max_files:
        raise Invalid(N_("You can add at most %(max)s files. Remove one first."), field="files", max=asked.max_files)
    shown = clean_name(name)
    kind = file_type(shown, asked.file_types)
    check_size(size=size, most=asked.max_file_bytes, family=kind.family)
    place = place_of(participation_id, unit_id)
    return begin_upload(
        session, owner_id=person_id, place=place, name=shown, size=size, fingerprint=fingerprint[:80], now=now
    )


def under_way(session: Session, *, participation_id: int, unit_id: int, person_id: int) -> Sequence[Upload]:
    """What is half there for this draft."""
    return open_uploads(session, owner_id=person_id, place=place_of(participation_id, unit_id))


def finish_sending(session: Session, *, upload: Upload, file_id: int, now: datetime) -> None:
    """The whole file is kept now; the bytes of its parts go after the commit."""
    _delete_later(session, upload.id, close_upload(session, upload=upload, file_id=file_id), now)


def stop_sending(
    session: Session, *, public_id: str, participation_id: int, unit_id: int, person_id: int, now: datetime
) -> None:
    """Forget a half-done upload of one's own. Raises UploadGone."""
    place = place_of(participation_id, unit_id)
    let_go(session, upload=find_upload(session, public_id=public_id, owner_id=person_id, place=place), now=now)


def let_go(session: Session, *, upload: Upload, now: datetime) -> None:
    """Forget an upload and have the bytes of its parts deleted."""
    upload_id = upload.id
    _delete_later(session, upload_id, forget_upload(session, upload=upload), now)


def let_go_of_old(session: Session, *, now: datetime) -> int:
    """Forget what nobody added to for a day; says how many."""
    found = left_alone(session, now=now)
    for upload in found:
        let_go(session, upload=upload, now=now)
    return len(found)


def _delete_later(session: Session, upload_id: int, keys: Sequence[str], now: datetime) -> None:
    if keys:
        enqueue(
            session,
            kind=DELETE_FILE,
            subject_id=None,
            dedupe_key=f"{DELETE_FILE}:parts:{upload_id}:{keys[0]}",
            now=now,
            payload={"keys": list(keys)},
        )
