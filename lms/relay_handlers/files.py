"""Outbox kinds about uploaded files: delete bytes after the commit, let go of a draft's file in time."""

from courses.flows.drop_file import DELETE_FILE, EXPIRE_FILE, expire_file
from courses.outbox.services import Claimed
from lms import clock
from lms.relay import handles
from lms.wiring import Wiring


@handles(DELETE_FILE)
def delete_bytes(wiring: Wiring, message: Claimed) -> None:
    """Deleting what is gone already is fine, so this may run twice."""
    for key in message.payload.get("keys") or [message.payload["key"]]:
        wiring.storage.delete(str(key))


@handles(EXPIRE_FILE)
def expire(wiring: Wiring, message: Claimed) -> None:
    if message.subject_id is not None:
        with wiring.database.transaction() as session:
            expire_file(session, file_id=message.subject_id, now=clock.now())
