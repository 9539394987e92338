"""Fifty hands on the same badges while lists are published (F15): one revokes, nothing is forgotten, nothing flickers.

Readers see a list as it was or as it is, never a half one, and a version that only rises (F19).
"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from courses.flows.revoke import revoke
from courses.people.models import AuditEvent
from courses.recognition.errors import AlreadyRevoked
from courses.recognition.models import Award, StatusList
from credentials.report import Verdict
from credentials.status_list import BitstringStatusList
from lms import clock
from lms.relay import drain, work
from lms.relay_handlers.recognition import publish, status_log_of
from lms.wiring import Wiring
from tests.faults.jobs import accept, open_rows
from tests.faults.world import Place, populate, time_passes, verdicts

BADGES = 10
HANDS = 5
"""How many people revoke the same badge at the same moment."""


def test_revoked_by_many_at_once_while_lists_are_published(anywhere: Place) -> None:
    wiring = anywhere.wiring
    people = populate(wiring, BADGES * 4)[::4][:BADGES]  # all of one issuer, so on one list
    for participation in people:
        accept(wiring, participation)
    drain(wiring)
    with wiring.database.reading() as session:
        names = list(session.scalars(select(Award.public_id)))
        (list_id,) = session.scalars(select(Award.status_list_id).distinct())
    seen: list[tuple[int, bytes]] = []
    over = threading.Event()
    with ThreadPoolExecutor(BADGES * HANDS + 4) as crowd:
        beside = [crowd.submit(relay, wiring, over) for _ in range(2)]
        beside += [crowd.submit(publisher, wiring, list_id, over), crowd.submit(reader, wiring, list_id, seen, over)]
        start = threading.Barrier(BADGES * HANDS)
        hands = [crowd.submit(take_back, wiring, name, start) for name in names for _ in range(HANDS)]
        try:
            outcomes = [hand.result(60) for hand in hands]
        finally:
            over.set()
        for each in beside:
            each.result(60)
    assert sorted(name for name, won in outcomes if won) == sorted(names), "each badge was revoked by exactly one"
    time_passes(wiring)  # a publication that others kept overtaking is tried again in a while
    drain(wiring)
    _check_list(wiring, list_id, seen)


def take_back(wiring: Wiring, name: str, start: threading.Barrier) -> tuple[str, bool]:
    """Revoke at the sign; whether this hand was the one."""
    start.wait(60)
    for patience in (True, True, False):
        try:
            with wiring.database.transaction() as session:
                revoke(session, public_id=name, reason="Vergissing.", actor_id=None, now=clock.now())
        except AlreadyRevoked:
            return name, False
        except OperationalError:  # on SQLite somebody may wait too long for the lock: then one presses again
            if not patience:
                raise
        else:
            break
    return name, True


def relay(wiring: Wiring, over: threading.Event) -> None:
    """One thread of the relay."""
    while not over.is_set():
        with suppress(OperationalError):  # as the loop of the relay, which looks again
            if not work(wiring):
                over.wait(0.005)


def publisher(wiring: Wiring, list_id: int, over: threading.Event) -> None:
    """Somebody who does not queue: publishes all the time, beside what the outbox asks for."""
    while not over.is_set():
        with suppress(RuntimeError, OperationalError):  # others were faster, again and again
            publish(wiring, list_id)
        over.wait(0.005)


def reader(wiring: Wiring, list_id: int, seen: list[tuple[int, bytes]], over: threading.Event) -> None:
    """A school that fetches the list again and again."""
    while not over.is_set():
        with wiring.database.reading() as session:
            row = session.get_one(StatusList, list_id)
            seen.append((row.published_version, row.published or b""))


def bits_of(published: bytes) -> frozenset[int]:
    """The indexes that this list calls revoked."""
    encoded = json.loads(published)["credentialSubject"]["encodedList"]
    bits = BitstringStatusList.decode(encoded)
    return frozenset(index for index in range(len(bits)) if bits[index])


def _check_list(wiring: Wiring, list_id: int, seen: list[tuple[int, bytes]]) -> None:
    with wiring.database.reading() as session:
        wanted = frozenset(session.scalars(select(Award.status_index)))
        row = session.get_one(StatusList, list_id)
        final, version = row.published or b"", row.published_version
        audits = session.scalar(select(func.count()).where(AuditEvent.action == "award.revoke"))
    assert audits == BADGES
    versions = [number for number, _data in seen]
    assert len(set(versions)) > 1, "nothing was published meanwhile"
    assert versions == sorted(versions)
    by_version: dict[int, set[bytes]] = {}
    for number, data in seen:
        by_version.setdefault(number, set()).add(data)
    assert all(len(texts) == 1 for texts in by_version.values()), "one version is one list"
    history = [bits_of(texts.pop()) for _number, texts in sorted(by_version.items())]
    assert all(earlier <= later for earlier, later in pairwise(history))
    assert bits_of(final) == wanted
    log = status_log_of(wiring)
    assert {entry["index"] for entry in log.entries(only="revoked")} == wanted
    assert max(entry["version"] for entry in log.entries(only="published")) == version
    assert {verdict for verdict, _revoked in verdicts(wiring).values()} == {Verdict.REVOKED}
    assert open_rows(wiring) == 0
