"""Issuing as it is often written first, on purpose: twins that lose or double badges under the very same faults.

Four habits, each wrong in one way: acknowledge before the work, do the work before it is marked without looking,
look first and insert later, number places by the highest plus one. Nothing of this is used by the product.
"""

import os
import signal
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from sqlalchemy import (
    Column,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import Connection as Database

from credentials.signers import Ed25519Signer
from lms.failpoints import arm, hit
from tests.faults.judge import Badge

METADATA = MetaData()
TASK = Table(
    "naive_task", METADATA, Column("basis", Integer, primary_key=True), Column("done", Integer, nullable=False)
)
BADGE = Table(
    "naive_badge",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("basis", Integer, ForeignKey("naive_task.basis"), nullable=False),
    Column("credential", String(64), nullable=False),
    Column("place", Integer, nullable=False),
    Column("proof", String(200), nullable=False),
)
SEED = bytes(range(32))


def prepare(engine: Engine, tasks: int) -> set[int]:
    """Empty tables and so many accepted awards."""
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    bases = set(range(1, tasks + 1))
    with engine.begin() as connection:
        connection.execute(insert(TASK), [{"basis": basis, "done": 0} for basis in sorted(bases)])
    return bases


def acknowledge_first(env: Mapping[str, str], failpoint: str) -> None:
    """Take the message off the queue, then do the work: at most once, so a death loses it."""
    engine = _begin(env, failpoint)
    while (basis := _next(engine)) is not None:
        _mark(engine, basis)
        hit("relay.claimed")
        with engine.begin() as connection:
            _insert(connection, basis, _place(connection))
        hit("issue.after_commit")


def work_then_mark(env: Mapping[str, str], failpoint: str) -> None:
    """Do the work, then take the message off: at least once, and nothing that knows the second time."""
    engine = _begin(env, failpoint)
    while (basis := _next(engine)) is not None:
        hit("relay.claimed")
        with engine.begin() as connection:
            _insert(connection, basis, _place(connection))
        hit("issue.after_commit")
        _mark(engine, basis)
        hit("relay.done.after_commit")


def look_then_insert(env: Mapping[str, str], line: Connection | None) -> None:
    """See that there is no badge yet, sign, insert. With `line` it stands still between looking and inserting."""
    engine = _begin(env, "")
    while (basis := _next(engine)) is not None:
        with engine.connect() as connection:
            there = connection.scalar(select(func.count()).where(BADGE.c.basis == basis))
            place = _place(connection)
        if line is not None:
            line.send(basis)
            os.kill(os.getpid(), signal.SIGSTOP)
            line = None
        if not there:
            with engine.begin() as connection:
                _insert(connection, basis, place)
        _mark(engine, basis)


def badges(engine: Engine) -> list[Badge]:
    """What was made, in the words of the judge."""
    with engine.connect() as connection:
        rows = connection.execute(select(BADGE.c.basis, BADGE.c.credential, BADGE.c.place)).all()
    return [Badge(basis, credential, (1, place)) for basis, credential, place in rows]


def _begin(env: Mapping[str, str], failpoint: str) -> Engine:
    arm(failpoint)
    return create_engine(env["DATABASE_URL"])


def _next(engine: Engine) -> int | None:
    with engine.connect() as connection:
        return connection.scalar(select(TASK.c.basis).where(TASK.c.done == 0).order_by(TASK.c.basis).limit(1))


def _mark(engine: Engine, basis: int) -> None:
    with engine.begin() as connection:
        connection.execute(update(TASK).where(TASK.c.basis == basis).values(done=1))


def _place(connection: Database) -> int:
    return (connection.scalar(select(func.max(BADGE.c.place))) or 0) + 1


def _insert(connection: Database, basis: int, place: int) -> None:
    """A real signature over what is made up on the spot, so no retry can give the same bytes."""
    credential = uuid.uuid4().urn
    signer = Ed25519Signer.from_seed(SEED, "did:example:naive#key-1")
    proof = signer.sign(f"{basis} {credential} {datetime.now(UTC).isoformat()}".encode()).hex()
    connection.execute(insert(BADGE).values(basis=basis, credential=credential, place=place, proof=proof))
