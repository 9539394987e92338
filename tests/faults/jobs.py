"""What a forked child does: work as a relay, plan an award, stand still at a point.

A child gets settings as plain text and builds its own wiring, as a process of an installation does.
"""

import os
import signal
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import lms.relay_handlers  # noqa: F401  (importing it registers every handler)
from courses.delivery.models import Participation, Presence
from courses.flows.attend import record_attendance
from courses.flows.learn import complete_unit
from courses.outbox.models import OutboxMessage
from courses.recognition.queries.signing import SigningJob
from credentials.issuing import SignedCredential
from lms import clock, relay
from lms.failpoints import hit
from lms.relay import Relay, work
from lms.relay_handlers import recognition
from lms.settings import load_settings
from lms.wiring import Wiring, build

SIGNATURES = "signatures.log"
LEDGER = "accepted.log"


def wiring_for(env: Mapping[str, str], failpoint: str = "") -> Wiring:
    """The wiring of one process; with a failpoint it dies when it gets there."""
    return build(load_settings({**env, "LEERSPOOR_FAILPOINT": failpoint}))


def note(wiring: Wiring, name: str, line: str) -> None:
    """Add a line that survives this process."""
    handle = os.open(wiring.settings.instance_dir / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def noted(instance: Path, name: str) -> list[str]:
    """What was noted, whole lines only."""
    path = instance / name
    return path.read_text().splitlines() if path.exists() else []


def _note_signatures() -> None:
    """Write down the digest of every signature the moment it is made, whatever becomes of it."""
    sign = recognition._signed

    def signed(wiring: Wiring, job: SigningJob) -> SignedCredential:
        made = sign(wiring, job)
        note(wiring, SIGNATURES, f"{job.edition_id} {made.digest}")
        return made

    recognition._signed = signed


def work_until_killed(env: Mapping[str, str], failpoint: str) -> None:
    """The loop of a relay thread, which looks again more often because nobody kicks it."""
    wiring = wiring_for(env, failpoint)
    _note_signatures()
    looping = Relay(wiring)
    looping.POLL_SECONDS = 0.02
    looping.loop()


def work_until_empty(env: Mapping[str, str]) -> None:
    """Do everything there is, what dead workers held included once their leases are over."""
    wiring = wiring_for(env)
    _note_signatures()
    while open_rows(wiring):
        if not work(wiring):
            time.sleep(0.05)


def open_rows(wiring: Wiring) -> int:
    """How many rows are neither done nor given up."""
    with wiring.database.reading() as session:
        unfinished = select(func.count()).where(OutboxMessage.done_at.is_(None), OutboxMessage.dead_at.is_(None))
        return session.scalar(unfinished) or 0


def plan(env: Mapping[str, str], participation_ids: list[int], failpoint: str) -> None:
    """Complete the last condition of each, one transaction each; `LEDGER` holds what a client was told."""
    wiring = wiring_for(env, failpoint)
    for participation_id in participation_ids:
        accept(wiring, participation_id)


def accept(wiring: Wiring, participation_id: int) -> None:
    """One act of a learner or trainer that earns a badge, and the answer that it is done."""
    with wiring.database.transaction() as session:
        last_condition(session, participation_id)
        hit("plan.before_commit")
    hit("plan.after_commit")
    note(wiring, LEDGER, str(participation_id))


def last_condition(session: Session, participation_id: int) -> None:
    """Through the real flows: a text read to its end, or attendance at the session that was still missing."""
    participation = session.get_one(Participation, participation_id)
    meetings = participation.enrolments[-1].run.sessions
    if not meetings:
        complete_unit(session, participation=participation, slug="text", now=clock.now())
        return
    record_attendance(
        session,
        run_session_id=meetings[0].id,
        participation_id=participation_id,
        presence=Presence.PRESENT,
        actor_id=None,
        note=None,
        now=clock.now(),
    )


def work_and_stall(env: Mapping[str, str], point: str, line: Connection) -> None:
    """Do one row, but stand still at `point` as a process does on a machine that swaps, until woken."""
    wiring = wiring_for(env)
    _note_signatures()

    def stall(name: str) -> None:
        if name == point:
            line.send(name)
            os.kill(os.getpid(), signal.SIGSTOP)

    recognition.hit = relay.hit = stall  # type: ignore[attr-defined]
    line.send(work(wiring))
