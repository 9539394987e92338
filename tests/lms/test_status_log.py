"""F17: a restore of an older backup never gives a place twice and never makes a revoked badge good again.

The tests roll the database back for real: they copy the file, go on, and put the copy back.
"""

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from courses.flows.revoke import revoke
from courses.outbox.models import OutboxMessage
from courses.recognition.models import Award, BurnedIndex, KeyState, SigningKey, StatusList
from courses.recognition.services.replay import Replayed
from courses.recognition.services.status_lists import pick_index
from credentials.report import Verdict
from lms import clock, issuer_keys
from lms.relay import drain
from lms.relay_handlers.recognition import status_log_of
from lms.status_log import StatusLog, replay
from lms.wiring import Wiring, build
from tests.conftest import NOW
from tests.lms.relay_handlers.test_recognition import plan, run, signed, verdict
from tests.shared import ROOT


def save(wiring: Wiring, target: Path) -> None:
    with wiring.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(wiring.settings.instance_dir / "leerspoor.sqlite3", target)


def put_back(wiring: Wiring, source: Path) -> Wiring:
    wiring.database.engine.dispose()
    for path in wiring.settings.instance_dir.glob("leerspoor.sqlite3*"):
        path.unlink()
    shutil.copy(source, wiring.settings.instance_dir / "leerspoor.sqlite3")
    return build(wiring.settings)


def catch_up(wiring: Wiring) -> Replayed:
    with wiring.database.transaction() as session:
        return replay(status_log_of(wiring), session, now=clock.now())


def test_a_revoked_badge_stays_revoked(wiring: Wiring, database: object, tmp_path: Path) -> None:
    award_id = plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    badge = signed(wiring, award_id)
    save(wiring, tmp_path / "old")
    with wiring.database.transaction() as session:
        public_id = session.get_one(Award, award_id).public_id
        revoke(session, public_id=public_id, reason="Fout", actor_id=None, now=clock.now())
    run(wiring, "publish_status_list")
    assert verdict(wiring, badge) is Verdict.REVOKED

    wiring = put_back(wiring, tmp_path / "old")
    assert verdict(wiring, badge) is Verdict.VALID, "this is what the replay is for"
    result = catch_up(wiring)
    assert (result.revoked, result.conflicts) == (1, [])
    drain_lists(wiring)
    assert verdict(wiring, badge) is Verdict.REVOKED
    with wiring.database.reading() as session:
        assert session.get_one(Award, award_id).revoked_at is not None
    again = catch_up(wiring)
    assert (again.burned, again.revoked, again.keys, again.lists) == (0, 0, 0, 0)


def drain_lists(wiring: Wiring) -> None:
    with wiring.database.transaction() as session:
        session.execute(
            update(OutboxMessage).where(OutboxMessage.kind != "publish_status_list").values(done_at=clock.now())
        )
    drain(wiring)


def test_the_place_of_a_forgotten_badge_is_never_given_again(wiring: Wiring, database: object, tmp_path: Path) -> None:
    plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    save(wiring, tmp_path / "old")
    with wiring.database.reading() as session:
        version_before = session.scalars(select(StatusList.published_version)).one()
    forgotten = plan_another(wiring)
    run(wiring, "issue_award", "publish_status_list")
    badge = signed(wiring, forgotten)
    with wiring.database.transaction() as session:
        award = session.get_one(Award, forgotten)
        place = award.status_index
        revoke(session, public_id=award.public_id, reason="Fout", actor_id=None, now=clock.now())
    run(wiring, "publish_status_list")

    wiring = put_back(wiring, tmp_path / "old")
    result = catch_up(wiring)
    assert (result.burned, result.revoked) == (1, 1)
    with wiring.database.reading() as session:
        burned = session.scalars(select(BurnedIndex)).one()
        assert burned.status_index == place
        assert burned.revoked_at is not None
        assert session.scalars(select(StatusList.published_version)).one() > version_before
    drain_lists(wiring)
    assert verdict(wiring, badge) is Verdict.REVOKED


def test_a_forgotten_badge_that_was_never_revoked_keeps_its_place_too(
    wiring: Wiring, database: object, tmp_path: Path
) -> None:
    plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    save(wiring, tmp_path / "old")
    forgotten = plan_another(wiring)
    run(wiring, "issue_award", "publish_status_list")
    badge = signed(wiring, forgotten)
    with wiring.database.reading() as session:
        place = session.get_one(Award, forgotten).status_index

    wiring = put_back(wiring, tmp_path / "old")
    assert (catch_up(wiring).burned, catch_up(wiring).burned) == (1, 0)
    with wiring.database.transaction() as session:
        status_list = session.scalars(select(StatusList)).one()
        status_list.length = place + 1
        taken = {pick_index(session, status_list) for _ in range(50)} if place else set()
    assert place not in taken
    drain_lists(wiring)
    assert verdict(wiring, badge) is Verdict.VALID, "the file in somebody's wallet stays good"


