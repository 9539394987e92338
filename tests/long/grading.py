"""Races between graders: one decision each, both told right, and not a word of either lost.

Two kinds in turn, on SQLite and, where it runs, on PostgreSQL: two assessors decide about the same work at once, and
one assessor saves in two windows at once. A twin that saves without versions runs beside them and must be seen to
lose text: else the races would show nothing.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, select, text

from courses.flows.assess import assess
from courses.models import Base
from courses.practice.errors import AlreadyAssessed, BeingAssessed, StaleAssessment
from courses.practice.models import Assessment, AssessmentState, Attempt, SubmissionState
from courses.practice.services import MarkInput, hold, put_aside, save_assessment
from lms.db import Database
from tests.conftest import NOW
from tests.courses.practice.desk_world import World, hand, make_world
from tests.long.result import Result

COUNT = 1_000
"""Races at scale 1, over all databases together."""
TABLES = ("award_edition", "award", "mark", "assessment", "outbox_message")


class Race:
    """One piece of work on one database, raced over again and again."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            self.world: World = make_world(session)
            self.attempt_id = hand(session, self.world).id

    def again(self) -> None:
        """As if nobody had looked at it."""
        with self.database.transaction() as session:
            for table in TABLES:
                session.execute(text(f"DELETE FROM {table}"))
            session.get_one(Attempt, self.attempt_id).submission.state = SubmissionState.HANDED_IN

    def save(self, who: int, words: str, level: int, window: str, version: int = 0) -> int:
        """As the page does: keep it, or put it aside where another window was first. Gives the version."""
        marks = {key: MarkInput(level, words) for key in (self.world.first, self.world.second)}
        where = {"attempt_id": self.attempt_id, "assessor_id": who, "marks": marks, "comment": words, "now": NOW}
        try:
            with self.database.transaction() as session:
                saved = save_assessment(session, expected_version=version, **where)  # type: ignore[arg-type]
                hold(session, assessment=saved, now=NOW)
                return saved.version
        except (StaleAssessment, AlreadyAssessed):
            with self.database.transaction() as session:
                put_aside(session, window=window, **where)  # type: ignore[arg-type]
            raise

    def grade(self, who: int, words: str, level: int) -> str:
        """Save and decide; gives what the grader is told."""
        version = self.save(who, words, level, words)
        try:
            with self.database.transaction() as session:
                assess(
                    session,
                    attempt_id=self.attempt_id,
                    assessor_id=who,
                    marks={key: MarkInput(level, words) for key in (self.world.first, self.world.second)},
                    comment=words,
                    expected_version=version,
                    now=NOW,
                )
        except (AlreadyAssessed, BeingAssessed):
            return "told"
        return "decided"

    def window(self, words: str, level: int) -> str:
        try:
            self.save(self.world.ilse, words, level, words)
        except StaleAssessment:
            return "told"
        return "saved"

    def careless(self, words: str, level: int) -> str:
        """The twin: whatever is there is written over."""
        with self.database.reading() as session:
            own = session.scalar(select(Assessment).where(Assessment.attempt_id == self.attempt_id))
            version = own.version if own else 0
        while True:
            try:
                self.save(self.world.ilse, words, level, "", version)
            except StaleAssessment:
                version += 1
            else:
                return "saved"

    def words(self) -> str:
        """Every word that the database holds about this work."""
        with self.database.reading() as session:
            rows = session.scalars(select(Assessment).where(Assessment.attempt_id == self.attempt_id)).all()
            return " ".join(str([row.comment, [mark.comment for mark in row.marks], row.aside]) for row in rows)

    def finals(self) -> int:
        with self.database.reading() as session:
            rows = select(Assessment.id).where(
                Assessment.attempt_id == self.attempt_id, Assessment.state == AssessmentState.FINAL
            )
            return len(session.scalars(rows).all())


def at_once(*acts: Callable[[], str]) -> list[str]:
    """What each act answers, all begun at the same moment; an error answers as its text."""
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> None:
        start.wait()
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(repr(error))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def graders(race: Race) -> list[str]:
    """Faults of one race between two assessors."""
    one, other = race.world.ilse, race.world.els
    told = Counter(
        at_once(lambda: race.grade(one, "woorden van Ilse", 3), lambda: race.grade(other, "woorden van Els", 1))
    )
    faults = [] if told == {"decided": 1, "told": 1} else [f"two graders: {dict(told)}"]
    faults += [] if race.finals() == 1 else [f"{race.finals()} decisions"]
    return faults + lost(race, "woorden van Ilse", "woorden van Els")


def windows(race: Race) -> list[str]:
    """Faults of one race between two windows of one assessor."""
    told = Counter(at_once(lambda: race.window("venster een", 3), lambda: race.window("venster twee", 1)))
    faults = [] if told == {"saved": 1, "told": 1} else [f"two windows: {dict(told)}"]
    return faults + lost(race, "venster een", "venster twee")


def lost(race: Race, *said: str) -> list[str]:
    kept = race.words()
    return [f"lost: {words}" for words in said if words not in kept]


def careless(race: Race) -> list[str]:
    """What the twin loses."""
    at_once(lambda: race.careless("venster een", 3), lambda: race.careless("venster twee", 1))
    return lost(race, "venster een", "venster twee")


def races(database: Database, count: int) -> tuple[list[str], int]:
    """Faults of `count` races, and in how many of a few races the twin lost text."""
    race = Race(database)
    faults: list[str] = []
    for number in range(count):
        faults += graders(race) if number % 2 else windows(race)
        race.again()
    twins = max(1, count // 50)
    losses = 0
    for _ in range(twins):
        losses += bool(careless(race))
        race.again()
    return faults, losses


@contextmanager
def _filled(url: str) -> Iterator[Database]:
    database = Database(url)
    with database.transaction() as session:
        Base.metadata.create_all(session.connection())
    yield database
    database.engine.dispose()


@contextmanager
def _postgres() -> Iterator[Database]:
    from tests.needs import POSTGRES

    name = "leerspoor_long_grading"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    with _filled(admin.url.set(database=name).render_as_string(hide_password=False)) as found:
        yield found
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def _reachable() -> bool:
    from tests.needs import POSTGRES

    engine = create_engine(POSTGRES)
    try:
        engine.connect().close()
    except Exception:
        return False
    finally:
        engine.dispose()
    return True


def run(scale: float) -> Result:
    """Half of the races on each database; all of them on SQLite where PostgreSQL does not run."""
    result = Result("Two graders at once")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        places = {"SQLite": stack.enter_context(_filled(f"sqlite:///{folder}/grading.sqlite3"))}
        if _reachable():
            places["PostgreSQL"] = stack.enter_context(_postgres())
        count = max(2, round(COUNT * scale / len(places)))
        for name, database in places.items():
            faults, losses = races(database, count)
            result.faults += [f"{name}: {fault}" for fault in faults]
            result.require(losses > 0, f"{name}: the twin without versions lost nothing, so the races show nothing")
            result.figures.append(f"{name}: {count} races, {len(faults)} faults; the twin lost text {losses} times")
    return result
