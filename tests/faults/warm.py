"""Warms the parent of all children: imports everything and has one badge made, taken back and mailed in memory.

Imported by the fork server only. What it leaves behind is memory: no thread, no connection, no file.
"""

import tempfile

import psycopg  # noqa: F401  (the driver, for children that work on PostgreSQL)
from sqlalchemy import select

from courses.flows.revoke import revoke
from courses.models import Base
from courses.recognition.models import Award
from lms import clock
from lms.relay import drain
from tests.faults.jobs import accept, wiring_for
from tests.faults.world import LAST_UNITS, populate


def warm() -> None:
    """Once through everything that a child does, so that each finds its caches full."""
    with tempfile.TemporaryDirectory() as folder:
        env = {"INSTANCE_DIR": folder, "DATABASE_URL": "sqlite://", "SECRET_KEY": "warm" * 8, "RELAY_THREADS": "0"}
        wiring = wiring_for(env)
        with wiring.database.transaction() as session:
            Base.metadata.create_all(session.connection())
        for participation in populate(wiring, len(LAST_UNITS)):
            accept(wiring, participation)
        drain(wiring)
        with wiring.database.transaction() as session:
            first = session.scalars(select(Award.public_id).limit(1)).one()
            revoke(session, public_id=first, reason="Proef.", actor_id=None, now=clock.now())
        drain(wiring)
        wiring.database.engine.dispose()


warm()
