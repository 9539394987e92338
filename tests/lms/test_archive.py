"""Backup and restore bring everything back byte for byte, to either database, without any secret (A25, F16, F17)."""

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from courses.base import public_id
from courses.files.models import Retention, StoredFile
from courses.frameworks.models import Framework, FrameworkItem
from courses.recognition.models import (
    Award,
    AwardEdition,
    AwardState,
    BasisKind,
    KeyState,
    SigningKey,
    StatusList,
)
from lms.archive import RestoreRefused, backup, restore
from lms.archive.writing import Step
from lms.migrating import migrate, pending
from lms.settings import load_settings
from lms.wiring import Wiring, build
from tests.factories import make_issuer, make_module_version, make_participation, make_person, make_run

SIGNED = '{"naam": "Nele Wouters", "kern": "☃ \\u2028", "spatie":  1.0}\n'.encode()


def quiet(_what: str, _number: int, _total: int) -> None:
    """Nobody watches a test."""


step: Step = quiet


def site(folder: Path, name: str, database_url: str = "") -> Wiring:
    """An installation of its own, with the schema as migrations make it."""
    return build(
        load_settings(
            {
                "INSTANCE_DIR": str(folder / name),
                "SECRET_KEY": f"for-tests-only-{name}-0123456789abcdef",
                "DATABASE_URL": database_url,
            }
        )
    )


@pytest.fixture
def full(tmp_path: Path, now: datetime) -> Wiring:
    """A site with people, a module, work, a file and a badge."""
    wiring = site(tmp_path, "one")
    migrate(wiring.database)
    key = wiring.storage.put(b"\x00\xff photo" * 1000)
    with wiring.database.transaction() as session:
        nele = make_person(session, "Nele Wouters")
        issuer = make_issuer(session)
        version = make_module_version(session, issuer=issuer)
        participation = make_participation(session, nele, make_run(session, version))
        session.add(
            StoredFile(
                owner_id=nele.id,
                sha256="0" * 64,
                size=8000,
                media_type="image/jpeg",
                original_name="les.jpg",
                storage_key=key,
                retention=Retention.WORK,
                created_at=now,
            )
        )
        _tree(session, now)
        _award(session, issuer.id, nele.id, participation.id, now, wiring)
    return wiring


def _tree(session: Session, now: datetime) -> None:
    """A framework whose child has a lower number than its parent."""
    framework = Framework(code="x", version="1", name={"nl": "X"}, imported_at=now)
    session.add(framework)
    session.flush()
    child = FrameworkItem(framework_id=framework.id, position=1, code="1.1", name={"nl": "kind"})
    session.add(child)
    session.flush()
    parent = FrameworkItem(framework_id=framework.id, position=2, code="1", name={"nl": "ouder"})
    session.add(parent)
    session.flush()
    child.parent_id = parent.id


def _award(
    session: Session, issuer_id: int, person_id: int, participation_id: int, now: datetime, wiring: Wiring
) -> None:
    new = wiring.keystore.generate(key_id="did:web:localhost%3A8000:issuers:x#key-1", issuer="did:web:x")
    key = SigningKey(
        issuer_id=issuer_id,
        key_id=new.key_id,
        cryptosuite=new.cryptosuite,
        public_multikey=new.public_multikey,
        wrapped_private=new.wrapped_private,
        state=KeyState.ACTIVE,
        created_at=now,
    )
    status = StatusList(issuer_id=issuer_id, number=1, url="http://localhost:8000/issuers/x/status/1", created_at=now)
    session.add_all([key, status])
    session.flush()
    from courses.recognition.models import BadgeVersion

    version = session.query(BadgeVersion).first()
    assert version is not None
    name = public_id()
    award = Award(
        public_id=name,
        basis_kind=BasisKind.PARTICIPATION,
        basis_id=participation_id,
        participation_id=participation_id,
        badge_id=version.badge_id,
        badge_version_id=version.id,
        issuer_id=issuer_id,
        person_id=person_id,
        credential_id=f"http://localhost:8000/badges/{name}",
        badge_url=f"http://localhost:8000/badges/{name}",
        subject_id=f"urn:uuid:{name}",
        awarded_at=now,
        status_list_id=status.id,
        status_index=4242,
        state=AwardState.ISSUED,
    )
    session.add(award)
    session.flush()
    session.add(
        AwardEdition(
            award_id=award.id,
            number=1,
            planned_at=now,
            valid_from=now,
            proof_created=now + timedelta(microseconds=7),
            signing_key_id=key.id,
            recipient_form="pairwise",
            signed=SIGNED,
            digest="d" * 64,
        )
    )


def contents(wiring: Wiring, path: Path, now: datetime) -> dict[str, str]:
    """The hash of each part of a backup: equal for two sites that hold the same."""
    manifest = backup(wiring, path, now=now, step=step)
    return {name: part["sha256"] for name, part in manifest["parts"].items()}


