"""The store of uploaded bytes: keys that say nothing, in a folder or in memory."""

import io
from pathlib import Path

import pytest

from lms.settings import Settings, load_settings
from lms.storage import Storage, StoredFileMissing, open_storage


@pytest.fixture(params=["", "memory:///"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return open_storage(load_settings({"INSTANCE_DIR": str(tmp_path), "STORAGE_URL": request.param}))


def test_what_was_put_comes_back(storage: Storage) -> None:
    first, second = storage.put(b"een"), storage.put(io.BytesIO(b"twee" * 1_000_000))
    assert storage.read(first) == b"een"
    assert b"".join(storage.open(second)) == b"twee" * 1_000_000
    assert set(storage.keys()) == {first, second}
    assert first != second


def test_large_files_come_in_pieces(settings: Settings) -> None:
    storage = open_storage(settings)
    key = storage.put(b"x" * 3_500_000)
    assert max(len(piece) for piece in storage.open(key)) < 3_500_000


def test_deleting(storage: Storage) -> None:
    key = storage.put(b"een")
    storage.delete(key)
    storage.delete(key)
    with pytest.raises(StoredFileMissing):
        storage.open(key)


def test_a_key_says_nothing_and_stays_inside(settings: Settings) -> None:
    storage = open_storage(settings)
    key = storage.put(b"een")
    assert len(key.rsplit("/", maxsplit=1)[-1]) == 40
    assert (settings.instance_dir / "files" / key).read_bytes() == b"een"
    secret = settings.instance_dir / "secret"
    secret.write_bytes(b"geheim")
    for trick in ("../secret", "ab/../../secret", "/etc/passwd"):
        with pytest.raises(Exception, match=r"."):
            storage.read(trick)


def test_it_says_whether_it_answers(storage: Storage) -> None:
    storage.check()
    assert list(storage.keys()) == []