def plan_another(wiring: Wiring, address: str = "tom@school.example") -> int:
    """A second award of the same issuer."""
    from courses.flows.award_by_hand import award_by_hand
    from courses.recognition.models import BadgeVersion
    from tests.factories import make_person

    with wiring.database.transaction() as session:
        version = session.scalars(select(BadgeVersion)).one()
        person = make_person(session, "Tom Peeters", email=address)
        award = award_by_hand(
            session,
            badge_version_id=version.id,
            person_id=person.id,
            nominated_by_id=None,
            reason="Gaf de les elders.",
            now=clock.now(),
        )
        return award.id


def test_a_key_that_was_compromised_stays_so_and_a_new_one_is_known_again(
    wiring: Wiring, database: object, tmp_path: Path
) -> None:
    award_id = plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    stolen = signed(wiring, award_id)
    save(wiring, tmp_path / "old")
    with wiring.database.transaction() as session:
        key = session.scalars(select(SigningKey)).one()
        issuer_keys.compromise(wiring, session, key=key, now=clock.now())
    run(wiring, "issue_award", "publish_status_list")
    again = signed(wiring, award_id)
    assert (verdict(wiring, stolen), verdict(wiring, again)) == (Verdict.INVALID, Verdict.VALID)

    wiring = put_back(wiring, tmp_path / "old")
    assert verdict(wiring, stolen) is Verdict.VALID, "this is what the replay is for"
    assert catch_up(wiring).keys == 2
    assert verdict(wiring, stolen) is Verdict.INVALID
    with wiring.database.reading() as session:
        states = {key.key_id.rpartition("#")[2]: key.state for key in session.scalars(select(SigningKey))}
    assert states == {"key-1": KeyState.COMPROMISED, "key-2": KeyState.RETIRED}


def test_two_badges_on_one_place_are_told(wiring: Wiring, database: object) -> None:
    award_id = plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.reading() as session:
        award = session.get_one(Award, award_id)
        url, index, length = award.status_list.url, award.status_index, award.status_list.length
    status_log_of(wiring).allocated(url=url, length=length, index=index, credential="urn:uuid:ander", now=NOW)
    assert catch_up(wiring).conflicts == [f"{url} #{index}: two badges share this place"]


def test_a_line_that_a_crash_cut_off_spoils_only_itself(tmp_path: Path) -> None:
    log = StatusLog(tmp_path)
    log.allocated(url="u", length=8, index=1, credential="a", now=NOW)
    with log.path.open("a") as file:
        file.write('{"kind": "allocated", "at": "2026')
    log.allocated(url="u", length=8, index=2, credential="b", now=NOW)
    assert [entry["index"] for entry in log.entries()] == [1, 2]
    assert [json.loads(line)["index"] for line in log.path.read_text().splitlines() if line.endswith("}")] == [1, 2]


def test_revocations_are_written_once(tmp_path: Path) -> None:
    log = StatusLog(tmp_path)
    log.revoked(url="u", length=8, indexes=((1, NOW),))
    log.revoked(url="u", length=8, indexes=((1, NOW), (2, NOW + timedelta(1))))
    assert [entry["index"] for entry in log.entries()] == [1, 2]


def places(log: StatusLog) -> list[int]:
    """Of the revocations in the log, as they were written."""
    return [entry["index"] for entry in log.entries(only="revoked")]


def test_a_publication_reads_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = StatusLog(tmp_path)
    log.revoked(url="u", length=5000, indexes=tuple((index, NOW) for index in range(500)))
    log.revoked(url="u", length=5000, indexes=())
    read: list[bytes] = []
    loads = json.loads

    def counted(line: bytes) -> object:
        read.append(line)
        return loads(line)

    monkeypatch.setattr("lms.status_log.json.loads", counted)
    log.revoked(url="u", length=5000, indexes=((499, NOW), (500, NOW)))
    assert len(read) == 0
    log.revoked(url="u", length=5000, indexes=((499, NOW), (500, NOW)))
    assert len(read) == 1
    monkeypatch.undo()
    assert places(log) == list(range(501))


