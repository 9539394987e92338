"""One write fails, once, by a trigger in the database (F7): it is rolled back, done again, and one badge is there.

Both databases. The trigger counts outside the transaction, so the fault stays used up when it rolls back.
"""

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError

from courses.models import Base
from courses.recognition.models import AwardEdition
from credentials.report import Verdict
from lms.db import WRITES
from lms.relay import drain
from lms.wiring import Wiring
from tests.faults.jobs import accept, open_rows
from tests.faults.judge import FLAWLESS, judge
from tests.faults.world import Place, badges, planned, populate, time_passes, verdicts

POSTGRES_FAULT = """
CREATE SEQUENCE fault_count;
CREATE FUNCTION fault() RETURNS trigger AS $$
BEGIN
  IF nextval('fault_count') = 1 THEN RAISE EXCEPTION 'this write fails, once'; END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER fault BEFORE {write} ON {table} FOR EACH ROW EXECUTE FUNCTION fault();
"""
SQLITE_FAULT = """
CREATE TRIGGER fault BEFORE {write} ON {table} WHEN fault_count() = 1
BEGIN SELECT RAISE(ABORT, 'this write fails, once'); END;
"""


def plant(wiring: Wiring, write: str, table: str) -> Callable[[], int]:
    """The first such write from now on fails; answers with how to ask how many were tried since."""
    engine = wiring.database.engine
    if engine.dialect.name == "postgresql":
        _run(wiring, POSTGRES_FAULT.format(write=write, table=table))
        return lambda: _postgres_count(wiring)
    tries, reached = count(1), [0]

    def fault_count() -> int:
        reached[0] = next(tries)
        return reached[0]

    def teach(connection: Any, _record: object) -> None:
        connection.create_function("fault_count", 0, fault_count)

    event.listen(engine, "connect", teach)
    engine.dispose()
    _run(wiring, SQLITE_FAULT.format(write=write, table=table))
    return lambda: reached[0]


def _run(wiring: Wiring, script: str) -> None:
    with wiring.database.engine.execution_options(**{WRITES: True}).begin() as connection:
        connection.exec_driver_sql(script)


def _postgres_count(wiring: Wiring) -> int:
    with wiring.database.reading() as session:
        last, called = session.execute(text("SELECT last_value, is_called FROM fault_count")).one()
        return int(last) if called else 0


def row_counts(wiring: Wiring) -> dict[str, int]:
    """How many rows each table has."""
    with wiring.database.reading() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


PLANNING = ("unit_progress", "status_list", "award", "award_edition", "outbox_message", "audit_event")


@pytest.mark.parametrize("table", PLANNING)
def test_a_failed_insert_while_awarding_leaves_nothing_and_the_second_try_gives_one_badge(
    anywhere: Place, table: str
) -> None:
    wiring = anywhere.wiring
    (participation, *_) = populate(wiring, 4)
    tried = plant(wiring, "INSERT", table)
    before = row_counts(wiring)
    try:
        accept(wiring, participation)
    except DBAPIError:
        assert row_counts(wiring) == before, "it failed, so nothing of it may stay"
        accept(wiring, participation)
    assert tried() > 1, "the fault was never met"
    drain(wiring)
    one_badge(wiring, participation)


ISSUING = ("outbox_message", "award_edition", "award", "status_list")


@pytest.mark.parametrize("table", ISSUING)
def test_a_failed_update_while_issuing_is_tried_again_and_gives_one_badge(anywhere: Place, table: str) -> None:
    wiring = anywhere.wiring
    (participation, *_) = populate(wiring, 4)
    accept(wiring, participation)
    tried = plant(wiring, "UPDATE", table)
    failed = 0
    for _round in range(4):
        with suppress(DBAPIError):  # the claim itself failed: the loop of the relay looks again
            drain(wiring)
        failed += time_passes(wiring)
    assert tried() > 1, "the fault was never met"
    assert failed == (0 if table == "outbox_message" else 1)
    one_badge(wiring, participation)


def one_badge(wiring: Wiring, participation: int) -> None:
    assert planned(wiring) == {participation}
    assert judge({participation}, badges(wiring)) == FLAWLESS
    assert [verdict for verdict, _revoked in verdicts(wiring).values()] == [Verdict.VALID]
    assert open_rows(wiring) == 0
    with wiring.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AwardEdition)) == 1