@pytest.fixture
def postgres_url(tmp_path: Path) -> Iterator[str]:
    from tests.needs import POSTGRES

    name = f"leerspoor_restore_{abs(hash(str(tmp_path))) % 10**8}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_everything_comes_back_byte_for_byte(full: Wiring, tmp_path: Path, now: datetime) -> None:
    before = contents(full, tmp_path / "a.zip", now)
    other = site(tmp_path, "two")
    result = restore(other, tmp_path / "a.zip", now=now, step=step)
    assert result.rows > 20
    assert result.files == 1
    assert contents(other, tmp_path / "b.zip", now) == before
    assert not pending(other.database)
    with other.database.reading() as session:
        assert session.query(AwardEdition.signed).scalar() == SIGNED
        assert session.query(AwardEdition.proof_created).scalar() == now + timedelta(microseconds=7)
        file = session.query(StoredFile).one()
        assert file.storage_key is not None
        assert other.storage.read(file.storage_key) == b"\x00\xff photo" * 1000


@pytest.mark.postgres
def test_from_sqlite_to_postgresql_and_back(full: Wiring, tmp_path: Path, postgres_url: str, now: datetime) -> None:
    before = contents(full, tmp_path / "a.zip", now)
    big = site(tmp_path, "pg", postgres_url)
    restore(big, tmp_path / "a.zip", now=now, step=step)
    assert contents(big, tmp_path / "b.zip", now) == before
    with big.database.transaction() as session:
        make_person(session, "Iemand nieuw")
    small = site(tmp_path, "three")
    restore(small, tmp_path / "b.zip", now=now, step=step)
    assert contents(small, tmp_path / "c.zip", now) == before
    big.database.engine.dispose()


def test_no_secret_is_in_the_archive(full: Wiring, tmp_path: Path, now: datetime) -> None:
    contents(full, tmp_path / "a.zip", now)
    kek = full.settings.kek_path.read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
        names = archive.namelist()
    assert kek not in whole
    assert kek.hex().encode() not in whole
    assert full.secret not in whole
    assert not [name for name in names if "status-log" in name or "key" in name.rsplit("/", 1)[0]]
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


def test_a_key_is_useless_without_its_own_place(full: Wiring, tmp_path: Path, now: datetime) -> None:
    """A25: whoever has the archive alone can sign nothing; with the key-encryption key one can."""
    contents(full, tmp_path / "a.zip", now)
    thief = site(tmp_path, "thief")
    restore(thief, tmp_path / "a.zip", now=now, step=step)
    with thief.database.reading() as session:
        row = session.query(SigningKey).one()
    assert row.wrapped_private is not None
    with pytest.raises(Exception, match=r"."):
        thief.keystore.signer(key_id=row.key_id, issuer="did:web:x", wrapped=row.wrapped_private)
    assert full.keystore.signer(key_id=row.key_id, issuer="did:web:x", wrapped=row.wrapped_private)


def test_a_restore_needs_an_empty_database(full: Wiring, tmp_path: Path, now: datetime) -> None:
    before = contents(full, tmp_path / "a.zip", now)
    with pytest.raises(RestoreRefused, match="not empty"):
        restore(full, tmp_path / "a.zip", now=now, step=step)
    assert contents(full, tmp_path / "b.zip", now) == before


def damaged(source: Path, target: Path, name: str, change: bytes | None) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part == name:
                if change is None:
                    continue
                data = change
            new.writestr(part, data)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("tables/person.jsonl", b'{"id": 1}\n'),
        ("tables/award.jsonl", None),
        ("manifest.json", None),
        ("manifest.json", b"{}"),
        ("manifest.json", json.dumps({"format": "leerspoor-archive/1", "parts": {"../../evil": {}}}).encode()),
    ],
)
def test_a_damaged_archive_changes_nothing(
    full: Wiring, tmp_path: Path, now: datetime, name: str, change: bytes | None
) -> None:
    contents(full, tmp_path / "a.zip", now)
    damaged(tmp_path / "a.zip", tmp_path / "bad.zip", name, change)
    other = site(tmp_path, "two")
    with pytest.raises(RestoreRefused):
        restore(other, tmp_path / "bad.zip", now=now, step=step)
    assert pending(other.database), "not even a table was made"


def test_what_is_no_archive(full: Wiring, tmp_path: Path, now: datetime) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")
    with pytest.raises(RestoreRefused):
        restore(site(tmp_path, "two"), tmp_path / "x.zip", now=now, step=step)


def test_a_file_that_the_store_lost_is_named(full: Wiring, tmp_path: Path, now: datetime) -> None:
    with full.database.reading() as session:
        key = session.query(StoredFile.storage_key).scalar()
    assert key is not None
    full.storage.delete(key)
    manifest = backup(full, tmp_path / "a.zip", now=now, step=step)
    assert manifest["lost_files"] == [key]


def test_a_restore_of_an_older_backup_replays_the_status_log(full: Wiring, tmp_path: Path, now: datetime) -> None:
    """F17: the badge that was taken back after the backup stays taken back."""
    from lms.status_log import StatusLog

    contents(full, tmp_path / "a.zip", now)
    later = now + timedelta(days=1)
    other = site(tmp_path, "two")
    log = StatusLog(other.settings.instance_dir / "status-log")
    url = "http://localhost:8000/issuers/x/status/1"
    log.revoked(url=url, length=131_072, indexes=((4242, later),))
    log.allocated(url=url, length=131_072, index=77, credential="urn:x", now=later)
    result = restore(other, tmp_path / "a.zip", now=later, step=step)
    assert (result.replayed.revoked, result.replayed.burned, result.replayed.conflicts) == (1, 1, [])
    with other.database.reading() as session:
        assert session.query(Award.revoked_at).scalar() == later