def test_what_another_process_wrote_is_known_here(tmp_path: Path) -> None:
    log = StatusLog(tmp_path)
    log.revoked(url="u", length=8, indexes=((1, NOW),))
    log.revoked(url="u", length=8, indexes=())
    code = "import sys; from datetime import *; from pathlib import Path; from lms.status_log import StatusLog\n"
    code += "StatusLog(Path(sys.argv[1])).revoked(url='u', length=8, indexes=((2, datetime.now(UTC)),))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True)
    log.revoked(url="u", length=8, indexes=((1, NOW), (2, NOW), (3, NOW)))
    assert places(log) == [1, 2, 3]


@pytest.mark.parametrize("how", ["an older copy", "a longer copy of another day", "gone"])
def test_a_log_that_was_put_back_is_completed_again(tmp_path: Path, how: str) -> None:
    """The process goes on while somebody restores the folder under it: no revocation may be missing from the file."""
    log = StatusLog(tmp_path / "log")
    log.revoked(url="u", length=8, indexes=((1, NOW),))
    old = log.path.read_bytes()
    log.revoked(url="u", length=8, indexes=((1, NOW), (2, NOW)))
    log.revoked(url="u", length=8, indexes=((1, NOW), (2, NOW)))
    if how == "an older copy":
        log.path.write_bytes(old)
    elif how == "gone":
        log.path.unlink()
    else:
        later = StatusLog(tmp_path / "other")
        later.revoked(url="elsewhere", length=8, indexes=tuple((index, NOW) for index in range(1, 8)))
        log.path.write_bytes(later.path.read_bytes())
    log.revoked(url="u", length=8, indexes=((1, NOW), (2, NOW)))
    assert {(entry["list"], entry["index"]) for entry in log.entries(only="revoked")} >= {("u", 1), ("u", 2)}


def test_half_a_line_is_read_when_it_is_whole(tmp_path: Path) -> None:
    log = StatusLog(tmp_path)
    log.revoked(url="u", length=8, indexes=((1, NOW),))
    whole = log.path.read_bytes().replace(b'"index": 1', b'"index": 2')
    with log.path.open("ab") as file:
        file.write(whole[:40])
        file.flush()
        log.revoked(url="u", length=8, indexes=((1, NOW),))
        file.write(whole[40:])
    log.revoked(url="u", length=8, indexes=((1, NOW), (2, NOW)))
    assert places(log) == [1, 2]


def test_what_was_undone_stays_undone_after_a_restore(wiring: Wiring, database: object, tmp_path: Path) -> None:
    """The backup is of the hour in which the badge was revoked by mistake; the log knows that it counts again."""
    from courses.flows.revoke import revoke_many
    from courses.flows.undo_batch import undo_batch

    award_id = plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    badge = signed(wiring, award_id)
    with wiring.database.transaction() as session:
        award = session.get_one(Award, award_id)
        given = {"actor_id": None, "organisations": frozenset({award.issuer.organisation_id}), "now": clock.now()}
        batch = revoke_many(
            session,
            public_ids=[award.public_id],
            cause="wrong_group",
            reason="",
            **given,  # type: ignore[arg-type]
        ).public_id
    run(wiring, "publish_status_list")
    assert verdict(wiring, badge) is Verdict.REVOKED
    save(wiring, tmp_path / "old")
    with wiring.database.transaction() as session:
        undo_batch(session, public_id=batch, **given)  # type: ignore[arg-type]
    run(wiring, "publish_status_list")
    assert verdict(wiring, badge) is Verdict.VALID

    wiring = put_back(wiring, tmp_path / "old")
    assert verdict(wiring, badge) is Verdict.REVOKED, "this is what the replay is for"
    first, second = catch_up(wiring), catch_up(wiring)
    assert (first.revoked, first.restored, second.revoked, second.restored) == (0, 1, 0, 0)
    drain_lists(wiring)
    assert verdict(wiring, badge) is Verdict.VALID


def test_a_place_is_revoked_restored_and_revoked_again(tmp_path: Path) -> None:
    log = StatusLog(tmp_path)
    log.restored(url="u", length=8, indexes=((1, NOW),))
    log.revoked(url="u", length=8, indexes=((1, NOW),))
    log.restored(url="u", length=8, indexes=((1, NOW),))
    log.restored(url="u", length=8, indexes=((1, NOW),))
    log.revoked(url="u", length=8, indexes=((1, NOW),))
    assert [entry["kind"] for entry in log.entries()] == ["revoked", "restored", "revoked"]
